package outbox

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

var clients = transport.Party{Addresses: []desk.Address{desk.Group("120363041234567890")}, Name: "Clientes"}

// group lets somebody write in a group by the second connection, and returns its ticket.
func (b *bench) group(remote desk.RemoteID) desk.TicketID {
	b.Helper()
	b.caps = desk.Caps{Text: 100, Groups: true, React: true}
	b.main = b.caps
	b.switchGroups("1")
	rita := transport.Party{Addresses: []desk.Address{desk.LID("77"), desk.Phone("5511987651111")}, Name: "Rita"}
	b.must(b.inbox.Receive(b.Context(), 2, transport.Incoming{Remote: remote, From: clients, Author: &rita, At: time.Now(), Kind: desk.Text, Body: "que horas abre?"}))
	var all []desk.Ticket
	b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) {
		all, _, err = v.List(store.ListAsk{Tab: "groups", Limit: 2})
		return err
	}))
	if len(all) != 1 {
		b.Fatalf("%d groups", len(all))
	}
	return all[0].ID
}

func (b *bench) switchGroups(to string) {
	b.Helper()
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.Set("groups", to) }))
}

// TestGroupLeavesByItsConnection: the one that brought it, though it is not the main one of the channel, with the author of what is quoted.
// It is no reserve, and the ticket stays what it is.
func TestGroupLeavesByItsConnection(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.group("G1")
		b.serve(1)
		b.serve(2)
		id, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "a", Text: "às 8", ReplyTo: 1})
		b.must(err)
		_, err = b.Gesture(b.Context(), 1, desk.React, "👍")
		b.must(err)
		synctest.Wait()
		b.is(id, "sent 2:accepted")
		if len(b.lines[2].said) != 1 || len(b.lines[2].made) != 1 {
			t.Fatalf("said %v, made %v", b.lines[2].said, b.lines[2].made)
		}
		say, react := b.lines[2].said[0], b.lines[2].made[0].(transport.React)
		want := []desk.Address{desk.Phone("5511987651111"), desk.LID("77")}
		for name, q := range map[string]transport.Quoted{"quote": *say.ReplyTo, "reaction": react.About} {
			if q.Remote != "G1" || q.Ours || len(q.Author) != 2 || q.Author[0] != want[0] || q.Author[1] != want[1] {
				t.Errorf("%s is about %+v", name, q)
			}
		}
		if len(say.To) != 1 || say.To[0] != clients.Addresses[0] {
			t.Errorf("to %v", say.To)
		}
		b.must(b.DB.Read(b.Context(), func(v *store.View) error {
			m, err := v.Message(id)
			row, rowErr := v.Ticket(ticket)
			if m.Hop != 0 || m.Only != 2 || row.Status != desk.InGroup {
				t.Errorf("hop %d, only %d, ticket %s", m.Hop, m.Only, row.Status)
			}
			if err == nil {
				err = rowErr
			}
			return err
		}))
		if len(b.lines[2].read) != 0 {
			t.Errorf("told as read: %v", b.lines[2].read)
		}
	})
}

// TestGroupHasNoReserve: whatever becomes of the connection that brought it, no other number writes there, and none is offered.
func TestGroupHasNoReserve(t *testing.T) {
	t.Run("it is down", func(t *testing.T) {
		at(t, func(b *bench) {
			ticket := b.group("G1")
			b.health(1, desk.HealthOnline, "")
			b.health(2, desk.HealthSignedOut, "")
			b.serve(1)
			m := b.reply(ticket, "às 8")
			time.Sleep(time.Hour)
			synctest.Wait()
			b.is(m, "queued 2:queued")
		})
	})
	t.Run("it refuses", func(t *testing.T) {
		at(t, func(b *bench) {
			ticket := b.group("G1")
			b.lines[2].fails(99, desk.Fault{Code: desk.CodeInvalid, Next: desk.Reroute})
			b.serve(1)
			b.serve(2)
			m := b.reply(ticket, "às 8")
			synctest.Wait()
			b.is(m, "failed 2:failed")
			if got := b.offered(m); got != " retry" {
				t.Errorf("offered%s", got)
			}
			refused(b, b.SendBy(b.Context(), m, 1), desk.CodeNoRoute)
		})
	})
	t.Run("it is removed", func(t *testing.T) {
		at(t, func(b *bench) {
			ticket := b.group("G1")
			b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.RemoveConnection(2, time.Now()) }))
			_, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "a", Text: "às 8"})
			refused(b, err, desk.CodeNoRoute)
		})
	})
	t.Run("it carries no groups any more", func(t *testing.T) {
		at(t, func(b *bench) {
			ticket := b.group("G1")
			b.caps.Groups = false
			_, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "a", Text: "às 8"})
			refused(b, err, desk.CodeNoRoute)
		})
	})
	t.Run("the main one is blocked by the platform", func(t *testing.T) {
		at(t, func(b *bench) {
			ticket := b.group("G1")
			b.health(1, desk.HealthBlocked, desk.CodePolicy)
			b.serve(2)
			m := b.reply(ticket, "às 8")
			synctest.Wait()
			b.is(m, "held 2:held")
		})
	})
}

// TestNothingLeavesToAGroupThatIsOff: no answer would come in. A note stays here and can be written.
func TestNothingLeavesToAGroupThatIsOff(t *testing.T) {
	at(t, func(b *bench) {
		ticket := b.group("G1")
		b.switchGroups("0")
		_, err := b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "a", Text: "às 8"})
		refused(b, err, desk.CodeGroupsOff)
		ahead, err := b.Foresee(b.Context(), ticket, desk.Draft{Kind: desk.Text, Body: "às 8"})
		b.must(err)
		if ahead.By.ID != 0 || ahead.Reason != desk.CodeGroupsOff {
			t.Errorf("foreseen %+v", ahead)
		}
		_, err = b.Enqueue(b.Context(), Draft{Ticket: ticket, Key: "b", Text: "para mim", Note: true})
		b.must(err)
	})
}
