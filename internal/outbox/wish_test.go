package outbox

import (
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestMarketingIsNotForcedOnAnyone: who stopped marketing gets no marketing template until they want it again, and everything else.
func TestMarketingIsNotForcedOnAnyone(t *testing.T) {
	at(t, func(b *bench) {
		b.caps.Templates = true
		ana, bia := b.customer(1), b.customer(2)
		wishes := func(stopped bool) {
			time.Sleep(time.Second)
			from := transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
			b.must(b.inbox.Receive(b.Context(), 1, transport.Preference{Remote: desk.RemoteID(fmt.Sprint("W", time.Now().Unix())), From: from, Stopped: stopped, At: time.Now()}))
		}
		send := func(to desk.TicketID, category string) error {
			b.keys++
			d := Draft{Ticket: to, Key: fmt.Sprint("k", b.keys), Text: "Bolo do mês"}
			if category != "" {
				d.Kind, d.Content = desk.Template, &desk.Content{Template: &desk.TemplateUse{Name: "bolo", Language: "pt_BR", Category: category}}
			}
			_, err := b.Enqueue(b.Context(), d)
			return err
		}
		wishes(true)
		refused(b, send(ana, "MARKETING"), desk.CodeOptedOut)
		refused(b, send(ana, "marketing"), desk.CodeOptedOut)
		for _, other := range []string{"UTILITY", "AUTHENTICATION", ""} {
			b.must(send(ana, other))
		}
		b.must(send(bia, "MARKETING"))
		wishes(false)
		b.must(send(ana, "MARKETING"))
	})
}
