package connection

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestBackoff: the pauses between two tries grow to two minutes, are never shorter than half of that, and begin short again
// after a connection held.
func TestBackoff(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(ctx context.Context, n int, take transport.Take) error {
			if n == 12 {
				_ = take(ctx, transport.Health{State: desk.HealthOnline})
				time.Sleep(10 * time.Minute)
			}
			return offline()
		}
		b.must(b.Start(b.Context()))
		time.Sleep(time.Hour)
		b.Stop()
		pause := func(i int) time.Duration { return b.runs[i+1].Sub(b.runs[i]) }
		for i := range 11 {
			full := min(time.Second<<min(i, 7), 2*time.Minute)
			if got := pause(i); got < full/2 || got > full {
				t.Errorf("pause %d is %v, want %v to %v", i, got, full/2, full)
			}
		}
		if got := pause(11) - 10*time.Minute; got > time.Second {
			t.Errorf("pause after a connection that held is %v", got)
		}
	})
}

// TestRetryingIsShown with the reason and the time of the next try, and a start afresh forgets both.
func TestRetryingIsShown(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(ctx context.Context, n int, take transport.Take) error {
			if n == 1 {
				return offline()
			}
			return online(ctx, n, take)
		}
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthRetrying, desk.CodeOffline)
		if c := b.row(1); !c.RetryAt.After(time.Now()) {
			t.Errorf("next try at %v", c.RetryAt)
		}
		time.Sleep(2 * time.Second)
		b.is(1, desk.HealthOnline, "")
		if c := b.row(1); !c.RetryAt.IsZero() {
			t.Errorf("online, next try at %v", c.RetryAt)
		}
		b.Stop()
		b.is(1, desk.HealthOff, "")
	})
}

// TestFinalFaults end the tries: only the operator or an update can help. A block with an end is waited out.
func TestFinalFaults(t *testing.T) {
	for code, want := range map[desk.Code]desk.Health{desk.CodeSignedOut: desk.HealthSignedOut, desk.CodeBlocked: desk.HealthBlocked,
		desk.CodeOutdated: desk.HealthBlocked, desk.CodeReplaced: desk.HealthOff, desk.CodeUnsupported: desk.HealthOff} {
		at(t, 1, func(b *bench) {
			b.link(1, "5511900000001")
			b.onRun = func(context.Context, int, transport.Take) error { return &desk.Fault{Code: code} }
			b.must(b.Start(b.Context()))
			time.Sleep(24 * time.Hour)
			b.is(1, want, code)
			if len(b.runs) != 1 {
				t.Errorf("%s: tried %d times", code, len(b.runs))
			}
			if want == desk.HealthSignedOut {
				b.refused(b.Connect(b.Context(), 1), desk.CodeSignedOut)
			}
		})
	}
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(ctx context.Context, n int, take transport.Take) error {
			if n == 1 {
				return &desk.Fault{Code: desk.CodeBlocked, After: 6 * time.Hour}
			}
			return online(ctx, n, take)
		}
		b.must(b.Start(b.Context()))
		time.Sleep(5 * time.Hour)
		b.is(1, desk.HealthBlocked, desk.CodeBlocked)
		time.Sleep(2 * time.Hour)
		b.is(1, desk.HealthOnline, "")
	})
}

// TestPanic in an adapter is a fault of its connection alone.
func TestPanic(t *testing.T) {
	at(t, 2, func(b *bench) {
		b.link(1, "5511900000001")
		b.link(2, "5511900000002")
		b.onRun = func(ctx context.Context, n int, take transport.Take) error {
			if n == 1 {
				panic("in an adapter")
			}
			return online(ctx, n, take)
		}
		b.must(b.Start(b.Context()))
		time.Sleep(5 * time.Second)
		b.is(1, desk.HealthOnline, "")
		b.is(2, desk.HealthOnline, "")
	})
}

// TestDisconnect holds until the operator connects again, also over a new start.
func TestDisconnect(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthOnline, "")
		b.must(b.Disconnect(b.Context(), 1))
		b.is(1, desk.HealthOff, "")
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthOff, "")
		b.must(b.Connect(b.Context(), 1))
		b.is(1, desk.HealthOnline, "")
		b.must(b.Connect(b.Context(), 1)) // twice is once
		b.is(1, desk.HealthOnline, "")
	})
}

// TestWorkers run while the connection is online, end when it goes down, and begin again after an error of their own.
func TestWorkers(t *testing.T) {
	at(t, 1, func(b *bench) {
		var began, working atomic.Int32
		b.Serve = append(b.Serve, func(ctx context.Context, _ desk.ConnectionID, _ transport.Conn) error {
			if began.Add(1) == 1 {
				return errors.New("the disk is full")
			}
			working.Add(1)
			defer working.Add(-1)
			<-ctx.Done()
			return nil
		})
		down := make(chan struct{})
		b.onRun = func(ctx context.Context, n int, take transport.Take) error {
			_ = take(ctx, transport.Health{State: desk.HealthOnline})
			select {
			case <-down:
				_ = take(ctx, transport.Health{State: desk.HealthRetrying, Fault: desk.AsFault(offline())})
			case <-ctx.Done():
			}
			<-ctx.Done()
			return nil
		}
		b.link(1, "5511900000001")
		b.must(b.Start(b.Context()))
		time.Sleep(2 * workAgain)
		synctest.Wait()
		if working.Load() != 1 {
			t.Errorf("%d workers while online", working.Load())
		}
		close(down)
		b.is(1, desk.HealthRetrying, desk.CodeOffline)
		if working.Load() != 0 {
			t.Errorf("%d workers while down", working.Load())
		}
	})
}

// TestRemove ends the session, leaves the tombstone that old messages name, and holds what was queued for the operator.
func TestRemove(t *testing.T) {
	at(t, 2, func(b *bench) {
		b.link(1, "5511900000001")
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthOnline, "")
		var m desk.MessageID
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			who, _, err := tx.PutContact([]desk.Address{desk.Phone("5511987650001")})
			if err != nil {
				return err
			}
			ticket, err := tx.AddTicket(1, who, desk.Open, time.Now(), false)
			if err != nil {
				return err
			}
			if m, err = tx.AddMessage(desk.Message{Ticket: ticket, Contact: who, Connection: 1, Direction: desk.Out, Origin: desk.FromOperator,
				Kind: desk.Text, Body: "olá", At: time.Now(), Status: desk.Queued}, true, true, time.Now(), "k"); err != nil {
				return err
			}
			_, err = tx.AddDelivery(desk.Delivery{Message: m, Contact: who, Connection: 1, Client: "C1", State: desk.DeliveryQueued})
			return err
		}))
		b.must(b.Remove(b.Context(), 1))
		if b.unlinked != 1 {
			t.Errorf("the session was ended %d times", b.unlinked)
		}
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			all, err := v.Connections()
			if len(all) != 1 || all[0].ID != 2 {
				t.Errorf("left are %+v", all)
			}
			held, _ := v.Message(m)
			if d, _ := v.Deliveries(m); held.Status != desk.Held || held.Connection != 1 || d[0].State != desk.DeliveryHeld {
				t.Errorf("queued message became %s, %+v", held.Status, d)
			}
			return err
		}))
		b.refused(b.Remove(b.Context(), 1), desk.CodeNotFound)
		b.refused(b.Connect(b.Context(), 1), desk.CodeNotFound)
		runs := len(b.runs)
		time.Sleep(time.Hour)
		if len(b.runs) != runs {
			t.Error("a removed connection was tried again")
		}
	})
}
