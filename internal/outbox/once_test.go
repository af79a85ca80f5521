package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// doubtful is a message that nobody confirmed, and what went out of it.
func (b *bench) doubtful() (desk.MessageID, transport.Say, func()) {
	b.Helper()
	ticket := b.customer(1)
	b.lines[1].fails(1, desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt})
	off := b.serve(1)
	m := b.reply(ticket, "olá")
	synctest.Wait()
	b.is(m, "unsure 1:unsure")
	return m, b.lines[1].said[0], off
}

// TestGivenUpIsNotSentAnew: it may have arrived, and a new id could make a second one.
func TestGivenUpIsNotSentAnew(t *testing.T) {
	at(t, func(b *bench) {
		m, _, _ := b.doubtful()
		b.must(b.Resolve(b.Context(), m, GiveUp, 0))
		refused(b, b.Retry(b.Context(), m), desk.CodeWrongState)
		synctest.Wait()
		b.is(m, "cancelled 1:cancelled")
	})
}

// TestProvenIsNotSentAgain: a receipt that comes between "send again" and the sending ends the matter.
func TestProvenIsNotSentAgain(t *testing.T) {
	at(t, func(b *bench) {
		m, said, off := b.doubtful()
		off()
		b.must(b.Resolve(b.Context(), m, Again, 0))
		b.must(b.inbox.Receive(b.Context(), 1, transport.Receipt{Remote: []desk.RemoteID{said.Client}, Status: desk.Delivered,
			From: transport.Party{Addresses: said.To}, At: time.Now()}))
		b.serve(1)
		synctest.Wait()
		b.is(m, "delivered 1:accepted")
		if n := len(b.lines[1].said); n != 1 {
			t.Errorf("sent %d times", n)
		}
	})
}

// TestAgainNeedsItsConnection: nobody would send it, and all that follows would wait behind it.
func TestAgainNeedsItsConnection(t *testing.T) {
	at(t, func(b *bench) {
		m, _, off := b.doubtful()
		off()
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.RemoveConnection(1, time.Now()) }))
		refused(b, b.Resolve(b.Context(), m, Again, 0), desk.CodeNoRoute)
		b.is(m, "unsure 1:unsure")
	})
}

// TestLostAnswerIsDoubt: a delivery whose answer could not be written down before the line fell is unsure when it is back.
func TestLostAnswerIsDoubt(t *testing.T) {
	at(t, func(b *bench) {
		m := b.reply(b.customer(1), "olá")
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { _, _, _, err := tx.Claim(1, time.Now()); return err }))
		b.serve(1)
		synctest.Wait()
		b.is(m, "unsure 1:unsure")
	})
}

// TestPanicIsDoubt: an adapter that breaks down in the middle of sending has said nothing about the message.
func TestPanicIsDoubt(t *testing.T) {
	at(t, func(b *bench) {
		b.lines[1].answers(func(transport.Say) (transport.Accepted, error) { panic("broken adapter") })
		ticket := b.customer(1)
		b.serve(1)
		m := b.reply(ticket, "olá")
		synctest.Wait()
		b.is(m, "unsure 1:unsure")
	})
}
