package outbox

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Replan finds another way, among those of its conversation's channel, for each of these attempts that wait. What finds none stays where
// it is, and what may have arrived is left to the operator.
func (s *Service) Replan(tx *store.Tx, all []desk.Delivery) error {
	for _, d := range all {
		if d.Doubtful {
			continue
		}
		if err := s.replan(tx, d); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) replan(tx *store.Tx, d desk.Delivery) error {
	m, err := tx.Message(d.Message)
	if err != nil {
		return err
	}
	t, err := tx.Ticket(m.Ticket)
	if err != nil {
		return err
	}
	before, err := tx.Deliveries(m.ID)
	if err != nil {
		return err
	}
	p := past{all: before, not: d.Connection, only: m.Only}
	if slices.ContainsFunc(before, func(b desk.Delivery) bool { return b.State == desk.DeliveryFailed && b.Attempt > 0 }) {
		// It was refused before, so that any other way is a detour, of which the policy of the channel decides.
		p.last = &desk.Fault{Code: desk.CodeNoRoute, Next: desk.Reroute, Scope: desk.OfMessage}
	}
	c, err := s.choose(&tx.View, t, draftOf(m), p)
	if err != nil || c.way.ID == 0 {
		return err
	}
	f := &desk.Fault{Code: desk.CodeNoRoute}
	if _, err := tx.Settle(d.ID, desk.DeliveryCancelled, f, time.Time{}, time.Now()); err != nil {
		return err
	}
	if err := tx.Carry(m, c.way); err != nil {
		return err
	}
	if m.Fault = f.Code; c.Hold != nil {
		m.Fault = c.Hold.Code
	}
	return s.attempt(tx, m, c, d.Hop+1)
}
