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

var banned = desk.Fault{Code: desk.CodePolicy, Next: desk.Hold, Scope: desk.OfChannel}

// run lets the service look after what waits, until the test ends.
func (b *bench) run() {
	ctx, end := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- b.Service.Run(ctx) }()
	b.stops = append(b.stops, func() { end(); b.must(<-done) })
}

// TestDecidedIsDecided: what the platform decided against is carried by no other connection, whatever becomes of the one that said so, and
// whatever the operator tries.
func TestDecidedIsDecided(t *testing.T) {
	for name, end := range map[string]func(*bench){
		"signed out": func(b *bench) { b.health(1, desk.HealthSignedOut, desk.CodeSignedOut) },
		"removed": func(b *bench) {
			b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.RemoveConnection(1, time.Now()) }))
		},
		"offline for long": func(b *bench) {
			b.health(1, desk.HealthRetrying, desk.CodeOffline)
			time.Sleep(time.Hour)
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, late := range []bool{false, true} {
				at(t, func(b *bench) {
					b.run()
					b.health(2, desk.HealthOnline, "")
					b.serve(2)
					m := b.against(late)
					end(b)
					for _, o := range []string{"retry", "again"} {
						_ = b.Retry(b.Context(), m) // once to let it go, once to begin anew
						synctest.Wait()
						time.Sleep(time.Hour)
						refused(b, b.SendBy(b.Context(), m, 2), desk.CodeWrongState)
						if got := b.offered(m); len(got) > 0 && (got != " retry cancel" && got != " cancel" && got != " retry") {
							t.Errorf("after %s: offered%s (%s)", o, got, b.state(m))
						}
					}
					if n := len(b.lines[2].said); n > 0 {
						t.Errorf("the reserve carried it: %s", b.state(m))
					}
				})
			}
		})
	}
}

// against is a message that the platform decided against, at once or late.
func (b *bench) against(late bool) desk.MessageID {
	b.Helper()
	b.health(1, desk.HealthOnline, "")
	if late {
		m := b.accepted()
		b.refuse(banned)
		b.stops[len(b.stops)-2]() // the main connection's workers
		return m
	}
	b.lines[1].fails(99, banned)
	off := b.serve(1)
	m := b.reply(b.customer(1), "olá")
	synctest.Wait()
	b.is(m, "held 1:held")
	off()
	return m
}

// TestBlockStopsEverything: while the platform blocks the main connection, nothing leaves by a reserve: not what is refused for another
// reason, not by the operator's choice, not as a template.
func TestBlockStopsEverything(t *testing.T) {
	at(t, func(b *bench) {
		m := b.accepted()
		b.health(1, desk.HealthBlocked, desk.CodePolicy)
		b.refuse(desk.Fault{Code: desk.CodeUnknown, Next: desk.Reroute, Scope: desk.OfMessage, Raw: "131000"})
		synctest.Wait()
		if n := len(b.lines[2].said); n > 0 {
			t.Errorf("the reserve carried it: %s", b.state(m))
		}
	})
	at(t, func(b *bench) {
		b.policy(desk.PolicyNever)
		b.caps = desk.Caps{Text: 100, Templates: true}
		m := b.accepted()
		b.refuse(closed)
		b.health(1, desk.HealthBlocked, desk.CodePolicy)
		refused(b, b.SendBy(b.Context(), m, 2), desk.CodePolicy)
		if got := b.offered(m); got != " retry" && got != "" {
			t.Errorf("offered%s", got)
		}
		ticket := b.customer(2)
		_, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "x", Kind: desk.Template, Text: "t", By: 2,
			Content: &desk.Content{Template: &desk.TemplateUse{Name: "a", Language: "b"}}})
		refused(b, err, desk.CodePolicy)
		f, err := b.Foresee(b.Context(), ticket, desk.Draft{Kind: desk.Text, Body: "."})
		b.must(err)
		if f.Forms != 0 {
			t.Errorf("a template is foreseen by %d", f.Forms)
		}
	})
}

// TestOnlyIsKept: what was chosen for one connection is refused there and nowhere carried, and waits for it alone.
func TestOnlyIsKept(t *testing.T) {
	form := Draft{Key: "x", Kind: desk.Template, Text: "t", Content: &desk.Content{Template: &desk.TemplateUse{Name: "a", Language: "b"}}, By: 2}
	at(t, func(b *bench) {
		b.caps = desk.Caps{Text: 100, Templates: true}
		form.Ticket = b.customer(1)
		b.lines[2].fails(1, desk.Fault{Code: desk.CodeBilling, Next: desk.Reroute, Scope: desk.OfConnection})
		b.serve(1)
		b.serve(2)
		m, err := b.Enqueue(b.Context(), form)
		b.must(err)
		synctest.Wait()
		b.is(m, "failed 2:failed")
		b.must(b.Retry(b.Context(), m))
		synctest.Wait()
		b.is(m, "sent 2:failed 2:accepted")
	})
	at(t, func(b *bench) {
		b.run()
		b.caps = desk.Caps{Text: 100, Templates: true}
		form.Ticket = b.customer(1)
		b.health(1, desk.HealthOnline, "")
		b.health(2, desk.HealthRetrying, desk.CodeOffline)
		b.serve(1)
		m, err := b.Enqueue(b.Context(), form)
		b.must(err)
		time.Sleep(time.Hour)
		synctest.Wait()
		b.is(m, "queued 2:queued")
	})
}

// TestOneChoiceAtATime: a second one while the first is under way is refused.
func TestOneChoiceAtATime(t *testing.T) {
	at(t, func(b *bench) {
		b.policy(desk.PolicyNever)
		b.lines[1].fails(1, desk.Fault{Code: desk.CodeUnknown, Next: desk.Reroute})
		off := b.serve(1)
		m := b.reply(b.customer(1), "olá")
		synctest.Wait()
		off()
		b.must(b.Retry(b.Context(), m))
		refused(b, b.SendBy(b.Context(), m, 2), desk.CodeWrongState)
		refused(b, b.Retry(b.Context(), m), desk.CodeWrongState)
	})
}

// TestThereAndBack: what was handed to a reserve that then dies goes back to the main connection, and nothing waits behind it for ever.
func TestThereAndBack(t *testing.T) {
	at(t, func(b *bench) {
		b.run()
		b.health(1, desk.HealthRetrying, desk.CodeOffline)
		b.health(2, desk.HealthOnline, "")
		ticket := b.customer(1)
		m := b.reply(ticket, "olá")
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		b.is(m, "queued 1:cancelled 2:queued")
		b.health(2, desk.HealthSignedOut, desk.CodeSignedOut)
		b.health(1, desk.HealthOnline, "")
		b.serve(1)
		after := b.reply(ticket, "e agora")
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		b.is(m, "sent 1:cancelled 2:cancelled 1:accepted")
		b.is(after, "sent 1:accepted")
	})
}

// TestAMomentOff, as while a connection is edited, is no reason for a detour.
func TestAMomentOff(t *testing.T) {
	at(t, func(b *bench) {
		b.run()
		b.health(1, desk.HealthOff, "")
		b.health(2, desk.HealthOnline, "")
		b.serve(2)
		m := b.reply(b.customer(1), "olá")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		b.is(m, "queued 1:queued")
	})
}

// TestAnotherChannelIsNotKeptWaiting by what waits on a connection that does not work.
func TestAnotherChannelIsNotKeptWaiting(t *testing.T) {
	at(t, func(b *bench) {
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error {
			ch, err := tx.AddChannel("Oficina")
			if err != nil {
				return err
			}
			id, err := tx.AddConnection(ch, "fake", "Oficina")
			if err != nil {
				return err
			}
			return tx.SetAccount(id, "linked", "551190000009")
		}))
		b.lines[3] = &line{}
		b.policy(desk.PolicyNever)
		stuck := b.customer(1)
		b.health(1, desk.HealthSignedOut, desk.CodeSignedOut)
		b.reply(stuck, "presa")
		who := transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
		b.must(b.inbox.Receive(b.Context(), 3, transport.Incoming{Remote: "J1", From: who, At: time.Now(), Kind: desk.Text, Body: "oi"}))
		var other desk.TicketID
		b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) { other, err = v.LiveTicket(2, 1); return err }))
		b.serve(3)
		m := b.reply(other, "outra loja")
		synctest.Wait()
		b.is(m, "sent 3:accepted")
	})
}

// TestStoppedMeanwhile: what waited while the customer stopped marketing does not leave, and no other connection takes it.
func TestStoppedMeanwhile(t *testing.T) {
	at(t, func(b *bench) {
		b.caps.Templates = true
		m, err := b.Enqueue(b.Context(), Draft{Ticket: b.customer(1), Key: "k", Text: "Bolo do mês", Kind: desk.Template,
			Content: &desk.Content{Template: &desk.TemplateUse{Name: "bolo", Language: "pt_BR", Category: "MARKETING"}}})
		b.must(err)
		from := transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
		b.must(b.inbox.Receive(b.Context(), 1, transport.Preference{Remote: "W", From: from, Stopped: true, At: time.Now()}))
		b.serve(1)
		b.serve(2)
		synctest.Wait()
		b.is(m, "failed 1:failed")
		refused(b, b.SendBy(b.Context(), m, 2), desk.CodeWrongState)
		if n := len(b.lines[1].said) + len(b.lines[2].said); n > 0 {
			t.Errorf("sent %d times", n)
		}
	})
}
