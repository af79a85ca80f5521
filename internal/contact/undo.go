package contact

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Steps lists the imports and merges that can be taken back, the newest first.
func (s *Service) Steps(ctx context.Context) (all []desk.ContactStep, err error) {
	err = s.DB.Read(ctx, func(v *store.View) (err error) {
		all, err = v.ContactSteps(time.Now().Add(-desk.KeptContactSteps))
		return err
	})
	return all, err
}

// undoneAtOnce is how many changes of an import are taken back in one transaction.
const undoneAtOnce = 2000

// Undo takes an import or a merge back: rows become what they were, but for what was changed again since. Somebody whom an import brought
// and with whom was talked since stays; stayed counts those. Faults: not_found.
func (s *Service) Undo(ctx context.Context, id int64) (stayed int, err error) {
	var step desk.ContactStep
	if err := s.DB.Read(ctx, func(v *store.View) (err error) { step, err = v.ContactStep(id); return err }); err != nil {
		return 0, err
	}
	if step.Act == desk.ContactMerge {
		return 0, s.DB.Write(ctx, func(tx *store.Tx) error { return split(tx, step) })
	}
	var rooted map[int64]bool
	for more := true; more && err == nil; {
		err = s.DB.Write(ctx, func(tx *store.Tx) error {
			if rooted == nil {
				if rooted, err = tx.Rooted(id); err != nil {
					return err
				}
			}
			all, err := tx.LastTraced(id, undoneAtOnce)
			if err != nil {
				return err
			}
			if more = len(all) == undoneAtOnce; len(all) > 0 {
				if _, err = tx.UndoTraced(id, all, func(c int64) bool { return rooted[c] }); err != nil {
					return err
				}
			}
			tx.Emit("contact", 0, 0)
			tx.Emit("tag", 0, 0)
			if !more {
				return tx.EndContactStep(id)
			}
			return nil
		})
	}
	return len(rooted), err
}
