package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// patience is how long a message waits for a connection that is only offline before a reserve that is online takes it.
const patience = time.Minute

// Run hands what waits on a connection that is down to a reserve that is online, while ctx lives. Nothing of it was sent, so
// nothing can arrive twice; the channel's policy decides as after any refusal.
func (s *Service) Run(ctx context.Context) error {
	for {
		woken := s.bell.Next()
		var next time.Time
		err := s.DB.Write(ctx, func(tx *store.Tx) (err error) { next, err = s.divert(tx, time.Now()); return err })
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			next = time.Now().Add(recordAgain)
		}
		if !bell.Rest(ctx, next, woken) {
			return nil
		}
	}
}

// divert moves on what waited long enough and returns when the next one will have; zero if none waits.
func (s *Service) divert(tx *store.Tx, now time.Time) (next time.Time, err error) {
	all, err := tx.Waiting()
	if err != nil {
		return next, fmt.Errorf("find what waits: %w", err)
	}
	for _, w := range all {
		way, err := tx.Connection(w.Connection)
		if err != nil {
			return next, err
		}
		due, f := time.Time{}, down(way)
		if f == nil {
			due, f = w.Since.Add(patience), &desk.Fault{Code: desk.CodeOffline, Next: desk.Reroute, Scope: desk.OfConnection}
		}
		if due.After(now) {
			if next.IsZero() || due.Before(next) {
				next = due
			}
			continue
		}
		move := s.handOver
		switch {
		case w.Doubtful:
			move = s.doubtAnew
		case f.Next == desk.Hold:
			move = s.hold
		}
		if err := move(tx, w.Delivery, f, now); err != nil {
			return next, err
		}
	}
	return next, nil
}

// handOver reroutes an attempt that was not begun, if there is a reserve that is online; else it goes on waiting.
func (s *Service) handOver(tx *store.Tx, d desk.Delivery, f *desk.Fault, now time.Time) error {
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
	c, err := s.choose(&tx.View, t, draftOf(m), past{all: before, last: f, not: d.Connection, only: m.Only})
	if err != nil || c.way.ID == 0 || c.Hold != nil || c.way.Health != desk.HealthOnline {
		return err
	}
	if _, err := tx.Settle(d.ID, desk.DeliveryCancelled, f, time.Time{}, now); err != nil {
		return err
	}
	if err := tx.Carry(m, c.way); err != nil {
		return err
	}
	m.Fault = f.Code
	return s.attempt(tx, m, c, d.Hop+1)
}

// doubtAnew asks the operator again about what waits to be sent once more, where its connection does not come back by itself or where
// it keeps later messages from a reserve that is online. It may have arrived, so no other connection may take it.
func (s *Service) doubtAnew(tx *store.Tx, d desk.Delivery, f *desk.Fault, now time.Time) error {
	m, err := tx.Message(d.Message)
	if err != nil {
		return err
	}
	if f.Code.Offline() {
		up, err := s.reserveIsUp(tx, m, d.Connection, f)
		if err != nil || !up {
			return err
		}
	}
	return s.stillUnsure(tx, d, f, now)
}

// hold keeps what waits for a connection that the platform blocked: only the operator can say what becomes of it.
func (s *Service) hold(tx *store.Tx, d desk.Delivery, f *desk.Fault, now time.Time) error {
	return s.end(tx, d, desk.DeliveryHeld, desk.Held, f, now)
}
