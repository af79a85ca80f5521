package connection

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestBanOutlivesTheProgram: a block with a date is waited for, also by the next start; one without a date is left to the operator.
func TestBanOutlivesTheProgram(t *testing.T) {
	for name, until := range map[string]time.Duration{"with a date": time.Hour, "without": 0} {
		t.Run(name, func(t *testing.T) {
			at(t, 1, func(b *bench) {
				b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
					if err := tx.SetAccount(1, "acc", "5511999990000"); err != nil {
						return err
					}
					end := time.Time{}
					if until > 0 {
						end = time.Now().Add(until)
					}
					return tx.SetHealth(1, desk.HealthBlocked, desk.CodeBlocked, time.Now(), end)
				}))
				b.onRun = func(ctx context.Context, n int, take transport.Take) error { return online(ctx, n, take) }
				b.must(b.Start(b.Context()))
				time.Sleep(59 * time.Minute)
				synctest.Wait()
				if n := len(b.runs); n != 0 {
					t.Fatalf("%d runs during the block", n)
				}
				time.Sleep(2 * time.Minute)
				synctest.Wait()
				if n := len(b.runs); (n == 1) != (until > 0) {
					t.Errorf("%d runs after the block", n)
				}
				b.must(b.Connect(b.Context(), 1)) // the operator may always try
				synctest.Wait()
				if len(b.runs) == 0 {
					t.Error("the operator's try did not run")
				}
			})
		})
	}
}

// TestDisconnectKeepsABan: a block with a date stays known over a disconnection, and connecting again waits for its end: a number that
// tries during it is put at risk.
func TestDisconnectKeepsABan(t *testing.T) {
	at(t, 1, func(b *bench) {
		b.link(1, "5511900000001")
		b.onRun = func(ctx context.Context, n int, take transport.Take) error {
			if n == 1 {
				return &desk.Fault{Code: desk.CodeBlocked, After: 6 * time.Hour}
			}
			return online(ctx, n, take)
		}
		b.must(b.Start(b.Context()))
		b.is(1, desk.HealthBlocked, desk.CodeBlocked)
		b.must(b.Disconnect(b.Context(), 1))
		b.is(1, desk.HealthBlocked, desk.CodeBlocked)
		if left := time.Until(b.row(1).RetryAt); left <= 5*time.Hour {
			t.Errorf("it ends in %v", left)
		}
		b.must(b.Connect(b.Context(), 1))
		time.Sleep(5 * time.Hour)
		if len(b.runs) != 1 {
			t.Fatal("it was tried during the block")
		}
		time.Sleep(2 * time.Hour)
		b.is(1, desk.HealthOnline, "")
		b.must(b.Disconnect(b.Context(), 1))
		b.is(1, desk.HealthOff, "")
	})
}
