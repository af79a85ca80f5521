package channel

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Removals takes channels away, with everything that hangs on them brought to another one, and brings them back. Each step is one
// transaction that also records how far it came, so that a removal that was stopped at any moment goes on.
type Removals struct {
	RemovalNeeds
	bell bell.Bell
}

// RemovalNeeds are what removals ask of the rest of the program.
type RemovalNeeds struct {
	DB *store.DB
	// Caps tells what connections of a kind can do.
	Caps func(desk.Kind) (desk.Caps, bool)
	// Drain takes a connection down and returns when nothing of it runs any more. It may be called again.
	Drain func(context.Context, desk.ConnectionID) error
	// Wipe removes the keys of a connection, after ending its session at the network if that is wanted. It may be called again.
	Wipe func(ctx context.Context, id desk.ConnectionID, unlink bool) error
	// Replan finds another way, among those of its conversation's channel, for each of these attempts that wait.
	Replan func(*store.Tx, []desk.Delivery) error
	// Revive brings up what is wanted again.
	Revive func(context.Context, desk.ConnectionID) error
	// Between, where tests set it, is called after every step; they end the process there.
	Between func(step string)
}

// NewRemovals makes the service.
func NewRemovals(n RemovalNeeds) *Removals {
	if n.Between == nil {
		n.Between = func(string) {}
	}
	return &Removals{RemovalNeeds: n}
}

// Plan is what the operator reads before a channel is removed.
type Plan struct {
	Counts      map[string]int
	Connections []desk.Connection
	Targets     []Target // none: it can only be archived
}

// Target is a channel that may take everything, and what its connections cannot do that those of the removed one could.
type Target struct {
	Channel desk.Channel
	Lacks   []string // names of capabilities
}

// Plan tells what removing a channel means. It changes nothing.
func (s *Removals) Plan(ctx context.Context, id desk.ChannelID) (p Plan, err error) {
	err = s.DB.Read(ctx, func(v *store.View) error {
		if _, err := v.Channel(id); err != nil {
			return err
		}
		if p.Counts, err = v.CountHanging(id); err != nil {
			return err
		}
		if p.Connections, err = v.AtHome(id); err != nil {
			return err
		}
		all, err := v.Channels()
		if err != nil {
			return err
		}
		has, err := s.able(v, id)
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.ID == id {
				continue
			}
			can, err := s.able(v, c.ID)
			if err != nil {
				return err
			}
			lacks := slices.DeleteFunc(slices.Clone(has), func(name string) bool { return slices.Contains(can, name) })
			p.Targets = append(p.Targets, Target{Channel: c, Lacks: lacks})
		}
		return nil
	})
	return p, err
}

// able names what any connection of a channel can do.
func (s *Removals) able(v *store.View, id desk.ChannelID) (names []string, err error) {
	routes, err := v.Routes(id)
	for _, r := range routes {
		if caps, known := s.Caps(r.Kind); known {
			names = append(names, caps.Names()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

// Begin records that a channel goes, and by what choices; the work is done by Run. Target 0 archives it. Every connection that is at
// home in the channel must have a fate. Faults: bad_request, not_found, wrong_state.
func (s *Removals) Begin(ctx context.Context, id, target desk.ChannelID, fates map[desk.ConnectionID]desk.Fate) (removal desk.RemovalID, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.check(tx, id, target, fates); err != nil {
			return err
		}
		counts, err := tx.CountHanging(id)
		if err != nil {
			return err
		}
		removal, err = tx.AddRemoval(desk.Removal{Channel: id, Target: target, State: desk.RemovalDraining, Counts: counts, BeganAt: time.Now(), Fates: fates})
		return err
	})
	if err == nil {
		s.bell.Ring()
	}
	return removal, err
}

func (s *Removals) check(tx *store.Tx, id, target desk.ChannelID, fates map[desk.ConnectionID]desk.Fate) error {
	all, err := tx.Channels()
	if err != nil {
		return err
	}
	there := func(id desk.ChannelID) bool {
		return slices.ContainsFunc(all, func(c desk.Channel) bool { return c.ID == id })
	}
	home, err := tx.AtHome(id)
	switch {
	case err != nil:
		return err
	case !there(id), target != 0 && !there(target):
		return desk.Refuse(desk.CodeNotFound)
	case target == id, len(home) != len(fates):
		return desk.Refuse(desk.CodeBadRequest)
	}
	under, err := tx.Removals()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(under, func(r desk.Removal) bool { return r.Open() && (r.Channel == target || r.Target == id) }) {
		return desk.Refuse(desk.CodeWrongState)
	}
	for _, c := range home {
		switch fates[c.ID] {
		case desk.FateRemove, desk.FateUnlink:
		case desk.FateHandOver:
			if target == 0 {
				return desk.Refuse(desk.CodeBadRequest)
			}
		default:
			return desk.Refuse(desk.CodeBadRequest)
		}
	}
	return nil
}

// Undo begins to bring a removed channel back. Faults: not_found once it can no longer be undone, wrong_state while it is removed,
// undo_later with the name of the channel whose removal has to be undone before, undo_taken.
func (s *Removals) Undo(ctx context.Context, id desk.RemovalID) error {
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.Removal(id)
		if err == nil {
			err = undoable(&tx.View, r)
		}
		if err != nil {
			return err
		}
		moved, err := tx.StepRemoval(id, desk.RemovalDone, desk.RemovalUndoing, time.Now())
		if err == nil && !moved {
			return desk.Refuse(desk.CodeWrongState)
		}
		return err
	})
	if err == nil {
		s.bell.Ring()
	}
	return err
}

// undoable refuses what would not come back as it was. A later removal took its conversations further, or mixed more into them; and a
// number that was connected again meanwhile would be heard twice.
func undoable(v *store.View, r desk.Removal) error {
	all, err := v.Removals()
	if err != nil {
		return err
	}
	for _, later := range all {
		if later.ID <= r.ID || r.Target == 0 || later.Channel != r.Target && later.Target != r.Target {
			continue
		}
		c, err := v.Channel(later.Channel)
		if err != nil {
			return err
		}
		return &desk.Fault{Code: desk.CodeUndoLater, Next: desk.Stop, Params: map[string]string{"name": c.Name}}
	}
	here, err := v.Connections()
	if err != nil {
		return err
	}
	for _, id := range leaving(r) {
		gone, err := v.Tombstone(id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(here, func(c desk.Connection) bool { return c.ID != id && rival(c, gone) }) {
			return desk.Refuse(desk.CodeUndoTaken)
		}
	}
	return nil
}

// rival reports whether two connections are of one account.
func rival(a, b desk.Connection) bool {
	return a.Kind == b.Kind && a.Account != "" && b.Account != "" && (a.Account == b.Account || a.Number == b.Number && a.Number != "")
}

// Run does what was begun, and forgets what can no longer be undone, while ctx lives.
func (s *Removals) Run(ctx context.Context) error {
	for {
		woken := s.bell.Next()
		next, err := s.round(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			next = time.Now().Add(again)
		}
		if !bell.Rest(ctx, next, woken) {
			return nil
		}
	}
}

// again is the pause before a step that could not be done, as on a full disk, is tried once more.
const again = 5 * time.Second

// round brings every removal as far as it goes; next is when one can no longer be undone, zero if none waits.
func (s *Removals) round(ctx context.Context) (next time.Time, err error) {
	var all []desk.Removal
	if err := s.DB.Read(ctx, func(v *store.View) (err error) { all, err = v.Removals(); return err }); err != nil {
		return next, err
	}
	for _, r := range all {
		for r.Open() {
			if r, err = s.step(ctx, r); err != nil {
				return next, fmt.Errorf("removal %d, %s: %w", r.ID, r.State, err)
			}
			s.Between(string(r.State))
		}
		if r.State != desk.RemovalDone {
			continue
		}
		due := r.Ended.Add(desk.UndoFor)
		if time.Now().Before(due) {
			if next.IsZero() || due.Before(next) {
				next = due
			}
			continue
		}
		if err := s.purge(ctx, r); err != nil {
			return next, err
		}
	}
	return next, nil
}
