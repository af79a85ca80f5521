package outbox

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

var closed = desk.Fault{Code: desk.CodeWindow, Next: desk.Reroute, Scope: desk.OfMessage, Raw: "131047"}

// accepted is a message that the main connection took.
func (b *bench) accepted() desk.MessageID {
	b.Helper()
	b.lines[1].answers(func(transport.Say) (transport.Accepted, error) {
		return transport.Accepted{Remote: "wamid.1", Wire: "W1"}, nil
	})
	b.serve(1)
	b.serve(2)
	m := b.reply(b.customer(1), "olá")
	synctest.Wait()
	b.is(m, "accepted 1:accepted")
	return m
}

func (b *bench) refuse(f desk.Fault) {
	b.Helper()
	b.must(b.Refused(b.Context(), 1, transport.Refusal{Remote: "wamid.1", Fault: &f, At: time.Now()}))
	synctest.Wait()
}

func (b *bench) climb(status desk.MessageStatus) {
	b.Helper()
	b.must(b.inbox.Receive(b.Context(), 1, transport.Receipt{Remote: []desk.RemoteID{"wamid.1"}, Status: status,
		From: transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}, At: time.Now()}))
}

// TestLateRefusal: what follows the network's late word, by what it says and by how far the message had come.
func TestLateRefusal(t *testing.T) {
	for name, c := range map[string]struct {
		status desk.MessageStatus
		fault  desk.Fault
		policy desk.Policy
		want   string
	}{
		"the reserve takes it":         {"", closed, desk.PolicyAutomatic, "sent 1:failed 2:accepted"},
		"also after it was sent":       {desk.Sent, closed, desk.PolicyAutomatic, "sent 1:failed 2:accepted"},
		"never after it was delivered": {desk.Delivered, closed, desk.PolicyAutomatic, "delivered 1:accepted"},
		"never after it was read":      {desk.Read, closed, desk.PolicyAutomatic, "read 1:accepted"},
		"asks":                         {"", closed, desk.PolicyAsk, "held 1:failed 2:held"},
		"stays":                        {desk.Sent, closed, desk.PolicyNever, "failed 1:failed"},
		"a policy block is no detour":  {"", desk.Fault{Code: desk.CodePolicy, Next: desk.Hold, Scope: desk.OfChannel}, desk.PolicyAutomatic, "failed 1:failed"},
		"the customer said no":         {"", desk.Fault{Code: desk.CodeOptedOut, Next: desk.Hold}, desk.PolicyAutomatic, "failed 1:failed"},
		"a wrong request":              {"", desk.Fault{Code: desk.CodeInvalid, Next: desk.Stop}, desk.PolicyAutomatic, "failed 1:failed"},
		"patience is an attempt anew":  {"", desk.Fault{Code: desk.CodeBusy, Next: desk.Retry, After: time.Hour}, desk.PolicyAutomatic, "queued 1:failed 1:queued"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				b.policy(c.policy)
				m := b.accepted()
				if c.status != "" {
					b.climb(c.status)
				}
				b.refuse(c.fault)
				b.is(m, c.want)
				b.refuse(c.fault) // twice is once
				b.is(m, c.want)
			})
		})
	}
}

// TestRefusalBeforeAnswer: the late word may be faster than the answer that it follows, and the answer must not undo it.
func TestRefusalBeforeAnswer(t *testing.T) {
	at(t, func(b *bench) {
		b.policy(desk.PolicyNever)
		b.lines[1].answers(func(m transport.Say) (transport.Accepted, error) {
			f := closed
			b.must(b.Refused(b.Context(), 1, transport.Refusal{Remote: "wamid.1", Client: m.Client, Fault: &f, At: time.Now()}))
			return transport.Accepted{Remote: "wamid.1"}, nil
		})
		b.serve(1)
		m := b.reply(b.customer(1), "olá")
		synctest.Wait()
		b.is(m, "failed 1:failed")
	})
}

// TestDoubtEnds by whichever word comes first: a status with our own id, or a refusal with it.
func TestDoubtEnds(t *testing.T) {
	for name, c := range map[string]struct {
		hear func(b *bench, id desk.RemoteID) error
		want string
	}{
		"a status under our id": {func(b *bench, id desk.RemoteID) error {
			return b.inbox.Receive(b.Context(), 1, transport.Receipt{Remote: []desk.RemoteID{"wamid.1"}, Client: id, Status: desk.Delivered, At: time.Now()})
		}, "delivered 1:accepted"},
		"a refusal under our id": {func(b *bench, id desk.RemoteID) error {
			return b.Refused(b.Context(), 1, transport.Refusal{Remote: "wamid.1", Client: id, Fault: &closed, At: time.Now()})
		}, "sent 1:failed 2:accepted"},
		"a refusal of something else": {func(b *bench, _ desk.RemoteID) error {
			return b.Refused(b.Context(), 1, transport.Refusal{Remote: "wamid.9", Client: "C99", Fault: &closed, At: time.Now()})
		}, "unsure 1:unsure"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				b.serve(2)
				m, said, _ := b.doubtful()
				b.must(c.hear(b, said.Client))
				synctest.Wait()
				b.is(m, c.want)
			})
		})
	}
}

// TestForeseen: after 24 hours of silence the official connection is not even tried, and the bubble can tell why.
func TestForeseen(t *testing.T) {
	for policy, want := range map[desk.Policy]string{desk.PolicyAutomatic: "sent 1:failed 2:accepted", desk.PolicyAsk: "held 1:failed 2:held"} {
		at(t, func(b *bench) {
			b.main = desk.Caps{Text: 100, Window: 24 * time.Hour}
			b.policy(policy)
			b.serve(1)
			b.serve(2)
			ticket := b.customer(1)
			m := b.reply(ticket, "no mesmo dia")
			synctest.Wait()
			b.is(m, "sent 1:accepted")
			time.Sleep(25 * time.Hour)
			m = b.reply(ticket, "no dia seguinte")
			synctest.Wait()
			b.is(m, want)
			if n := len(b.lines[1].said); n != 1 {
				t.Errorf("%s: the official connection was asked %d times", policy, n)
			}
		})
	}
	at(t, func(b *bench) {
		b.main = desk.Caps{Text: 100, Window: 24 * time.Hour}
		b.policy(desk.PolicyNever)
		ticket := b.customer(1)
		time.Sleep(25 * time.Hour)
		_, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "k", Text: "olá"})
		refused(b, err, desk.CodeWindow)
	})
}

// TestHandOver: what waits for a connection that is down goes by the reserve, at once where somebody has to mend it and after a
// while where it is only offline.
func TestHandOver(t *testing.T) {
	for name, c := range map[string]struct {
		health desk.Health
		code   desk.Code
		after  time.Duration
		policy desk.Policy
		want   string
	}{
		"signed out":            {desk.HealthSignedOut, desk.CodeSignedOut, 0, desk.PolicyAutomatic, "sent 1:cancelled 2:accepted"},
		"offline for a moment":  {desk.HealthRetrying, desk.CodeOffline, patience - time.Second, desk.PolicyAutomatic, "queued 1:queued"},
		"offline for long":      {desk.HealthRetrying, desk.CodeOffline, patience + time.Second, desk.PolicyAutomatic, "sent 1:cancelled 2:accepted"},
		"offline, and ask":      {desk.HealthRetrying, desk.CodeOffline, patience + time.Second, desk.PolicyAsk, "held 1:cancelled 2:held"},
		"offline, and never":    {desk.HealthRetrying, desk.CodeOffline, patience + time.Second, desk.PolicyNever, "queued 1:queued"},
		"blocked by the policy": {desk.HealthBlocked, desk.CodePolicy, time.Hour, desk.PolicyAutomatic, "held 1:held"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, func(b *bench) {
				ctx, end := context.WithCancel(b.Context())
				done := make(chan error, 1)
				go func() { done <- b.Service.Run(ctx) }()
				defer func() { end(); b.must(<-done) }()
				b.policy(c.policy)
				b.health(1, desk.HealthConnecting, "")
				b.health(2, desk.HealthOnline, "")
				b.serve(2)
				m := b.reply(b.customer(1), "olá")
				synctest.Wait()
				b.is(m, "queued 1:queued")
				b.health(1, c.health, c.code)
				time.Sleep(c.after)
				synctest.Wait()
				b.is(m, c.want)
			})
		})
	}
}

// TestSendBy: the operator may send by the reserve what was refused or asks, and never what the platform or the customer decided.
func TestSendBy(t *testing.T) {
	at(t, func(b *bench) {
		b.policy(desk.PolicyNever)
		m := b.accepted()
		b.refuse(closed)
		b.is(m, "failed 1:failed")
		b.must(b.SendBy(b.Context(), m, 2))
		synctest.Wait()
		b.is(m, "sent 1:failed 2:accepted")
		refused(b, b.SendBy(b.Context(), m, 2), desk.CodeWrongState)
	})
	at(t, func(b *bench) {
		b.policy(desk.PolicyAsk)
		m := b.accepted()
		b.refuse(closed)
		b.is(m, "held 1:failed 2:held")
		b.must(b.SendBy(b.Context(), m, 2))
		synctest.Wait()
		b.is(m, "sent 1:failed 2:accepted")
	})
	for _, code := range []desk.Code{desk.CodePolicy, desk.CodeOptedOut, desk.CodeDeclined, desk.CodeIdentity} {
		at(t, func(b *bench) {
			m := b.accepted()
			b.refuse(desk.Fault{Code: code, Next: desk.Hold})
			refused(b, b.SendBy(b.Context(), m, 2), desk.CodeWrongState)
		})
	}
}

// TestCopies: a session on the same number sees what the official connection sends; that is one message, whichever tells first, and
// it ends the doubt about one whose answer was lost.
func TestCopies(t *testing.T) {
	same := func(b *bench) {
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetAccount(2, "linked", "5511900000000") }))
	}
	copied := func(b *bench, remote, wire desk.RemoteID, text string) {
		b.must(b.inbox.Receive(b.Context(), 2, transport.Incoming{Remote: remote, Wire: wire, Echo: true, At: time.Now(), Kind: desk.Text, Body: text,
			From: transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}}))
	}
	count := func(b *bench, want int) {
		b.Helper()
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			all, _, err := v.Page(store.PageAsk{Contact: 1, Limit: 100})
			if len(all) != want {
				b.Errorf("%d messages, want %d: %+v", len(all), want, all)
			}
			return err
		}))
	}
	at(t, func(b *bench) { // the copy comes after the answer
		same(b)
		m := b.accepted()
		copied(b, "W1", "W1", "olá")
		b.is(m, "sent 1:accepted")
		count(b, 2)
	})
	at(t, func(b *bench) { // and before it, with words that were changed on the way
		same(b)
		b.lines[1].answers(func(transport.Say) (transport.Accepted, error) {
			copied(b, "W1", "W1", "olá!")
			return transport.Accepted{Remote: "wamid.1", Wire: "W1"}, nil
		})
		b.serve(1)
		m := b.reply(b.customer(1), "olá")
		synctest.Wait()
		b.is(m, "sent 1:accepted")
		count(b, 2)
	})
	at(t, func(b *bench) { // instead of the answer
		same(b)
		m, _, _ := b.doubtful()
		copied(b, "W1", "W1", "olá")
		b.is(m, "sent 1:accepted")
		count(b, 2)
	})
	at(t, func(b *bench) { // two messages of the same words are two
		same(b)
		m := b.accepted()
		copied(b, "W1", "W1", "olá")
		copied(b, "W2", "W2", "olá")
		b.is(m, "sent 1:accepted")
		count(b, 3)
	})
	at(t, func(b *bench) { // on another number nothing is a copy
		m := b.accepted()
		copied(b, "W1", "W1", "olá")
		b.is(m, "accepted 1:accepted")
		count(b, 3)
	})
	at(t, func(b *bench) { // what is written outside is left out if the channel says so, and what was sent from here still has its copy
		same(b)
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetIgnoreOutside(1, true) }))
		m := b.accepted()
		copied(b, "W1", "W1", "olá")
		copied(b, "W2", "W2", "do celular")
		b.is(m, "sent 1:accepted")
		count(b, 2)
	})
}
