package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// fault is the reason that stands on a message.
func (b *bench) fault(id desk.MessageID) (code desk.Code) {
	b.Helper()
	b.must(b.DB.Read(b.Context(), func(v *store.View) error {
		m, err := v.Message(id)
		code = m.Fault
		return err
	}))
	return code
}

// TestNoKeysEnds: a customer whose devices have no keys gets a bounded number of tries, and the message says why it stayed.
func TestNoKeysEnds(t *testing.T) {
	at(t, func(b *bench) {
		b.policy(desk.PolicyNever)
		b.lines[1].fails(9999, desk.Fault{Code: desk.CodeNoKeys, Next: desk.Retry, Scope: desk.OfContact})
		b.serve(1)
		m := b.reply(b.customer(1), "olá")
		time.Sleep(24 * time.Hour) // of the bubble
		synctest.Wait()
		b.is(m, "failed 1:failed")
		if n := len(b.lines[1].bodies()); n != tries || b.fault(m) != desk.CodeNoKeys {
			t.Errorf("%d tries, fault %q", n, b.fault(m))
		}
	})
}

// TestNothingSpinsForEver: what an online connection does not let go says so from the second try on, and is held for the operator
// after an hour of tries. Letting it go gives it the same number again.
func TestNothingSpinsForEver(t *testing.T) {
	at(t, func(b *bench) {
		b.lines[1].fails(9999, desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection})
		b.serve(1)
		m := b.reply(b.customer(1), "olá")
		time.Sleep(5 * time.Second)
		synctest.Wait()
		b.is(m, "queued 1:queued")
		if code := b.fault(m); code != desk.CodeBusy {
			t.Errorf("fault %q while it is tried", code)
		}
		for _, want := range []int{insist, 2 * insist} {
			time.Sleep(24 * time.Hour)
			synctest.Wait()
			b.is(m, "held 1:held")
			if n := len(b.lines[1].bodies()); n != want || b.fault(m) != desk.CodeStuck {
				t.Errorf("%d tries, want %d; fault %q", n, want, b.fault(m))
			}
			b.must(b.Retry(b.Context(), m))
		}
	})
}
