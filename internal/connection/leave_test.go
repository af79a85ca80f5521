package connection

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestKeysOutliveAStop: a session that is to end at its network keeps its keys where the program stopped meanwhile: the next start ends it,
// and without them nobody could. Where the network does not answer, they go.
func TestKeysOutliveAStop(t *testing.T) {
	for name, stops := range map[string]bool{"the program stops": true, "the network is silent": false} {
		t.Run(name, func(t *testing.T) {
			at(t, 1, func(b *bench) {
				b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetAccount(1, "acc", "5511999990000") }))
				keys := filepath.Join(b.DB.Dir(), "connections", "1")
				b.must(os.MkdirAll(keys, 0o700))
				b.hang = true
				running, stop := context.WithCancel(b.Context())
				defer stop()
				wiped := make(chan error, 1)
				go func() { wiped <- b.Wipe(running, 1, true) }()
				synctest.Wait()
				if stops {
					stop()
				}
				err := <-wiped
				_, gone := os.Stat(keys)
				if kept := gone == nil; kept != stops || errors.Is(err, context.Canceled) != stops {
					t.Errorf("the keys are there: %v (%v)", kept, err)
				}
			})
		})
	}
}

// TestDisconnectKeepsARestriction: taking a number down that the platform restricts does not end the restriction. No other number may
// carry its messages meanwhile.
func TestDisconnectKeepsARestriction(t *testing.T) {
	for _, code := range []desk.Code{desk.CodePolicy, desk.CodeBilling} {
		at(t, 1, func(b *bench) {
			b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
				if err := tx.SetAccount(1, "acc", "5511999990000"); err != nil {
					return err
				}
				return tx.SetHealth(1, desk.HealthBlocked, code, time.Now(), time.Time{})
			}))
			b.must(b.Disconnect(b.Context(), 1))
			want := desk.HealthOff
			if code == desk.CodePolicy {
				want = desk.HealthBlocked
			}
			b.must(b.DB.Read(b.Context(), func(v *store.View) error {
				c, err := v.Connection(1)
				if c.Health != want || c.Wanted {
					t.Errorf("%s: it is %s, want %s", code, c.Health, want)
				}
				return err
			}))
		})
	}
}
