package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// sentAgain is a message that may have arrived and that the operator has sent once more; its connection then answers with the fault, and
// the reserve is ready.
func (b *bench) sentAgain(times int, f desk.Fault) desk.MessageID {
	b.Helper()
	b.serve(2)
	b.health(2, desk.HealthOnline, "")
	m, _, _ := b.doubtful()
	b.lines[1].fails(times, f)
	b.must(b.Resolve(b.Context(), m, Again, 0))
	time.Sleep(2 * time.Hour) // of the bubble
	synctest.Wait()
	return m
}

// TestDoubtOutlivesTheNextTry: a refusal of the second try says nothing of the first, so no reserve takes the message, whatever the
// refusal is, and the screen does not say that it failed.
func TestDoubtOutlivesTheNextTry(t *testing.T) {
	for name, c := range map[string]struct {
		fault desk.Fault
		times int
		want  string
	}{
		"accepted":           {want: "sent 1:accepted"},
		"refused":            {closed, 1, "unsure 1:unsure"},
		"held":               {desk.Fault{Code: desk.CodePolicy, Next: desk.Hold, Scope: desk.OfChannel}, 1, "unsure 1:unsure"},
		"can never succeed":  {desk.Fault{Code: desk.CodeNoWhatsApp, Next: desk.Stop}, 1, "unsure 1:unsure"},
		"unsure once more":   {desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt}, 1, "unsure 1:unsure"},
		"tries used up":      {desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfContact}, 99, "unsure 1:unsure"},
		"stuck":              {desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfConnection}, 999, "unsure 1:unsure"},
		"patience, then out": {desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, Scope: desk.OfContact}, 3, "sent 1:accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				m := b.sentAgain(c.times, c.fault)
				b.is(m, c.want)
				if n := len(b.lines[2].said); n > 0 {
					t.Errorf("the reserve was used %d times", n)
				}
			})
		})
	}
}

// TestDoubtOutlivesALateRefusal: it names one try of several.
func TestDoubtOutlivesALateRefusal(t *testing.T) {
	at(t, func(b *bench) {
		b.lines[2].answers(func(transport.Say) (transport.Accepted, error) { return transport.Accepted{}, nil })
		m := b.sentAgain(0, desk.Fault{})
		said := b.lines[1].said[0]
		b.must(b.Refused(b.Context(), 1, transport.Refusal{Client: said.Client, Remote: "wamid.1", Fault: &closed, At: time.Now()}))
		synctest.Wait()
		b.is(m, "unsure 1:unsure")
		b.must(b.inbox.Receive(b.Context(), 1, transport.Receipt{Remote: []desk.RemoteID{"wamid.2"}, Client: said.Client, Status: desk.Delivered, At: time.Now()}))
		b.is(m, "delivered 1:accepted")
	})
}

// TestDoubtOutlivesTheOperator: none of what may be done with a message brings one that may have arrived to another connection.
func TestDoubtOutlivesTheOperator(t *testing.T) {
	at(t, func(b *bench) {
		m := b.sentAgain(1, closed)
		refused(b, b.Retry(b.Context(), m), desk.CodeWrongState)
		refused(b, b.SendBy(b.Context(), m, 2), desk.CodeWrongState)
		b.must(b.Resolve(b.Context(), m, GiveUp, 0))
		refused(b, b.Retry(b.Context(), m), desk.CodeWrongState)
		refused(b, b.SendBy(b.Context(), m, 2), desk.CodeWrongState)
		b.is(m, "cancelled 1:cancelled")
	})
	at(t, func(b *bench) { // to call the second try off is no word about the first
		m, _, off := b.doubtful()
		off()
		b.must(b.Resolve(b.Context(), m, Again, 0))
		b.is(m, "queued 1:queued")
		b.must(b.Cancel(b.Context(), m))
		b.is(m, "unsure 1:unsure")
	})
	at(t, func(b *bench) { // nor is the end of its connection
		m, _, off := b.doubtful()
		off()
		b.must(b.Resolve(b.Context(), m, Again, 0))
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.RemoveConnection(1, time.Now()) }))
		b.is(m, "unsure 1:unsure")
	})
}

// TestDoubtIsNotHandedOver: what may have arrived waits for its own connection alone, and asks again where that does not come back by
// itself or would keep later messages from the reserve.
func TestDoubtIsNotHandedOver(t *testing.T) {
	for name, c := range map[string]struct {
		main, reserve desk.Health
		code          desk.Code
		wait          time.Duration
		want          string
	}{
		"offline for a moment":        {desk.HealthRetrying, desk.HealthOnline, desk.CodeOffline, patience / 2, "queued 1:queued"},
		"offline for long":            {desk.HealthRetrying, desk.HealthOnline, desk.CodeOffline, 2 * patience, "unsure 1:unsure"},
		"offline, nothing else is up": {desk.HealthRetrying, desk.HealthRetrying, desk.CodeOffline, 2 * patience, "queued 1:queued"},
		"signed out":                  {desk.HealthSignedOut, desk.HealthOnline, desk.CodeSignedOut, 0, "unsure 1:unsure"},
		"blocked by the platform":     {desk.HealthBlocked, desk.HealthOnline, desk.CodePolicy, 0, "unsure 1:unsure"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				m, _, off := b.doubtful()
				off()
				time.Sleep(time.Hour)
				b.must(b.Resolve(b.Context(), m, Again, 0))
				b.health(1, c.main, c.code)
				b.health(2, c.reserve, "")
				time.Sleep(c.wait)
				b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { _, err := b.divert(tx, time.Now()); return err }))
				b.is(m, c.want)
			})
		})
	}
}

// TestAgainNeedsAWorkingConnection: what cannot leave is not queued, and the operator reads why.
func TestAgainNeedsAWorkingConnection(t *testing.T) {
	at(t, func(b *bench) {
		m, _, off := b.doubtful()
		off()
		b.health(1, desk.HealthSignedOut, desk.CodeSignedOut)
		refused(b, b.Resolve(b.Context(), m, Again, 0), desk.CodeSignedOut)
		b.is(m, "unsure 1:unsure")
	})
}

// TestElsewhereIsTheOperatorsRisk: only the operator, who may have seen the customer's phone, brings what may have arrived to another
// connection. From then on the doubt is about both.
func TestElsewhereIsTheOperatorsRisk(t *testing.T) {
	at(t, func(b *bench) {
		b.serve(2)
		m, said, _ := b.doubtful()
		if got, want := b.offered(m), " resolve elsewhere:2"; got != want {
			t.Errorf("offered%s, want%s", got, want)
		}
		refused(b, b.Resolve(b.Context(), m, Elsewhere, 1), desk.CodeWrongState)
		refused(b, b.Resolve(b.Context(), m, Elsewhere, 9), desk.CodeNoRoute)
		b.must(b.Resolve(b.Context(), m, Elsewhere, 2))
		synctest.Wait()
		b.is(m, "sent 1:cancelled 2:accepted")
		b.must(b.Refused(b.Context(), 1, transport.Refusal{Client: said.Client, Fault: &closed, At: time.Now()}))
		b.is(m, "sent 1:cancelled 2:accepted")
	})
	at(t, func(b *bench) { // refused there, it may still have arrived here
		b.serve(2)
		b.lines[2].fails(9, closed)
		m, _, _ := b.doubtful()
		b.must(b.Resolve(b.Context(), m, Elsewhere, 2))
		synctest.Wait()
		b.is(m, "unsure 1:cancelled 2:unsure")
	})
	at(t, func(b *bench) { // the platform's own word is no doubt
		m := b.sentAgain(1, desk.Fault{Code: desk.CodePolicy, Next: desk.Hold, Scope: desk.OfChannel})
		refused(b, b.Resolve(b.Context(), m, Elsewhere, 2), desk.CodeWrongState)
		if got, want := b.offered(m), " resolve"; got != want {
			t.Errorf("offered%s, want%s", got, want)
		}
	})
}
