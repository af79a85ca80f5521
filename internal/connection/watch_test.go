package connection

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

var errSilent = errors.New("no answer")

// TestSilence: a connection whose network gives no sign of life for the time that the settings say is begun anew, and not sooner.
func TestSilence(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			return errors.Join(tx.Set("heartbeat_interval", "20"), tx.Set("unhealthy_interval", "70"))
		}))
		b.link(1, "5511900000001")
		b.onBeat = func(n int) error {
			if n == 2 || n > 4 {
				return errSilent
			}
			return nil
		}
		b.must(b.Start(b.Context()))
		time.Sleep(80*time.Second + 65*time.Second) // four questions, the last of them answered, and then silence
		synctest.Wait()
		if len(b.runs) != 1 {
			t.Fatalf("begun %d times before its time", len(b.runs))
		}
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if len(b.runs) != 2 {
			t.Errorf("begun %d times, and the network is silent", len(b.runs))
		}
	})
}

// TestTrafficIsASignOfLife: whoever talks is not asked.
func TestTrafficIsASignOfLife(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(ctx context.Context, _ int, take transport.Take) error {
			for ctx.Err() == nil {
				if err := take(ctx, transport.Health{State: desk.HealthOnline}); err != nil {
					return err
				}
				select {
				case <-time.After(10 * time.Second):
				case <-ctx.Done():
				}
			}
			return nil
		}
		b.must(b.Start(b.Context()))
		time.Sleep(time.Hour)
		if b.beats > 0 {
			t.Errorf("asked %d times", b.beats)
		}
	})
}

// TestAwake: after a sleep, or on another network, a dead connection is found out at once and a living one is left alone.
func TestAwake(t *testing.T) {
	for name, c := range map[string]struct {
		answer error
		runs   int
	}{"alive": {nil, 1}, "dead": {errSilent, 2}} {
		at(t, 1, func(b *bench) {
			b.link(1, "5511900000001")
			b.onBeat = func(int) error { return c.answer }
			b.must(b.Start(b.Context()))
			b.is(1, desk.HealthOnline, "")
			time.Sleep(time.Second)
			b.uplink.Ring()
			time.Sleep(2 * time.Second)
			b.is(1, desk.HealthOnline, "")
			if len(b.runs) != c.runs {
				t.Errorf("%s: begun %d times", name, len(b.runs))
			}
		})
	}
}

// TestBack: with the network, connections come back at once; one whose network asked for patience waits on.
func TestBack(t *testing.T) {
	at(t, 2, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(ctx context.Context, n int, take transport.Take) error {
			if n <= 8 {
				return offline()
			}
			return online(ctx, n, take)
		}
		b.must(b.Start(b.Context()))
		for len(b.runs) < 8 {
			time.Sleep(time.Second)
			synctest.Wait()
		}
		b.uplink.Ring()
		b.is(1, desk.HealthOnline, "")
	})
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(context.Context, int, transport.Take) error {
			return &desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection, After: time.Hour}
		}
		b.must(b.Start(b.Context()))
		time.Sleep(time.Minute)
		b.uplink.Ring()
		time.Sleep(time.Minute)
		if len(b.runs) != 1 {
			t.Errorf("tried %d times", len(b.runs))
		}
	})
}

// TestNoWayOut: where nothing of an attempt gets anywhere, the next one comes within four seconds, however long that lasts.
func TestNoWayOut(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(context.Context, int, transport.Take) error {
			return &desk.Fault{Code: desk.CodeNoNetwork, Next: desk.Retry, Scope: desk.OfConnection}
		}
		b.must(b.Start(b.Context()))
		time.Sleep(time.Hour)
		b.Stop()
		for i := range b.runs[1:] {
			if pause := b.runs[i+1].Sub(b.runs[i]); pause < soon || pause > soon+time.Second {
				t.Fatalf("pause %d is %v", i, pause)
			}
		}
	})
}

// waker is a connection without a line, which looks at its network in a rhythm of its own.
type waker struct {
	transport.Conn
	woken *int
}

func (w waker) Wake() { *w.woken++ }

// TestRoused: a connection without a line is told to look when the way to the network changed, and is neither asked nor begun anew.
func TestRoused(t *testing.T) {
	at(t, 1, func(b *bench) {
		woken := 0
		b.Manager.Driver = func(desk.Kind) (transport.Driver, bool) {
			return transport.Driver{Open: func(transport.Env) (transport.Conn, error) { return waker{conn{&b.phone}, &woken}, nil }}, true
		}
		b.link(1, "5511900000001")
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthOnline, "")
		for n := range 3 {
			time.Sleep(time.Minute)
			b.uplink.Ring()
			synctest.Wait()
			if woken != n+1 {
				t.Errorf("after %d changes: woken %d times", n+1, woken)
			}
		}
		b.must(b.Disconnect(b.Context(), 1))
		b.uplink.Ring()
		synctest.Wait()
		if woken != 3 || b.beats > 0 || len(b.runs) != 1 {
			t.Errorf("woken %d times, asked %d, begun %d", woken, b.beats, len(b.runs))
		}
	})
}

// TestHastened: a connection whose adapter rests between two attempts of its own begins anew when the way to the network changed, and the
// row says meanwhile when the next attempt comes.
func TestHastened(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		next := time.Now().Add(time.Hour)
		b.onRun = func(ctx context.Context, n int, take transport.Take) error {
			if n == 1 {
				if err := take(ctx, transport.Health{State: desk.HealthRetrying, Fault: desk.AsFault(offline()), Again: next}); err != nil {
					return err
				}
				<-ctx.Done()
				return nil
			}
			return online(ctx, n, take)
		}
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthRetrying, desk.CodeOffline)
		if at := b.row(1).RetryAt; !at.Equal(next) {
			t.Errorf("the next attempt is at %s, want %s", at, next)
		}
		b.uplink.Ring()
		b.is(1, desk.HealthOnline, "")
		b.uplink.Ring()
		b.is(1, desk.HealthOnline, "")
		if len(b.runs) != 2 {
			t.Errorf("begun %d times", len(b.runs))
		}
	})
}
