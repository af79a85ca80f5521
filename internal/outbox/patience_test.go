package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestPatience: a network that takes its time is heard out for as long as its driver declares, and no longer.
func TestPatience(t *testing.T) {
	for name, c := range map[string]struct {
		declared transport.Patience
		takes    time.Duration
		want     string
	}{
		"the usual minute":                   {transport.Patience{}, 59 * time.Second, "sent 1:accepted"},
		"longer than that":                   {transport.Patience{}, 61 * time.Second, "unsure 1:unsure"},
		"a server that waits 75 s by itself": {transport.Patience{Answer: 2 * time.Minute}, 95 * time.Second, "sent 1:accepted"},
		"longer than it declares":            {transport.Patience{Answer: 2 * time.Minute}, 121 * time.Second, "unsure 1:unsure"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				b.declared = c.declared
				b.lines[1].slow = c.takes
				b.serve(1)
				m := b.reply(b.customer(1), "olá")
				time.Sleep(5 * time.Minute)
				synctest.Wait()
				b.is(m, c.want)
			})
		})
	}
}

func TestPatienceForAFile(t *testing.T) {
	p := transport.Patience{Answer: time.Minute, Slowest: 1 << 20}
	if got := p.For(100 << 20); got != 160*time.Second {
		t.Errorf("a file of 100 MiB may take %s", got)
	}
	if got := p.For(-1); got != time.Minute {
		t.Errorf("nothing may take %s", got)
	}
}

// TestADeafConnectionHearsNothing: an official connection that nobody can call does not know when a customer wrote last, and another
// deaf one, or a session that is signed out, on the same number does not tell it.
func TestADeafConnectionHearsNothing(t *testing.T) {
	for name, c := range map[string]struct {
		second func(b *bench)
		want   bool
	}{
		"a deaf one beside it":     {func(b *bench) { b.official["fake"] = true }, false},
		"a session beside it":      {func(*bench) {}, true},
		"a session signed out":     {func(b *bench) { b.health(2, desk.HealthSignedOut, desk.CodeSignedOut) }, false},
		"a session that is mended": {func(b *bench) { b.health(2, desk.HealthRetrying, desk.CodeOffline) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				b.official = map[desk.Kind]bool{"main": true}
				b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetAccount(2, "linked", "5511900000000") }))
				c.second(b)
				b.must(b.DB.Read(b.Context(), func(v *store.View) error {
					way, err := v.Connection(1)
					if err != nil {
						return err
					}
					driver, _ := b.Driver(way.Kind)
					got, err := b.hears(v, driver, way)
					if got != c.want {
						t.Errorf("it hears: %t", got)
					}
					return err
				}))
			})
		})
	}
}

// TestARefusalReadsWhatWasSaidBefore: a receipt under the network's id came before that id was known. The refusal that brings the id
// finds a message that arrived, and takes nothing back.
func TestARefusalReadsWhatWasSaidBefore(t *testing.T) {
	at(t, func(b *bench) {
		b.lines[1].answers(func(m transport.Say) (transport.Accepted, error) {
			b.climb(desk.Read) // about wamid.1, which nobody knows yet
			f := closed
			b.must(b.Refused(b.Context(), 1, transport.Refusal{Remote: "wamid.1", Client: m.Client, Fault: &f, At: time.Now()}))
			return transport.Accepted{Remote: "wamid.1"}, nil
		})
		b.serve(1)
		b.serve(2)
		m := b.reply(b.customer(1), "olá")
		synctest.Wait()
		b.is(m, "read 1:accepted")
	})
}

// TestWhatWaitedLeavesWhenTheConnectionIsBack: tries that failed because the connection was going down do not hold a message up after it
// came back. What a network asked to wait for waits on.
func TestWhatWaitedLeavesWhenTheConnectionIsBack(t *testing.T) {
	for name, c := range map[string]struct {
		fault desk.Fault
		want  string
	}{
		"away": {desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection}, "sent 1:accepted"},
		"busy": {desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection, After: time.Minute}, "queued 1:queued"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				b.lines[1].fails(5, c.fault)
				stop := b.serve(1)
				m := b.reply(b.customer(1), "olá")
				for len(b.lines[1].bodies()) < 5 && c.fault.After == 0 {
					time.Sleep(time.Second)
				}
				synctest.Wait()
				b.is(m, "queued 1:queued")
				stop()
				b.serve(1)
				synctest.Wait()
				b.is(m, c.want)
			})
		})
	}
}
