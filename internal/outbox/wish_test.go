package outbox

import (
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
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

// TestMayStill: what waited while the customer stopped marketing may not leave any more, until they want it again; what is no marketing,
// or arrived, is not asked about.
func TestMayStill(t *testing.T) {
	at(t, func(b *bench) {
		b.caps.Templates = true
		ticket := b.customer(1)
		wishes := func(stopped bool) {
			time.Sleep(time.Second)
			from := transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
			b.must(b.inbox.Receive(b.Context(), 1, transport.Preference{Remote: desk.RemoteID(fmt.Sprint("W", time.Now().Unix())), From: from, Stopped: stopped, At: time.Now()}))
		}
		queued := func(category string) desk.MessageID {
			b.keys++
			id, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: fmt.Sprint("k", b.keys), Text: "Bolo do mês", Kind: desk.Template,
				Content: &desk.Content{Template: &desk.TemplateUse{Name: "bolo", Language: "pt_BR", Category: category}}})
			b.must(err)
			return id
		}
		asks := func(id desk.MessageID, status desk.MessageStatus) error {
			return b.DB.Read(b.Context(), func(v *store.View) error {
				m, err := v.Message(id)
				if err != nil {
					return err
				}
				m.Status = status
				return mayStill(v, m)
			})
		}
		promotion, unknown, notice := queued("Marketing"), queued(""), queued("UTILITY")
		b.must(asks(promotion, desk.Queued))
		wishes(true)
		for _, status := range []desk.MessageStatus{desk.Queued, desk.Held, desk.Failed, desk.Unsure} {
			refused(b, asks(promotion, status), desk.CodeOptedOut)
		}
		b.must(asks(promotion, desk.Delivered))
		b.must(asks(unknown, desk.Queued))
		b.must(asks(notice, desk.Queued))
		wishes(false)
		b.must(asks(promotion, desk.Queued))
	})
}
