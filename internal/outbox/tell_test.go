package outbox

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// events are the last events about messages: what, how often, and of which conversation.
func (b *bench) events() string {
	b.Helper()
	var all []desk.Event
	b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) { all, err = v.Events(20); return err }))
	var out []string
	for _, e := range all {
		if e.Kind == desk.EventRefused || e.Kind == desk.EventReserve || e.Kind == desk.EventUnsure {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s x%d by %d in %d %s", e.Kind, e.Times, e.Connection, e.Ticket, e.Code)))
		}
	}
	return strings.Join(out, "; ")
}

// TestMessagesThatMatterAreTold: a refusal by the platform, a way by the reserve and a doubt are told with their conversation; the same
// within a minute counts together, and leads to a conversation only where it is one.
func TestMessagesThatMatterAreTold(t *testing.T) {
	at(t, func(b *bench) {
		b.serve(1)
		b.serve(2)
		next := func(f desk.Fault) {
			b.lines[1].answers(func(transport.Say) (transport.Accepted, error) { return transport.Accepted{}, &f })
		}
		is := func(want string) {
			t.Helper()
			synctest.Wait()
			if got := b.events(); got != want {
				t.Errorf("told is %q, want %q", got, want)
			}
		}
		ana, bruno := b.customer(1), b.customer(2)
		next(desk.Fault{Code: desk.CodeUndeliverable, Next: desk.Reroute, Scope: desk.OfMessage})
		b.reply(ana, "um")
		is("reserve x1 by 2 in 1")
		b.reply(ana, "dois")
		is("reserve x2 by 2 in 1")
		b.reply(bruno, "três")
		is("reserve x3 by 2 in 0")
		time.Sleep(2 * time.Minute)
		b.reply(bruno, "quatro")
		is("reserve x1 by 2 in 2; reserve x3 by 2 in 0")
		time.Sleep(time.Hour)
		next(desk.Fault{Code: desk.CodeOptedOut, Next: desk.Stop, Scope: desk.OfContact})
		b.reply(ana, "cinco")
		is("refused x1 by 1 in 1 opted_out; reserve x1 by 2 in 2; reserve x3 by 2 in 0")
		time.Sleep(time.Hour)
		next(desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt, Scope: desk.OfMessage})
		b.reply(bruno, "seis")
		is("unsure x1 by 1 in 2; refused x1 by 1 in 1 opted_out; reserve x1 by 2 in 2; reserve x3 by 2 in 0")
		time.Sleep(time.Hour)
		next(desk.Fault{Code: desk.CodeTooLong, Next: desk.Stop, Scope: desk.OfMessage})
		b.reply(ana, "sete") // seen in the conversation, where it can be mended
		is("unsure x1 by 1 in 2; refused x1 by 1 in 1 opted_out; reserve x1 by 2 in 2; reserve x3 by 2 in 0")
	})
}
