package outbox

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// queued is the queue in one line: each message with why it waits, and how long it still can leave.
func (b *bench) queued() string {
	b.Helper()
	var all []Queued
	b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) { all, _, err = b.Queue(v); return err }))
	var out []string
	for _, q := range all {
		one := q.Body + " " + string(q.Why)
		if !q.Until.IsZero() {
			one += fmt.Sprint(" ", time.Until(q.Until))
		}
		out = append(out, one)
	}
	return strings.Join(out, ", ")
}

// TestQueue tells of each message why it waits, in the order in which it was written, and how long it still can leave.
func TestQueue(t *testing.T) {
	at(t, func(b *bench) {
		b.main = desk.Caps{Text: 100, Window: 24 * time.Hour, Templates: true}
		b.policy(desk.PolicyNever)
		ana, rui := b.customer(1), b.customer(2)
		b.health(1, desk.HealthRetrying, desk.CodeNoNetwork)
		time.Sleep(time.Hour)
		first := b.reply(ana, "um")
		b.reply(rui, "dois")
		b.reply(ana, "três")
		if got, want := b.queued(), "um link 23h0m0s, dois link 23h0m0s, três link 23h0m0s"; got != want {
			t.Errorf("without a link: %s", got)
		}
		b.health(1, desk.HealthSignedOut, desk.CodeSignedOut)
		if got, want := b.queued(), "um mend 23h0m0s, dois mend 23h0m0s, três mend 23h0m0s"; got != want {
			t.Errorf("signed out: %s", got)
		}
		time.Sleep(23 * time.Hour)
		if got, want := b.queued(), "um shut 0s, dois shut 0s, três shut 0s"; got != want {
			t.Errorf("at the end of the 24 hours: %s", got)
		}
		b.must(b.Cancel(b.Context(), first))
		if got, want := b.queued(), "dois shut 0s, três shut 0s"; got != want {
			t.Errorf("one taken back: %s", got)
		}
	})
}

// TestTakenBackAndPutBack: what was taken out of the queue and put in again waits as before, at its place, and leaves once.
func TestTakenBackAndPutBack(t *testing.T) {
	at(t, func(b *bench) {
		ana := b.customer(1)
		first, second := b.reply(ana, "um"), b.reply(ana, "dois")
		b.must(b.Cancel(b.Context(), first))
		b.must(b.Retry(b.Context(), first))
		if m := b.message(first); m.Status != desk.Queued {
			t.Errorf("put back it is %s", m.Status)
		}
		b.serve(1)
		synctest.Wait()
		for _, id := range []desk.MessageID{first, second} {
			if m := b.message(id); m.Status == desk.Queued {
				t.Errorf("%s did not leave", m.Body)
			}
		}
		if got := b.queued(); got != "" {
			t.Errorf("left behind: %s", got)
		}
		if sent := strings.Join(b.lines[1].bodies(), " "); sent != "um dois" {
			t.Errorf("left: %s", sent)
		}
	})
}
