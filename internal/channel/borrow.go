package channel

import (
	"context"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Borrow makes a connection that is at home in another channel the last route of this one. Customers who are answered by it see its
// number; what they answer comes back to the conversation. Faults: not_found, bad_request for one of its own, wrong_state for one that
// was never linked, and for a channel that is on its way out or gone.
func (s *Service) Borrow(ctx context.Context, id desk.ChannelID, by desk.ConnectionID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		if err := stays(&tx.View, id); err != nil {
			return err
		}
		c, err := tx.Connection(by)
		if err != nil {
			return err
		}
		if c.Channel == id {
			return desk.Refuse(desk.CodeBadRequest)
		}
		if err := stays(&tx.View, c.Channel); err != nil {
			return err
		}
		if c.Number == "" || c.Health == desk.HealthRemoving {
			return desk.Refuse(desk.CodeWrongState)
		}
		if had, err := tx.Routes(id); err != nil || slices.ContainsFunc(had, func(r desk.Connection) bool { return r.ID == by }) {
			return err
		}
		if err := tx.AddRoute(id, by); err != nil {
			return err
		}
		return tx.Record(desk.EventBorrowed, id, by, "", time.Now())
	})
}

// Return ends the borrowing of a connection; the connection stays with its own channel. What waits on it takes another way of the
// borrowing channel, or is held for the operator: nothing leaves by a number that the channel gave back. Faults: not_found, bad_request
// for a connection of its own.
func (s *Service) Return(ctx context.Context, id desk.ChannelID, by desk.ConnectionID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.Connection(by)
		if err != nil {
			return err
		}
		if c.Channel == id {
			return desk.Refuse(desk.CodeBadRequest)
		}
		if was, err := tx.DropRoute(id, by); err != nil || !was {
			return orNotFound(err)
		}
		astray, err := tx.Astray(id)
		if err != nil {
			return err
		}
		if err := s.replan(tx, slices.DeleteFunc(astray, func(d desk.Delivery) bool { return d.Connection != by })); err != nil {
			return err
		}
		if err := tx.HoldAstray(id, by); err != nil {
			return err
		}
		return tx.Record(desk.EventReturned, id, by, "", time.Now())
	})
}

func orNotFound(err error) error {
	if err == nil {
		return desk.Refuse(desk.CodeNotFound)
	}
	return err
}
