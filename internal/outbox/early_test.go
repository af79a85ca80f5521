package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestWordsBeforeTheAnswer: a customer reacts to a message, answers it, and proves to be another contact, all before the network's
// answer gives the message the id by which they do.
func TestWordsBeforeTheAnswer(t *testing.T) {
	at(t, func(b *bench) {
		phone, hidden := desk.Phone("5511987650001"), desk.LID("900000000000301")
		hears := func(ev transport.Event) { b.must(b.inbox.Receive(b.Context(), 1, ev)) }
		hears(transport.Seen{Who: transport.Party{Addresses: []desk.Address{hidden}}})
		ticket := b.customer(1)
		b.lines[1].answers(func(transport.Say) (transport.Accepted, error) {
			who := transport.Party{Addresses: []desk.Address{phone}}
			hears(transport.Reaction{Remote: "wamid.1", By: "R1", From: who, Ours: true, Emoji: "❤", At: time.Now()})
			hears(transport.Incoming{Remote: "A1", ReplyTo: "wamid.1", ReplyText: "olá", From: who, At: time.Now(), Kind: desk.Text, Body: "pode"})
			hears(transport.Seen{Who: transport.Party{Addresses: []desk.Address{phone, hidden}}})
			return transport.Accepted{Remote: "wamid.1"}, nil
		})
		b.serve(1)
		m := b.reply(ticket, "olá")
		synctest.Wait()
		b.is(m, "accepted 1:accepted")
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			who, err := v.FindContact([]desk.Address{phone})
			if err != nil {
				return err
			}
			all, _, err := v.Page(store.PageAsk{Contact: who, Limit: 100})
			reactions, answers := 0, 0
			for _, one := range all {
				if one.ID == m {
					reactions = len(one.Reactions)
				}
				if one.ReplyTo == m {
					answers++
				}
			}
			if reactions != 1 || answers != 1 {
				t.Errorf("%d reactions and %d answers: %+v", reactions, answers, all)
			}
			return err
		}))
	})
}
