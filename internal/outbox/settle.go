package outbox

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// tries is how often one connection is asked again before the next one is.
const tries = 10

// insist is how often a message is tried that the connection itself does not let go. With the pauses between them that is an hour
// of being online, after which the operator is asked: what has not left by then would else wait in silence for ever.
const insist = 60

// settle records what the network answered, and what follows from it.
func (s *Service) settle(tx *store.Tx, d desk.Delivery, got transport.Accepted, err error) error {
	now := time.Now()
	if err == nil {
		return s.accept(tx, d, got, now)
	}
	m, readErr := tx.Message(d.Message)
	if readErr != nil {
		return readErr
	}
	f := desk.AsFault(err)
	if m.Status.Rung() >= desk.Sent.Rung() { // a receipt was faster than the answer, its own or that of another attempt
		return s.accept(tx, d, got, now)
	}
	if err := shut(tx, d, f); err != nil {
		return err
	}
	switch {
	case f.Next == desk.Retry:
		return s.again(tx, m, d, f, now)
	case d.Doubtful:
		return s.stillUnsure(tx, d, f, now)
	case f.Next == desk.Reroute:
		return s.reroute(tx, m, d, f, now)
	case f.Next == desk.Hold:
		return s.end(tx, d, desk.DeliveryHeld, desk.Held, f, now)
	case f.Next == desk.Doubt:
		return s.end(tx, d, desk.DeliveryUnsure, desk.Unsure, f, now)
	}
	return s.end(tx, d, desk.DeliveryFailed, desk.Failed, f, now)
}

// shut keeps what a network says of its 24 hours: from then on the count that we make ourselves is known to be wrong.
func shut(tx *store.Tx, d desk.Delivery, f *desk.Fault) error {
	if f.Code != desk.CodeWindow {
		return nil
	}
	way, err := tx.Connection(d.Connection)
	if err != nil {
		return err
	}
	return tx.ShutWindow(d.Contact, way.Number, d.StartedAt)
}

// again queues another try, or says that there were enough.
func (s *Service) again(tx *store.Tx, m desk.Message, d desk.Delivery, f *desk.Fault, now time.Time) error {
	first := d.Attempt < 2
	d, err := count(tx, d, f)
	if err != nil {
		return err
	}
	routed, err := tx.Routed(m.ID, d.Connection)
	switch {
	case err != nil:
		return err
	case !routed && d.Doubtful:
		return s.stillUnsure(tx, d, f, now)
	case !routed: // the channel gave it back while this was under way
		return s.end(tx, d, desk.DeliveryHeld, desk.Held, &desk.Fault{Code: desk.CodeNoRoute, Raw: f.Raw}, now)
	}
	whole := f.Scope == desk.OfConnection
	if d.Doubtful && d.Attempt > 0 && d.Attempt%tries == 0 && (!whole || d.Attempt%insist == 0) {
		return s.stillUnsure(tx, d, f, now)
	}
	if whole && !d.Doubtful && d.Attempt > 0 && d.Attempt%tries == 0 {
		up, err := s.reserveIsUp(tx, m, d.Connection, f)
		if err != nil {
			return err
		}
		if up {
			return s.reroute(tx, m, d, f, now)
		}
	}
	switch {
	case whole && d.Attempt > 0 && d.Attempt%insist == 0:
		stuck := &desk.Fault{Code: desk.CodeStuck, Next: desk.Hold, Scope: f.Scope, Raw: f.Raw}
		return s.end(tx, d, desk.DeliveryHeld, desk.Held, stuck, now)
	case !whole && d.Attempt > 0 && d.Attempt%tries == 0:
		return s.reroute(tx, m, d, f, now)
	}
	moved, err := tx.Settle(d.ID, desk.DeliveryQueued, f, now.Add(max(f.After, pause(d.Attempt))), now)
	if err != nil || !moved || first { // a single hiccup is over before anyone has read of it
		return err
	}
	return tx.SetStatus(m.ID, desk.Queued, f.Code)
}

// reserveIsUp reports whether the channel has another connection than this one that is online and may take the message.
func (s *Service) reserveIsUp(tx *store.Tx, m desk.Message, on desk.ConnectionID, f *desk.Fault) (bool, error) {
	t, err := tx.Ticket(m.Ticket)
	if err != nil {
		return false, err
	}
	before, err := tx.Deliveries(m.ID)
	if err != nil {
		return false, err
	}
	refused := &desk.Fault{Code: f.Code, Next: desk.Reroute, Scope: f.Scope}
	c, err := s.choose(&tx.View, t, draftOf(m), past{all: before, last: refused, not: on, only: m.Only})
	return err == nil && c.way.Health == desk.HealthOnline, err
}

// pause before another try: 1 s, 2 s, 4 s … 1 min.
func pause(attempt int) time.Duration {
	return min(time.Second<<min(max(attempt-1, 0), 6), time.Minute)
}

func (s *Service) accept(tx *store.Tx, d desk.Delivery, got transport.Accepted, now time.Time) error {
	if err := tx.SetRemote(d, got.Remote, got.Wire); err != nil {
		return err
	}
	moved, err := tx.Settle(d.ID, desk.DeliveryAccepted, nil, time.Time{}, now)
	if err != nil || !moved { // its refusal was faster than its answer
		return err
	}
	if got.Status == "" {
		got.Status = desk.Accepted
	}
	return tx.Climb(d.Message, got.Status)
}

func (s *Service) end(tx *store.Tx, d desk.Delivery, to desk.DeliveryState, status desk.MessageStatus, f *desk.Fault, now time.Time) error {
	moved, err := tx.Settle(d.ID, to, f, time.Time{}, now)
	if err != nil || !moved {
		return err
	}
	if err := tell(tx, d, to, f.Code, now); err != nil {
		return err
	}
	return tx.SetStatus(d.Message, status, f.Code)
}

// stillUnsure ends a later try of an attempt of which an earlier try may have arrived. Whatever is said of the later one, nothing is
// known of the earlier one: it has neither failed, nor may another connection take it.
func (s *Service) stillUnsure(tx *store.Tx, d desk.Delivery, f *desk.Fault, now time.Time) error {
	moved, err := tx.Settle(d.ID, desk.DeliveryUnsure, f, time.Time{}, now)
	if err != nil || !moved {
		return err
	}
	return tx.SetStatus(d.Message, desk.Unsure, desk.CodeUnsure)
}

// reroute ends an attempt that was refused and begins the next one on the reserve that the plan names, if any.
func (s *Service) reroute(tx *store.Tx, m desk.Message, d desk.Delivery, f *desk.Fault, now time.Time) error {
	f = &desk.Fault{Code: f.Code, Next: desk.Reroute, Scope: f.Scope, Raw: f.Raw}
	if moved, err := tx.Settle(d.ID, desk.DeliveryFailed, f, time.Time{}, now); err != nil || !moved {
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
	c, err := s.choose(&tx.View, t, draftOf(m), past{all: before, last: f, not: d.Connection, only: m.Only})
	if err != nil {
		return err
	}
	if c.way.ID == 0 {
		return tx.SetStatus(m.ID, desk.Failed, f.Code)
	}
	if err := tx.Carry(m, c.way); err != nil {
		return err
	}
	m.Fault = f.Code
	return s.attempt(tx, m, c, d.Hop+1)
}

func draftOf(m desk.Message) desk.Draft {
	d := desk.Draft{Kind: m.Kind, Body: m.Body, Reply: m.ReplyTo > 0}
	if m.Attachment != nil {
		d.Mime, d.Bytes = m.Attachment.Mime, m.Attachment.Bytes
	}
	return d
}

// Recover settles what was being sent when the program stopped. Nobody knows whether it left, so it is unsure; a receipt or the
// operator decides. Only a connection on which repeating is harmless sends again by itself. Cards of links that are too old go.
func (s *Service) Recover(ctx context.Context) error {
	if err := s.DB.Write(ctx, func(tx *store.Tx) error { return tx.PruneCards(time.Now()) }); err != nil {
		return err
	}
	return s.doubt(ctx, func(desk.Delivery) bool { return true })
}

func (s *Service) doubt(ctx context.Context, which func(desk.Delivery) bool) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		orphans, err := tx.Orphans()
		if err != nil {
			return err
		}
		for _, d := range orphans {
			if !which(d) {
				continue
			}
			c, err := tx.Connection(d.Connection)
			if err != nil && desk.AsFault(err).Code != desk.CodeNotFound {
				return err
			}
			f := &desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt, Scope: desk.OfMessage}
			if driver, ok := s.Driver(c.Kind); ok && driver.Caps.Repeat {
				if err := tx.Doubt(d.ID); err != nil {
					return err
				}
				d.Doubtful, f = true, &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection}
			}
			if err := s.settle(tx, d, transport.Accepted{}, f); err != nil {
				return err
			}
		}
		return nil
	})
}
