package outbox

import (
	"cmp"
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Retry queues a failed, cancelled or held message once more. The mark stays as it is until the network answers. Faults: wrong_state,
// contact_blocked, and why nothing could carry it.
func (s *Service) Retry(ctx context.Context, id desk.MessageID) error {
	return s.sendOn(ctx, id, func(tx *store.Tx, m desk.Message, all []desk.Delivery) error {
		last := all[len(all)-1]
		if last.State == desk.DeliveryHeld {
			return s.release(tx, m, all)
		}
		if last.Fault == desk.CodeUnsure { // given up, but it may have arrived: a new id could make a second one
			return desk.Refuse(desk.CodeWrongState)
		}
		if m.Status != desk.Failed && m.Status != desk.Cancelled || last.EndedAt.IsZero() {
			return desk.Refuse(desk.CodeWrongState)
		}
		return s.restart(tx, m, all)
	})
}

// restart begins the way of a message once more, at the main connection.
func (s *Service) restart(tx *store.Tx, m desk.Message, all []desk.Delivery) error {
	t, err := tx.Ticket(m.Ticket)
	if err != nil {
		return err
	}
	c, err := s.choose(&tx.View, t, draftOf(m), past{all: all, only: m.Only})
	if err != nil {
		return err
	}
	if c.way.ID == 0 {
		return c.refusal()
	}
	if err := tx.Carry(m, c.way); err != nil {
		return err
	}
	status, fault := m.Status, m.Fault // the mark stays as it is until the network answers
	if m.Fault = c.reason(); m.Fault == "" {
		m.Fault = fault
	}
	if err := s.begin(tx, m, c, time.Now()); err != nil || c.Ask || c.Hold != nil || status == desk.Cancelled {
		return err // what the operator took back, and puts back, was refused by nobody
	}
	return tx.SetStatus(m.ID, status, fault)
}

// SendBy sends a message that was refused, or is held, by a connection of the operator's choice. Where the platform or the
// customer decided against it, or where it may have arrived, no detour is offered: wrong_state.
func (s *Service) SendBy(ctx context.Context, id desk.MessageID, by desk.ConnectionID) error {
	return s.sendOn(ctx, id, func(tx *store.Tx, m desk.Message, all []desk.Delivery) error {
		last, now := all[len(all)-1], time.Now()
		if !detours(m, all) || m.Status != desk.Failed && m.Status != desk.Held || last.State != desk.DeliveryHeld && last.EndedAt.IsZero() {
			return desk.Refuse(desk.CodeWrongState)
		}
		way, hop, err := s.named(tx, m, last, by)
		if err != nil {
			return err
		}
		if last.State == desk.DeliveryHeld && last.Connection == by {
			return s.release(tx, m, all)
		}
		if last.State == desk.DeliveryHeld {
			if _, err := tx.Settle(last.ID, desk.DeliveryCancelled, &desk.Fault{Code: last.Fault, Raw: last.Raw}, time.Time{}, now); err != nil {
				return err
			}
		}
		if err := tx.Carry(m, way); err != nil {
			return err
		}
		_, err = s.queue(tx, m, way, hop, desk.DeliveryQueued)
		return err
	})
}

// detours reports whether a message may be given to another connection: nobody decided against it, and it is not in doubt.
func detours(m desk.Message, all []desk.Delivery) bool {
	by, _ := bound(all)
	return by == 0 && desk.Detour(m.Fault) && desk.Detour(all[len(all)-1].Fault)
}

// named is the connection of the channel that the operator named for a message, if it can carry it.
func (s *Service) named(tx *store.Tx, m desk.Message, last desk.Delivery, by desk.ConnectionID) (way desk.Connection, hop int, err error) {
	t, err := tx.Ticket(m.Ticket)
	if err != nil {
		return way, 0, err
	}
	routes, ways, err := s.ways(&tx.View, t, past{only: m.Only})
	if err != nil {
		return way, 0, err
	}
	for i, r := range routes {
		if r.ID != by {
			continue
		}
		if f := cmp.Or(ways[i].Caps.Refuses(draftOf(m), ways[i].LastInbound, time.Now()), stopped(ways, i)); f != nil {
			return way, 0, desk.Refuse(f.Code)
		}
		return r, hopOf(i, last), nil
	}
	return way, 0, desk.Refuse(desk.CodeNoRoute)
}

// hopOf counts a step beyond the main connection.
func hopOf(position int, last desk.Delivery) int {
	if position == 0 {
		return 0
	}
	return last.Hop + 1
}

// release lets a held attempt go; where its connection was removed, or is no route of the channel any more, the channel's next one
// takes it.
func (s *Service) release(tx *store.Tx, m desk.Message, all []desk.Delivery) error {
	d, now := all[len(all)-1], time.Now()
	routed, err := tx.Routed(m.ID, d.Connection)
	if err != nil {
		return err
	}
	if routed {
		_, err = tx.Settle(d.ID, desk.DeliveryQueued, &desk.Fault{Code: d.Fault, Raw: d.Raw}, time.Time{}, now) // what was said stays said
		return err
	}
	if _, err := tx.Settle(d.ID, desk.DeliveryCancelled, &desk.Fault{Code: d.Fault, Raw: d.Raw}, time.Time{}, now); err != nil {
		return err
	}
	return s.restart(tx, m, all)
}

// Cancel takes back a message that has not left. One that may have left before is unsure once more.
func (s *Service) Cancel(ctx context.Context, id desk.MessageID) error {
	return s.decide(ctx, id, func(tx *store.Tx, _ desk.Message, all []desk.Delivery) error {
		d := all[len(all)-1]
		if d.State != desk.DeliveryQueued && d.State != desk.DeliveryHeld {
			return desk.Refuse(desk.CodeWrongState)
		}
		if d.Doubtful {
			return s.stillUnsure(tx, d, &desk.Fault{Code: desk.CodeUnsure}, time.Now())
		}
		return s.end(tx, d, desk.DeliveryCancelled, desk.Cancelled, &desk.Fault{}, time.Now())
	})
}

func (s *Service) decide(ctx context.Context, id desk.MessageID, fn func(*store.Tx, desk.Message, []desk.Delivery) error) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.Message(id)
		if err != nil {
			return err
		}
		all, err := tx.Deliveries(id)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return desk.Refuse(desk.CodeWrongState)
		}
		if err := fn(tx, m, all); err != nil {
			return err
		}
		tx.Emit("message", int64(id), int64(m.Contact))
		return nil
	})
}
