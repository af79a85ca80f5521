package outbox

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// anew is how many attempts a message has on one connection that refuses it late and asks for patience.
const anew = 4

// Refused takes the late word of a network that it will not deliver what it had accepted. Nil means committed. A message that was
// delivered, or that another attempt carries already, stays as it is.
func (s *Service) Refused(ctx context.Context, on desk.ConnectionID, r transport.Refusal) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		d, found, err := tx.DeliveryOf(on, r.Client, r.Remote)
		if err == nil && !found {
			return takeBack(tx, on, r)
		}
		if err != nil || !awaits(d, r) {
			return err // about an earlier try of the same attempt
		}
		// Before the message is read: what customers said under this id finds the message now, and may prove that it arrived.
		if err := tx.SetRemote(d, r.Remote, ""); err != nil {
			return err
		}
		if d, found, err = tx.DeliveryOf(on, r.Client, r.Remote); err != nil || !found || !awaits(d, r) {
			return err
		}
		m, err := tx.Message(d.Message)
		if err != nil || m.Status.Rung() >= desk.Delivered.Rung() {
			return err
		}
		return s.refused(tx, m, d, r.Fault, time.Now())
	})
}

// takeBack takes the late word about a reaction of ours, which is the only gesture that networks refuse late. What is none was written
// elsewhere.
func takeBack(tx *store.Tx, on desk.ConnectionID, r transport.Refusal) error {
	g, found, err := tx.ReactionOf(on, r.Client, r.Remote)
	if err != nil || !found {
		return err
	}
	return tx.TakeBackReaction(g, r.Fault)
}

// awaits reports whether a refusal is about what this attempt sent last.
func awaits(d desk.Delivery, r transport.Refusal) bool {
	if d.Remote != "" && r.Remote != "" && d.Remote != r.Remote {
		return false
	}
	switch d.State {
	case desk.DeliverySending, desk.DeliveryUnsure, desk.DeliveryAccepted:
		return true
	case desk.DeliveryQueued, desk.DeliveryHeld, desk.DeliveryFailed, desk.DeliveryCancelled:
	}
	return false
}

func (s *Service) refused(tx *store.Tx, m desk.Message, d desk.Delivery, f *desk.Fault, now time.Time) error {
	if err := shut(tx, d, f); err != nil {
		return err
	}
	all, err := tx.Deliveries(m.ID)
	if err != nil {
		return err
	}
	here := 0
	for _, other := range all {
		if other.ID != d.ID && (other.State == desk.DeliveryAccepted || other.EndedAt.IsZero()) {
			_, err := tx.Settle(d.ID, desk.DeliveryFailed, f, time.Time{}, now)
			return err
		}
		if other.Connection == d.Connection {
			here++
		}
	}
	if err := tx.Unsent(m.ID); err != nil {
		return err
	}
	if d.Doubtful { // it names one try of several
		return s.stillUnsure(tx, d, f, now)
	}
	routed, err := tx.Routed(m.ID, d.Connection)
	switch {
	case err != nil:
		return err
	case f.Next == desk.Retry && here < anew && routed:
		return s.anew(tx, m, d, f, now)
	case f.Next == desk.Retry, f.Next == desk.Reroute:
		return s.reroute(tx, m, d, f, now)
	}
	return s.end(tx, d, desk.DeliveryFailed, desk.Failed, f, now)
}

// anew begins another attempt on the same connection: the refused one is final, and the network has its id.
func (s *Service) anew(tx *store.Tx, m desk.Message, d desk.Delivery, f *desk.Fault, now time.Time) error {
	if moved, err := tx.Settle(d.ID, desk.DeliveryFailed, f, time.Time{}, now); err != nil || !moved {
		return err
	}
	way, err := tx.Connection(d.Connection)
	if err != nil {
		return err
	}
	driver, ok := s.Driver(way.Kind)
	if !ok {
		return tx.SetStatus(m.ID, desk.Failed, f.Code)
	}
	next := desk.Delivery{Message: m.ID, Contact: m.Contact, Connection: way.ID, Client: driver.NewID(), State: desk.DeliveryQueued,
		Hop: d.Hop, NextAt: now.Add(max(f.After, pause(d.Attempt)))}
	if _, err := tx.AddDelivery(next); err != nil {
		return err
	}
	return tx.SetStatus(m.ID, desk.Queued, f.Code)
}
