package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// heard takes and finds what a customer wrote.
func (b *bench) heard(ev transport.Incoming) (m desk.MessageID) {
	b.Helper()
	b.must(b.inbox.Receive(b.Context(), 1, ev))
	b.must(b.DB.Read(b.Context(), func(v *store.View) error {
		who, err := v.FindContact(ev.From.Addresses)
		if err == nil {
			m, err = v.Sighted(1, who, desk.In, ev.Remote)
		}
		return err
	}))
	return m
}

// TestWhatWasTriedIsNotTakenBack: the network said that nothing left, and may be asked again at any moment.
func TestWhatWasTriedIsNotTakenBack(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("5")
		ticket := b.customer(1)
		b.lines[1].fails(100, desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfMessage})
		b.serve(1)
		m := b.reply(ticket, "olá")
		time.Sleep(5500 * time.Millisecond)
		synctest.Wait()
		b.is(m, "queued 1:queued")
		_, err := b.Undo(b.Context(), m, ticket)
		refused(b, err, desk.CodeLeft)
		if b.gone(m) || b.draft(ticket) != "" {
			b.Error("it was taken back")
		}
	})
}

// TestUndoneIsAsIfNeverWritten: what it answered is answered again, what quoted it quotes nothing, and nobody else's ticket gets its words.
func TestUndoneIsAsIfNeverWritten(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("10")
		ticket, other := b.customer(1), b.customer(2)
		asked := b.heard(transport.Incoming{Remote: "Q", From: transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}, At: time.Now(), Kind: desk.Text, Body: "quanto?"})
		m, err := b.send(Draft{Ticket: ticket, Text: "R$ 5", ReplyTo: asked})
		b.must(err)
		about, err := b.send(Draft{Ticket: ticket, Text: "digo, R$ 50", ReplyTo: m})
		b.must(err)
		_, err = b.Undo(b.Context(), m, other)
		refused(b, err, desk.CodeBadRequest)
		if b.draft(other) != "" {
			b.Errorf("the other ticket has the draft %q", b.draft(other))
		}
		got, err := b.Undo(b.Context(), m, ticket)
		b.must(err)
		if got.ReplyTo != asked || b.message(about).ReplyTo != 0 {
			b.Errorf("answers %d, quoted as %d", got.ReplyTo, b.message(about).ReplyTo)
		}
	})
}

// TestWhatWasPassedOnIsNotTyped: taken back it is simply no more, and the words of one customer become no draft for another.
func TestWhatWasPassedOnIsNotTyped(t *testing.T) {
	at(t, func(b *bench) {
		b.undoable("10")
		to := b.customer(2)
		m := b.heard(transport.Incoming{Remote: "S", From: transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}, At: time.Now(), Kind: desk.Text, Body: "segredo"})
		faults, err := b.Forward(b.Context(), Forward{Key: "press", Messages: []desk.MessageID{m}, To: []desk.TicketID{to}})
		b.must(err)
		if faults[0] != nil {
			b.Fatal(faults[0])
		}
		var passed desk.MessageID
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			k, err := v.Ticket(to)
			passed = k.Last.ID
			return err
		}))
		got, err := b.Undo(b.Context(), passed, to)
		b.must(err)
		if got.Text != "" || b.draft(to) != "" || !b.gone(passed) {
			b.Errorf("%+v, draft %q", got, b.draft(to))
		}
	})
}

// TestPassedOnWithoutItsOrigin: how a customer came belongs to them.
func TestPassedOnWithoutItsOrigin(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		to := b.customer(2)
		m := b.heard(transport.Incoming{Remote: "P", From: transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}, At: time.Now(), Kind: desk.Location,
			Content: &desk.Content{Location: &desk.Place{Latitude: 1}, Referral: &desk.Referral{URL: "https://ad", Click: "secret"}}})
		_, err := b.Forward(b.Context(), Forward{Key: "press", Messages: []desk.MessageID{m}, To: []desk.TicketID{to}})
		b.must(err)
		b.serve(1)
		synctest.Wait()
		if said := b.lines[1].said; len(said) != 1 || said[0].Content == nil || said[0].Content.Location == nil || said[0].Content.Referral != nil {
			b.Errorf("%+v", said)
		}
	})
}

// TestGesturesOfAMessageLeaveInOrder: an edit that is tried again is not overtaken by the deletion that came after it.
func TestGesturesOfAMessageLeaveInOrder(t *testing.T) {
	at(t, func(b *bench) {
		m := b.taken()
		tries := 0
		b.lines[1].other = func(o transport.Outgoing) (transport.Accepted, error) {
			if tries++; tries == 1 {
				return transport.Accepted{}, &desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfMessage}
			}
			return transport.Accepted{}, nil
		}
		b.gesture(m, desk.Edit, "quanto custa")
		b.gesture(m, desk.Revoke, "")
		b.serve(1)
		time.Sleep(time.Minute)
		synctest.Wait()
		made := b.lines[1].made
		if len(made) != 3 {
			b.Fatalf("%+v", made)
		}
		for i, want := range []bool{true, true, false} {
			if _, edit := made[i].(transport.Reword); edit != want {
				b.Errorf("%d: %T", i, made[i])
			}
		}
	})
}
