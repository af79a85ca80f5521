package connection

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
		"no way out": func(context.Context, int, transport.Take) error {
			return &desk.Fault{Code: desk.CodeNoNetwork, Next: desk.Retry}
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

// TestEventsTellWhatHappened: an event is for what befell a connection. A phone that was never linked, or whose linking was given up, has
// signed nobody out, and what was online all the time did not connect.
func TestEventsTellWhatHappened(t *testing.T) {
	at(t, 1, func(b *bench) {
		var last desk.Event
		kinds := func() (all []desk.EventKind) {
			b.must(b.DB.Read(b.Context(), func(v *store.View) error {
				events, err := v.Events(50)
				for _, e := range slices.Backward(events) {
					if e.ID > last.ID {
						all, last = append(all, e.Kind), e
					}
				}
				return err
			}))
			return all
		}
		told := func(what string, want ...desk.EventKind) {
			t.Helper()
			if got := kinds(); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		kinds()
		waiting := entry("waiting", "")
		waiting.unpaired = true
		b.must(b.Save(b.Context(), 1, waiting))
		told("entered, and no phone was linked yet")
		b.must(b.Save(b.Context(), 1, entry("N1", "5511900000001")))
		b.is(1, desk.HealthOnline, "")
		told("linked", desk.EventOnline)
		b.must(b.health(1, desk.HealthOnline, desk.Refuse(desk.CodeDoorShut), time.Time{}))
		told("online all the time")
		b.must(b.Save(b.Context(), 1, waiting))
		told("the phone took it off", desk.EventSignedOut)
		b.onPair = waits
		b.must(b.Pair(b.Context(), 1, ""))
		synctest.Wait()
		b.CancelPair(1)
		b.is(1, desk.HealthSignedOut, desk.CodeSignedOut)
		told("the linking was given up")
	})
}

// TestConnectOfWhatGoes is refused and leaves no wish behind, by which the next start would bring it up.
func TestConnectOfWhatGoes(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.must(b.Save(b.Context(), 1, entry("N1", "5511900000001")))
		b.is(1, desk.HealthOnline, "")
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetWanted(1, false) }))
		b.must(b.Drain(b.Context(), 1))
		b.refused(b.Connect(b.Context(), 1), desk.CodeWrongState)
		if b.row(1).Wanted {
			t.Error("the next start would bring it up")
		}
	})
}
