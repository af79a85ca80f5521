package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestLateSentAfterFailed: words come in any order. "Sent" about an attempt that failed neither keeps the message from its reserve, nor
// says that it left.
func TestLateSentAfterFailed(t *testing.T) {
	for policy, want := range map[desk.Policy]string{desk.PolicyAutomatic: "sent 1:failed 2:accepted", desk.PolicyAsk: "held 1:failed 2:held", desk.PolicyNever: "failed 1:failed"} {
		at(t, func(b *bench) {
			b.policy(policy)
			b.lines[1].answers(func(transport.Say) (transport.Accepted, error) {
				return transport.Accepted{Remote: "wamid.1", Wire: "W1"}, nil
			})
			b.serve(1)
			m := b.reply(b.customer(1), "olá")
			synctest.Wait()
			b.refuse(closed)
			b.told(m, desk.Sent)
			b.serve(2)
			synctest.Wait()
			b.is(m, want)
			if policy == desk.PolicyAutomatic && len(b.lines[2].said) != 1 {
				t.Error("the reserve was not given the message")
			}
			b.told(m, desk.Delivered) // and this no network takes back
			if got := b.state(m); got[:9] != "delivered" {
				t.Errorf("delivered, and it is %s", got)
			}
			if got := b.offered(m); got != "" {
				t.Errorf("offered%s of what was delivered", got)
			}
		})
	}
}

// told is a word of the network about the main connection's attempt, under our own id and without the customer.
func (b *bench) told(_ desk.MessageID, status desk.MessageStatus) {
	b.Helper()
	b.must(b.inbox.Receive(b.Context(), 1, transport.Receipt{Remote: []desk.RemoteID{"wamid.1"}, Client: b.lines[1].said[0].Client, Status: status, At: time.Now()}))
}

// TestAskedWordsAreTaken: what a network answers about a message names it by its own id alone, and nobody else.
func TestAskedWordsAreTaken(t *testing.T) {
	at(t, func(b *bench) {
		m := b.accepted()
		before := b.contacts()
		for range 3 {
			b.must(b.inbox.Receive(b.Context(), 1, transport.Receipt{Remote: []desk.RemoteID{"wamid.1"}, Status: desk.Delivered, At: time.Now()}))
			b.must(b.inbox.Receive(b.Context(), 1, transport.Receipt{Remote: []desk.RemoteID{"wamid.of.somebody"}, Status: desk.Read, At: time.Now()}))
		}
		b.is(m, "delivered 1:accepted")
		if n := b.contacts(); n != before {
			t.Errorf("%d contacts became %d", before, n)
		}
	})
}

// contacts counts them: their ids are not used twice.
func (b *bench) contacts() int {
	b.Helper()
	var id desk.ContactID
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) (err error) {
		id, _, err = tx.PutContact([]desk.Address{desk.Phone("5511900000000")})
		return err
	}))
	return int(id)
}

// TestProofOfAnotherAttempt: the customer has it, so what waits is not needed, and what was refused stays refused.
func TestProofOfAnotherAttempt(t *testing.T) {
	at(t, func(b *bench) {
		b.policy(desk.PolicyAsk)
		m := b.accepted()
		b.refuse(closed)
		b.is(m, "held 1:failed 2:held")
		b.climb(desk.Delivered)
		b.is(m, "delivered 1:failed 2:cancelled")
	})
}

// TestCopyOfWhatNeverLeft: the owner types on the phone what waits here. Those are two messages.
func TestCopyOfWhatNeverLeft(t *testing.T) {
	for name, fault := range map[string]desk.Fault{"not tried": {}, "refused": banned} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				b.policy(desk.PolicyNever)
				b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetAccount(2, "linked", "5511900000000") }))
				if fault.Code != "" {
					b.lines[1].fails(9, fault)
					b.serve(1)
				}
				m := b.reply(b.customer(1), "sim")
				synctest.Wait()
				before := b.state(m)
				b.must(b.inbox.Receive(b.Context(), 2, transport.Incoming{Remote: "W1", Wire: "W1", Echo: true, At: time.Now(), Kind: desk.Text, Body: "sim",
					From: transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}}))
				b.is(m, before)
			})
		})
	}
}

// TestQuoteOfWhatNeverLeft: the customer's phone does not know the id of an attempt that was refused.
func TestQuoteOfWhatNeverLeft(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.customer(1)
		b.lines[1].fails(1, desk.Fault{Code: desk.CodeUnknown, Next: desk.Reroute})
		b.serve(1)
		b.serve(2)
		m := b.reply(ticket, "olá")
		synctest.Wait()
		b.is(m, "sent 1:failed 2:accepted")
		_, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "q", Text: "cito", ReplyTo: m})
		b.must(err)
		synctest.Wait()
		said := b.lines[1].said
		if q := said[len(said)-1].ReplyTo; q != nil {
			t.Errorf("quotes %q on the connection that refused it", q.Remote)
		}
	})
}
