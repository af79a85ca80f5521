package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// lend makes a connection (3) of another channel the last reserve of the bench's own, which keeps only its main one beside it.
func (b *bench) lend() {
	b.Helper()
	b.lines[3] = &line{}
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Entregas")
		if err != nil {
			return err
		}
		id, err := tx.AddConnection(ch, "fake", "Entregas")
		if err != nil {
			return err
		}
		if err := tx.SetAccount(id, "linked", "5511900000033"); err != nil {
			return err
		}
		if _, err := tx.DropRoute(1, 2); err != nil {
			return err
		}
		return tx.AddRoute(1, id)
	}))
}

func (b *bench) giveBack() {
	b.Helper()
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { _, err := tx.DropRoute(1, 3); return err }))
}

// TestABorrowedReserve: what the main one refuses leaves by the connection of another channel, under its number, of which the operator is
// told before; and what the customer answers there comes into the same conversation.
func TestABorrowedReserve(t *testing.T) {
	at(t, func(b *bench) {
		b.lend()
		b.health(1, desk.HealthOnline, "")
		b.health(3, desk.HealthOnline, "")
		ticket := b.customer(1)
		b.lines[1].fails(9, desk.Fault{Code: desk.CodeUndeliverable, Next: desk.Reroute, Scope: desk.OfMessage})
		b.serve(1)
		b.serve(3)
		id := b.reply(ticket, "temos bolo")
		synctest.Wait()
		b.is(id, "sent 1:failed 3:accepted")
		if got := b.lines[3].bodies(); len(got) != 1 {
			t.Errorf("%v", got)
		}
		b.health(1, desk.HealthSignedOut, desk.CodeSignedOut)
		f, err := b.Foresee(b.Context(), ticket, desk.Draft{Kind: desk.Text, Body: "."})
		b.must(err)
		if f.By.ID != 3 || !f.Reserve || f.By.Number != "5511900000033" || f.Stranger {
			t.Errorf("%+v", f)
		}
		fresh, err := b.Foresee(b.Context(), b.customer(2), desk.Draft{Kind: desk.Text, Body: "."})
		b.must(err)
		if !fresh.Stranger {
			t.Errorf("a customer who never saw that number: %+v", fresh)
		}
		b.must(b.inbox.Receive(b.Context(), 3, transport.Incoming{Remote: "A1", From: transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}},
			At: time.Now(), Kind: desk.Text, Body: "quero um"}))
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			got, err := v.Ticket(ticket)
			if err == nil && (got.Last == nil || got.Last.Body != "quero um" || got.Channel != 1) {
				t.Errorf("%+v", got)
			}
			return err
		}))
	})
}

// TestGivenBack: once a channel gave a connection back nothing of it leaves there: neither what was held, nor what was just being tried,
// nor what the operator would repeat.
func TestGivenBack(t *testing.T) {
	at(t, func(b *bench) {
		b.lend()
		b.policy(desk.PolicyAsk)
		b.health(1, desk.HealthSignedOut, desk.CodeSignedOut)
		b.health(3, desk.HealthOnline, "")
		held := b.reply(b.customer(1), "em espera")
		b.is(held, "held 1:failed 3:held")

		b.policy(desk.PolicyAutomatic)
		asked, answer := make(chan struct{}, 8), make(chan *desk.Fault)
		b.lines[3].answers(func(transport.Say) (transport.Accepted, error) {
			asked <- struct{}{}
			return transport.Accepted{}, <-answer
		})
		b.serve(3)
		tried := b.reply(b.customer(2), "a caminho")
		doubtful := b.reply(b.customer(3), "talvez")
		<-asked
		<-asked
		b.giveBack()
		answer <- &desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection}
		answer <- &desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt, Scope: desk.OfMessage}
		synctest.Wait()
		states := map[string]int{b.state(tried): 1}
		states[b.state(doubtful)]++
		if states["held 1:failed 3:held"] != 1 || states["unsure 1:failed 3:unsure"] != 1 {
			t.Errorf("%v", states)
		}
		if b.state(doubtful) != "unsure 1:failed 3:unsure" {
			tried, doubtful = doubtful, tried
		}
		refused(b, b.Resolve(b.Context(), doubtful, Again, 0), desk.CodeNoRoute)

		b.health(1, desk.HealthOnline, "")
		b.serve(1)
		b.must(b.Retry(b.Context(), held))
		b.must(b.Retry(b.Context(), tried))
		synctest.Wait()
		b.is(held, "sent 1:failed 3:cancelled 1:accepted")
		b.is(tried, "sent 1:failed 3:cancelled 1:accepted")
		if len(asked) > 0 {
			t.Error("something left by the connection that was given back")
		}
	})
}
