package contact

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Merge makes one contact of two: everything of gone goes to kept, which is called as the operator chose. It can be taken back for a
// week. Faults: same_person, too_long, not_found, wrong_state for a group.
func (s *Service) Merge(ctx context.Context, gone, kept desk.ContactID, name string) (step int64, err error) {
	if gone == kept {
		return 0, desk.Refuse(desk.CodeSamePerson)
	}
	if name = strings.TrimSpace(desk.Clean(name)); utf8.RuneCountInString(name) > maxName {
		return 0, desk.Refuse(desk.CodeTooLong)
	}
	now := time.Now()
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		from, err := tx.Somebody(gone)
		if err != nil {
			return err
		}
		to, err := tx.Somebody(kept)
		if err != nil {
			return err
		}
		if from.Group || to.Group {
			return desk.Refuse(desk.CodeWrongState)
		}
		title := from.Title()
		if title == "" {
			title = from.Number
		}
		step, err = tx.AddContactStep(desk.ContactStep{Act: desk.ContactMerge, Name: title, Kept: kept, Gone: gone, Changed: 1, At: now}, now.Add(-desk.KeptContactSteps))
		if err != nil {
			return err
		}
		return tx.MergeByHand(step, gone, kept, name)
	})
	return step, err
}

// split takes a merge back. Who was merged once more since has to be split in the reverse order.
func split(tx *store.Tx, step desk.ContactStep) error {
	if _, err := tx.Somebody(step.Kept); err != nil {
		if desk.AsFault(err).Code == desk.CodeNotFound {
			err = desk.Refuse(desk.CodeMergedOn)
		}
		return err
	}
	if err := tx.UndoMerge(step); err != nil {
		return err
	}
	return tx.EndContactStep(step.ID)
}
