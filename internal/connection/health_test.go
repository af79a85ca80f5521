package connection

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestRestrictionOutlivesTheProgram: that the platform restricts the account is known until the network says otherwise, however often
// the program starts without a network, and however it fails to reach it.
func TestRestrictionOutlivesTheProgram(t *testing.T) {
	for name, run := range map[string]func(context.Context, int, transport.Take) error{
		"unreachable": func(context.Context, int, transport.Take) error { return offline() },
		"told so": func(ctx context.Context, _ int, take transport.Take) error {
			_ = take(ctx, transport.Health{State: desk.HealthConnecting})
			f := &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry}
			_ = take(ctx, transport.Health{State: desk.HealthRetrying, Fault: f})
			return f
		},
		"panic":  func(context.Context, int, transport.Take) error { panic("in an adapter") },
		"silent": func(ctx context.Context, _ int, _ transport.Take) error { <-ctx.Done(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			at(t, 1, func(b *bench) {
				b.link(1, "5511900000001")
				b.must(b.health(1, desk.HealthBlocked, &desk.Fault{Code: desk.CodePolicy}, time.Time{}))
				b.onRun = run
				for range 2 {
					b.must(b.Start(b.Context()))
					time.Sleep(time.Minute)
					b.is(1, desk.HealthBlocked, desk.CodePolicy)
					b.must(b.Connect(b.Context(), 1))
					b.is(1, desk.HealthBlocked, desk.CodePolicy)
					b.Stop()
					b.is(1, desk.HealthBlocked, desk.CodePolicy)
					b.Manager = New(b.Needs)
				}
				b.onRun = online
				b.must(b.Start(b.Context()))
				b.is(1, desk.HealthOnline, "")
			})
		})
	}
	for code, want := range map[desk.Code]desk.Health{desk.CodeBilling: desk.HealthRetrying, desk.CodeSignedOut: desk.HealthSignedOut} {
		at(t, 1, func(b *bench) {
			b.link(1, "5511900000001")
			b.must(b.health(1, desk.HealthBlocked, &desk.Fault{Code: desk.CodePolicy}, time.Time{}))
			b.onRun = func(context.Context, int, transport.Take) error { return &desk.Fault{Code: code, Next: desk.Reroute} }
			b.must(b.Start(b.Context()))
			b.is(1, want, code)
		})
	}
}

// TestOffIsTheOperatorsWord: a connection that begins anew, or that starts with the program, is never said to be disconnected.
func TestOffIsTheOperatorsWord(t *testing.T) {
	at(t, 1, func(b *bench) {
		entry := Entered{OK: true, Identity: transport.Identity{Account: "N1", Number: "5511900000001"}}
		synctest.Wait()
		b.states = nil
		b.must(b.Save(b.Context(), 1, entry))
		synctest.Wait()
		b.must(b.Save(b.Context(), 1, entry))
		synctest.Wait()
		b.must(b.Connect(b.Context(), 1))
		b.is(1, desk.HealthOnline, "")
		b.phone.mu.Lock()
		if slices.Contains(b.states, desk.HealthOff) {
			t.Errorf("%v", b.states)
		}
		b.phone.mu.Unlock()
		b.must(b.Disconnect(b.Context(), 1))
		b.is(1, desk.HealthOff, "")
		b.must(b.Connect(b.Context(), 1))
		b.is(1, desk.HealthOnline, "")
		b.Stop()
		b.must(b.health(1, desk.HealthOnline, nil, time.Time{})) // as the row says after a crash
		b.Manager = New(b.Needs)
		synctest.Wait()
		b.states = nil
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthOnline, "")
		if slices.Contains(b.states, desk.HealthOff) {
			t.Errorf("at the start: %v", b.states)
		}
	})
}
