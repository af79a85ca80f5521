package outbox

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Choice is what the operator says of a message that nobody confirmed.
type Choice string

// The choices about an unsure message.
const (
	Arrived   Choice = "arrived"   // seen on the customer's side
	Again     Choice = "again"     // send it once more, under the same id
	Elsewhere Choice = "elsewhere" // send it by another connection: it may arrive twice, and the operator knows
	GiveUp    Choice = "give_up"
)

// Resolve settles an unsure message as the operator says. By is the connection of Elsewhere.
func (s *Service) Resolve(ctx context.Context, id desk.MessageID, c Choice, by desk.ConnectionID) error {
	return s.decide(ctx, id, func(tx *store.Tx, m desk.Message, all []desk.Delivery) error {
		d, now := all[len(all)-1], time.Now()
		if d.State != desk.DeliveryUnsure {
			return desk.Refuse(desk.CodeWrongState)
		}
		if c == Again || c == Elsewhere {
			if err := free(&tx.View, m.Contact); err != nil {
				return err
			}
		}
		switch c {
		case Arrived:
			return s.accept(tx, d, transport.Accepted{Status: desk.Sent}, now)
		case Again:
			return s.sendAgain(tx, d, now)
		case Elsewhere:
			return s.elsewhere(tx, m, all, by, now)
		case GiveUp:
			return s.end(tx, d, desk.DeliveryCancelled, desk.Cancelled, &desk.Fault{Code: desk.CodeUnsure}, now)
		}
		return desk.Refuse(desk.CodeBadRequest)
	})
}

// sendAgain queues an unsure attempt once more. On a connection that does not work nobody would send it, and it would block all that
// follows.
func (s *Service) sendAgain(tx *store.Tx, d desk.Delivery, now time.Time) error {
	routed, err := tx.Routed(d.Message, d.Connection)
	if err != nil {
		return err
	}
	if !routed {
		return desk.Refuse(desk.CodeNoRoute)
	}
	way, err := tx.Connection(d.Connection)
	if err != nil {
		return desk.Refuse(desk.CodeNoRoute)
	}
	if f := down(way); f != nil {
		return desk.Refuse(f.Code)
	}
	if _, err := tx.Settle(d.ID, desk.DeliveryQueued, nil, now, now); err != nil {
		return err
	}
	if err := tx.Doubt(d.ID); err != nil {
		return err
	}
	return tx.SetStatus(d.Message, desk.Queued, "")
}

// elsewhere gives an unsure message to another connection. What the platform or the customer decided against stays where it is.
func (s *Service) elsewhere(tx *store.Tx, m desk.Message, all []desk.Delivery, by desk.ConnectionID, now time.Time) error {
	d := all[len(all)-1]
	if by == d.Connection || !mayLeave(all) {
		return desk.Refuse(desk.CodeWrongState)
	}
	way, hop, err := s.named(tx, m, d, by)
	if err != nil {
		return err
	}
	if f := down(way); f != nil {
		return desk.Refuse(f.Code)
	}
	if _, err := tx.Settle(d.ID, desk.DeliveryCancelled, &desk.Fault{Code: desk.CodeUnsure, Raw: d.Raw}, time.Time{}, now); err != nil {
		return err
	}
	if err := tx.Carry(m, way); err != nil {
		return err
	}
	next, err := s.queue(tx, m, way, hop, desk.DeliveryQueued)
	if err != nil {
		return err
	}
	if err := tx.Doubt(next); err != nil {
		return err
	}
	return tx.SetStatus(m.ID, desk.Queued, "")
}

// mayLeave reports whether nothing but the doubt itself keeps an unsure attempt on its connection.
func mayLeave(all []desk.Delivery) bool {
	by, _ := bound(all)
	return by == 0
}
