package channel

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// batch is how many conversations, or changes, one transaction takes: live messages never wait long behind it.
const batch = 500

// step does what a removal's state says and returns it in its next state.
func (s *Removals) step(ctx context.Context, r desk.Removal) (desk.Removal, error) {
	var to desk.RemovalState
	var err error
	switch r.State {
	case desk.RemovalDraining:
		to, err = s.drain(ctx, r)
	case desk.RemovalMoving:
		to, err = s.move(ctx, r)
	case desk.RemovalHanding:
		to, err = s.hand(ctx, r)
	case desk.RemovalUnlinking:
		to, err = s.unlink(ctx, r)
	case desk.RemovalUndoing:
		to, err = s.undo(ctx, r)
	case desk.RemovalDone, desk.RemovalUndone, desk.RemovalPurged:
		return r, nil
	}
	if err != nil {
		return r, err
	}
	if to == desk.RemovalDone {
		r.Ended = time.Now()
	}
	r.State = to
	return r, nil
}

// leaving are the connections that do not become reserves of the target, in order.
func leaving(r desk.Removal) []desk.ConnectionID {
	var all []desk.ConnectionID
	for _, id := range slices.Sorted(maps.Keys(r.Fates)) {
		if r.Fates[id] != desk.FateHandOver {
			all = append(all, id)
		}
	}
	return all
}

// drain stops what leaves: first in the rows, so that a restart does not bring it up again.
func (s *Removals) drain(ctx context.Context, r desk.Removal) (desk.RemovalState, error) {
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		for _, id := range leaving(r) {
			if err := tx.Unwant(r.ID, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	s.Between("unwanted")
	for _, id := range leaving(r) {
		if err := s.Drain(ctx, id); err != nil {
			return "", err
		}
	}
	return desk.RemovalMoving, s.then(ctx, r, desk.RemovalMoving, nil)
}

// then does the last thing of a step and leaves it, in one transaction.
func (s *Removals) then(ctx context.Context, r desk.Removal, to desk.RemovalState, do func(*store.Tx) error) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if do != nil {
			if err := do(tx); err != nil {
				return err
			}
		}
		_, err := tx.StepRemoval(r.ID, r.State, to, time.Now())
		return err
	})
}

// move brings the conversations to the target, some at a time.
func (s *Removals) move(ctx context.Context, r desk.Removal) (desk.RemovalState, error) {
	for more := r.Target != 0; more; {
		err := s.DB.Write(ctx, func(tx *store.Tx) (err error) {
			more, err = tx.MoveTickets(r.ID, r.Channel, r.Target, batch, r.BeganAt)
			return err
		})
		if err != nil {
			return "", err
		}
		s.Between("some moved")
	}
	return desk.RemovalHanding, s.then(ctx, r, desk.RemovalHanding, nil)
}

// hand makes reserves of what stays and finds other ways for what waits on the rest. From here on the channel is no more.
func (s *Removals) hand(ctx context.Context, r desk.Removal) (desk.RemovalState, error) {
	for _, id := range leaving(r) { // once more: the program may have been started again meanwhile
		if err := s.Drain(ctx, id); err != nil {
			return "", err
		}
	}
	return desk.RemovalUnlinking, s.then(ctx, r, desk.RemovalUnlinking, func(tx *store.Tx) error {
		if r.Target != 0 {
			// What came in since the conversations moved.
			if _, err := tx.MoveTickets(r.ID, r.Channel, r.Target, 1<<30, r.BeganAt); err != nil {
				return err
			}
			if err := tx.MoveHanging(r.ID, r.Channel, r.Target); err != nil {
				return err
			}
		}
		for _, id := range slices.Sorted(maps.Keys(r.Fates)) {
			if r.Fates[id] != desk.FateHandOver {
				continue
			}
			if err := tx.HandOver(r.ID, id, r.Target); err != nil {
				return err
			}
		}
		for _, id := range leaving(r) {
			if err := s.entomb(tx, r, id); err != nil {
				return err
			}
		}
		if err := s.giveBack(tx, r); err != nil {
			return err
		}
		if err := tx.Record(desk.EventChannel, r.Channel, 0, "", time.Now()); err != nil {
			return err
		}
		return tx.Archive(r.ID, r.Channel, time.Now())
	})
}

// entomb leaves a tombstone of a connection. What waits on it takes another way, if the target has one.
func (s *Removals) entomb(tx *store.Tx, r desk.Removal, id desk.ConnectionID) error {
	waiting, err := tx.QueuedBy(id)
	if err != nil {
		return err
	}
	if r.Target == 0 { // an archived channel sends nothing; one that borrowed the connection goes on
		if waiting, err = elsewhere(tx, waiting, r.Channel); err != nil {
			return err
		}
	}
	if err := s.Replan(tx, waiting); err != nil {
		return err
	}
	return tx.Entomb(r.ID, id, time.Now())
}

// elsewhere are those attempts whose conversations are of other channels than this.
func elsewhere(tx *store.Tx, all []desk.Delivery, channel desk.ChannelID) (out []desk.Delivery, err error) {
	for _, d := range all {
		m, err := tx.Message(d.Message)
		if err != nil {
			return nil, err
		}
		t, err := tx.Ticket(m.Ticket)
		if err != nil {
			return nil, err
		}
		if t.Channel != channel {
			out = append(out, d)
		}
	}
	return out, nil
}

// giveBack ends what the channel borrowed. What waits on it takes another way of the target, or is held.
func (s *Removals) giveBack(tx *store.Tx, r desk.Removal) error {
	routes, err := tx.Routes(r.Channel)
	if err != nil {
		return err
	}
	var borrowed []desk.ConnectionID
	for _, c := range routes {
		if c.Channel == r.Channel || r.Fates[c.ID] != "" {
			continue
		}
		if _, err := tx.DropRoute(r.Channel, c.ID); err != nil {
			return err
		}
		borrowed = append(borrowed, c.ID)
	}
	if len(borrowed) == 0 {
		return nil
	}
	now := r.Target // where the conversations are
	if now == 0 {
		return tx.HoldAstray(r.Channel, borrowed...)
	}
	astray, err := tx.Astray(now)
	if err != nil {
		return err
	}
	if err := s.Replan(tx, slices.DeleteFunc(astray, func(d desk.Delivery) bool { return !slices.Contains(borrowed, d.Connection) })); err != nil {
		return err
	}
	return tx.HoldAstray(now, borrowed...)
}

// unlink ends the sessions that shall end.
func (s *Removals) unlink(ctx context.Context, r desk.Removal) (desk.RemovalState, error) {
	for _, id := range leaving(r) {
		if r.Fates[id] != desk.FateUnlink {
			continue
		}
		if err := s.Wipe(ctx, id, true); err != nil {
			return "", err
		}
		s.Between("one unlinked")
	}
	return desk.RemovalDone, s.then(ctx, r, desk.RemovalDone, nil)
}

// undo takes every change back, some at a time, then the routes, and brings up what was up.
func (s *Removals) undo(ctx context.Context, r desk.Removal) (desk.RemovalState, error) {
	for more := true; more; {
		err := s.DB.Write(ctx, func(tx *store.Tx) (err error) { more, err = tx.Unwind(r.ID, batch); return err })
		if err != nil {
			return "", err
		}
		s.Between("some taken back")
	}
	if err := s.then(ctx, r, desk.RemovalUndone, func(tx *store.Tx) error {
		if err := tx.RestoreRoutes(r); err != nil {
			return err
		}
		if err := tx.Record(desk.EventRestored, r.Channel, 0, "", time.Now()); err != nil {
			return err
		}
		astray, err := tx.Astray(r.Channel)
		if err != nil {
			return err
		}
		return s.Replan(tx, astray)
	}); err != nil {
		return "", err
	}
	for _, id := range leaving(r) {
		if err := s.Revive(ctx, id); err != nil {
			return "", err
		}
	}
	return desk.RemovalUndone, nil
}

// purge forgets a removal that can no longer be undone, and the keys that were kept for it.
func (s *Removals) purge(ctx context.Context, r desk.Removal) error {
	for _, id := range leaving(r) {
		if r.Fates[id] == desk.FateRemove {
			if err := s.Wipe(ctx, id, false); err != nil {
				return err
			}
		}
	}
	return s.then(ctx, r, desk.RemovalPurged, func(tx *store.Tx) error { return tx.Purge(r.ID) })
}
