package outbox

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// asker is a connection that can be asked what became of messages.
type asker struct {
	*line
	fault error
	asked [][]desk.RemoteID
}

func (a *asker) Track(_ context.Context, remote []desk.RemoteID, _ transport.Take) (time.Duration, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, remote)
	return time.Minute, a.fault
}

// times is how often it was asked since the last call.
func (a *asker) times() (n int) {
	synctest.Wait()
	a.mu.Lock()
	defer a.mu.Unlock()
	n, a.asked = len(a.asked), nil
	return n
}

// tracked serves an asker on the first connection, which accepted one message, for as long as fn runs.
func (b *bench) tracked(fault error, fn func(*asker)) {
	b.Helper()
	b.accepted()
	a := &asker{line: &line{}, fault: fault}
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- b.Serve(ctx, 1, a) }()
	fn(a)
	cancel()
	b.must(<-done)
}

// called lets the network of the first connection know where to call us, or not any more.
func (b *bench) called(hook string) {
	b.Helper()
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
		if err := tx.Set("public_address", "https://balcao.example"); err != nil {
			return err
		}
		return tx.SetHook(1, hook)
	}))
}

// TestAskedWhileNothingTells: a network is asked what became of messages while it does not call us, and only then. A session on the same
// number tells nothing of them.
func TestAskedWhileNothingTells(t *testing.T) {
	at(t, func(b *bench) {
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetAccount(2, "session", "5511900000000") }))
		b.tracked(nil, func(a *asker) {
			time.Sleep(10*time.Minute - time.Second)
			if n := a.times(); n != 10 {
				t.Errorf("asked %d times in ten minutes", n)
			}
			b.called("HOOK")
			time.Sleep(time.Hour)
			if n := a.times(); n > 0 {
				t.Errorf("asked %d times although it calls us", n)
			}
			b.called("")
			time.Sleep(10*time.Minute - time.Second)
			if n := a.times(); n != 10 {
				t.Errorf("asked %d times in ten minutes after it stopped calling us", n)
			}
		})
	})
}

// TestAskedWhereNobodySetUpCalls: that a network could call us does not mean that it does, where only the operator could have told it to.
func TestAskedWhereNobodySetUpCalls(t *testing.T) {
	at(t, func(b *bench) {
		b.posted = true
		b.called("HOOK")
		b.tracked(nil, func(a *asker) {
			time.Sleep(10*time.Minute - time.Second)
			if n := a.times(); n != 10 {
				t.Errorf("asked %d times in ten minutes", n)
			}
		})
	})
}

// TestNoIsTakenForAnAnswer: an account that is not told is asked once each time its connection is made; one that only fails is asked on.
func TestNoIsTakenForAnAnswer(t *testing.T) {
	for fault, want := range map[*desk.Fault]int{
		{Code: desk.CodeUnsupported, Next: desk.Reroute}: 1,
		{Code: desk.CodeBusy, Next: desk.Retry}:          60,
	} {
		at(t, func(b *bench) {
			b.tracked(fault, func(a *asker) {
				time.Sleep(time.Hour - time.Second)
				if n := a.times(); n != want {
					t.Errorf("%s: asked %d times in an hour, want %d", fault.Code, n, want)
				}
			})
		})
	}
}

// TestAskedAboutTheLeastKnown: first come the messages of which the least is known, and of those the youngest; what was read, and what is
// older than a week, is not asked about.
func TestAskedAboutTheLeastKnown(t *testing.T) {
	at(t, func(b *bench) {
		n := 0
		b.lines[1].answers(func(transport.Say) (transport.Accepted, error) {
			n++
			return transport.Accepted{Remote: desk.RemoteID('A' - 1 + rune(n))}, nil
		})
		off := b.serve(1)
		ticket := b.customer(1)
		for i, status := range []desk.MessageStatus{desk.Accepted, desk.Delivered, desk.Accepted, desk.Read, desk.Sent, desk.Delivered, desk.Accepted} {
			m := b.reply(ticket, "olá")
			synctest.Wait()
			b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.Climb(m, status) }))
			if i == 0 {
				time.Sleep(trackAge)
			}
			time.Sleep(time.Second)
		}
		off()
		a := &asker{line: &line{}}
		ctx, cancel := context.WithCancel(b.Context())
		done := make(chan error, 1)
		go func() { done <- b.Serve(ctx, 1, a) }()
		synctest.Wait()
		cancel()
		b.must(<-done)
		if want := []desk.RemoteID{"G", "C", "E", "F", "B"}; len(a.asked) != 1 || !slices.Equal(a.asked[0], want) {
			t.Errorf("asked about %q, want %q", a.asked, want)
		}
	})
}
