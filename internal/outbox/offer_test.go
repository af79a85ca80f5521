package outbox

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// offered are the offers about a message, as the acts and their connections.
func (b *bench) offered(id desk.MessageID) string {
	b.Helper()
	out := ""
	b.must(b.DB.Read(b.Context(), func(v *store.View) error {
		m, err := v.Message(id)
		if err != nil {
			return err
		}
		offers, err := b.Offers(v, m)
		for _, o := range offers {
			if out += " " + o.Act; o.By > 0 {
				out += fmt.Sprint(":", o.By)
			}
		}
		return err
	}))
	return out
}

// TestOffers: nothing is offered that would be refused at once, and nothing twice under two names.
func TestOffers(t *testing.T) {
	for name, c := range map[string]struct {
		fault  desk.Fault
		policy desk.Policy
		late   bool // the customer wrote long ago
		want   string
	}{
		"refused for good":           {desk.Fault{Code: desk.CodeInvalid, Next: desk.Stop}, desk.PolicyNever, false, " retry template:1 send_by:2"},
		"refused, the reserve asks":  {closed, desk.PolicyAsk, false, " template:1 send_by:2 cancel"},
		"foreseen, the reserve asks": {desk.Fault{}, desk.PolicyAsk, true, " template:1 send_by:2 cancel"},
		"refused, and it would be":   {closed, desk.PolicyNever, false, " template:1 send_by:2"},
		"held by the platform":       {desk.Fault{Code: desk.CodePolicy, Next: desk.Hold, Scope: desk.OfChannel}, desk.PolicyAutomatic, false, " retry cancel"},
		"the customer said no":       {desk.Fault{Code: desk.CodeOptedOut, Next: desk.Stop}, desk.PolicyAutomatic, false, ""},
		"in doubt":                   {desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt}, desk.PolicyAutomatic, false, " resolve elsewhere:2"},
		"accepted":                   {desk.Fault{}, desk.PolicyAutomatic, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				b.main = desk.Caps{Text: 100, Window: 24 * time.Hour, Templates: true}
				b.policy(c.policy)
				ticket := b.customer(1)
				if c.late {
					time.Sleep(25 * time.Hour)
				}
				if c.fault.Code != "" {
					b.lines[1].fails(99, c.fault)
				}
				b.serve(1)
				m := b.reply(ticket, "olá")
				synctest.Wait()
				if got := b.offered(m); got != c.want {
					t.Errorf("offered%s, want%s (%s)", got, c.want, b.state(m))
				}
			})
		})
	}
}

// TestRefusedTextOfAClosedWindow is offered a template, and not to be refused once more.
func TestRefusedTextOfAClosedWindow(t *testing.T) {
	at(t, func(b *bench) {
		b.main = desk.Caps{Text: 100, Window: 24 * time.Hour, Templates: true}
		b.policy(desk.PolicyNever)
		ticket := b.customer(1)
		time.Sleep(25 * time.Hour)
		_, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "a", Text: "olá"})
		refused(b, err, desk.CodeWindow)
		b.lines[1].fails(1, closed)
		b.serve(1)
		m, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "b", Text: "olá", Despite: true})
		b.must(err)
		synctest.Wait()
		b.is(m, "failed 1:failed")
		if n := len(b.lines[1].said); n != 1 {
			t.Errorf("the network was asked %d times", n)
		}
		if got, want := b.offered(m), " template:1 send_by:2"; got != want {
			t.Errorf("offered%s, want%s", got, want)
		}
	})
}

// TestOnlyByOne: what was chosen for one connection leaves by it or not at all.
func TestOnlyByOne(t *testing.T) {
	at(t, func(b *bench) {
		b.main = desk.Caps{Text: 100, Templates: true}
		ticket := b.customer(1)
		b.serve(1)
		b.serve(2)
		form := Draft{Ticket: ticket, Kind: desk.Template, Text: "Olá!", Content: &desk.Content{Template: &desk.TemplateUse{Name: "ola"}}}
		send := func(key string, by desk.ConnectionID) (desk.MessageID, error) {
			form.Key, form.By = key, by
			return b.Enqueue(b.Context(), form)
		}
		m, err := send("a", 1)
		b.must(err)
		synctest.Wait()
		b.is(m, "sent 1:accepted")
		_, err = send("b", 2)
		refused(b, err, desk.CodeUnsupported)
		_, err = send("c", 9)
		refused(b, err, desk.CodeNoRoute)
		b.health(1, desk.HealthSignedOut, desk.CodeSignedOut)
		_, err = send("d", 1)
		refused(b, err, desk.CodeSignedOut)
		m, err = b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "e", Text: "olá", By: 2})
		b.must(err)
		synctest.Wait()
		b.is(m, "sent 2:accepted")
	})
}
