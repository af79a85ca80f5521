package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// block blocks the contact of a message, or ends that at the zero time.
func (b *bench) block(m desk.MessageID, at time.Time) {
	b.Helper()
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
		row, err := tx.Message(m)
		if err != nil {
			return err
		}
		return tx.SetBlocked(row.Contact, at)
	}))
}

// TestNothingIsWrittenToWhoIsBlocked: they have to be free first. A note stays here, and taking words back calls for no answer.
func TestNothingIsWrittenToWhoIsBlocked(t *testing.T) {
	at(t, func(b *bench) {
		b.caps = carrying
		ticket := b.customer(1)
		b.serve(1)
		m := b.reply(ticket, "olá")
		synctest.Wait()
		b.block(m, time.Now())
		_, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "a", Text: "e mais"})
		refused(b, err, desk.CodeContactBlocked)
		_, err = b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "b", Text: "e mais", By: 1})
		refused(b, err, desk.CodeContactBlocked)
		_, err = b.Gesture(b.Context(), m, desk.React, "👍")
		refused(b, err, desk.CodeContactBlocked)
		ahead, err := b.Foresee(b.Context(), ticket, desk.Draft{Kind: desk.Text, Body: "e mais"})
		b.must(err)
		if ahead.By.ID != 0 || ahead.Reason != desk.CodeContactBlocked {
			t.Errorf("foreseen %+v", ahead)
		}
		_, err = b.Gesture(b.Context(), m, desk.Revoke, "")
		b.must(err)
		_, err = b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "c", Text: "para mim", Note: true})
		b.must(err)
		b.block(m, time.Time{})
		_, err = b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "a", Text: "e mais"})
		b.must(err)
	})
}

// TestNothingGoesAgainToWhoIsBlocked: neither what failed, nor what is in doubt. That can still be called arrived, or given up.
func TestNothingGoesAgainToWhoIsBlocked(t *testing.T) {
	at(t, func(b *bench) {
		m, _, _ := b.doubtful()
		b.block(m, time.Now())
		refused(b, b.Resolve(b.Context(), m, Again, 0), desk.CodeContactBlocked)
		refused(b, b.Resolve(b.Context(), m, Elsewhere, 2), desk.CodeContactBlocked)
		b.must(b.Resolve(b.Context(), m, Arrived, 0))
	})
	at(t, func(b *bench) {
		b.lines[1].fails(1, desk.Fault{Code: desk.CodeUnsupported, Next: desk.Stop})
		ticket := b.customer(1)
		b.serve(1)
		m := b.reply(ticket, "olá")
		synctest.Wait()
		b.is(m, "failed 1:failed")
		b.block(m, time.Now())
		refused(b, b.Retry(b.Context(), m), desk.CodeContactBlocked)
		refused(b, b.SendBy(b.Context(), m, 2), desk.CodeContactBlocked)
	})
}

// TestWhatWaitsIsHeldForWhoIsBlocked: it was written before, and leaves when they are free and the operator says so. What is in doubt
// stays so, and nobody else waits for it.
func TestWhatWaitsIsHeldForWhoIsBlocked(t *testing.T) {
	at(t, func(b *bench) {
		ana, rui := b.customer(1), b.customer(2)
		m, other := b.reply(ana, "olá"), b.reply(rui, "oi")
		b.block(m, time.Now())
		b.serve(1)
		synctest.Wait()
		b.is(m, "held 1:held")
		b.is(other, "sent 1:accepted")
		if b.fault(m) != desk.CodeContactBlocked || b.offered(m) == "" {
			t.Errorf("it is held for %q, and offers %q", b.fault(m), b.offered(m))
		}
		refused(b, b.Retry(b.Context(), m), desk.CodeContactBlocked)
		b.block(m, time.Time{})
		b.must(b.Retry(b.Context(), m))
		synctest.Wait()
		b.is(m, "sent 1:accepted")
		if sent := b.lines[1].bodies(); len(sent) != 2 {
			t.Errorf("left: %v", sent)
		}
	})
	at(t, func(b *bench) {
		m, _, off := b.doubtful()
		off()
		b.must(b.Resolve(b.Context(), m, Again, 0))
		b.block(m, time.Now())
		b.serve(1)
		synctest.Wait()
		b.is(m, "unsure 1:unsure")
		if n := len(b.lines[1].bodies()); n != 1 {
			t.Errorf("it left %d times", n)
		}
	})
}
