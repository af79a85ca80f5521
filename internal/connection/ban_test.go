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
