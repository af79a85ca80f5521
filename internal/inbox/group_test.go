package inbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

var (
	family = transport.Party{Addresses: []desk.Address{desk.Group("120363041234567890")}, Name: "Família"}
	anaIn  = transport.Party{Addresses: []desk.Address{desk.LID("9001"), desk.Phone("5511982140001")}, Name: "Ana"}
	biaIn  = transport.Party{Addresses: []desk.Address{desk.LID("9002")}, Name: "Bia"}
)

func inFamily(remote desk.RemoteID, by *transport.Party, text string) transport.Incoming {
	return transport.Incoming{Remote: remote, From: family, Author: by, Echo: by == nil, At: time.Now(), Kind: desk.Text, Body: text}
}

// said is a conversation as it reads: who wrote what, and who reacted how.
func (c *counter) said(contact desk.ContactID) string {
	c.Helper()
	var all []string
	c.must(c.db.Read(c.Context(), func(v *store.View) error {
		page, _, err := v.Page(store.PageAsk{Contact: contact, Limit: 200})
		for _, m := range page {
			line := string(m.Direction)
			if m.Author != nil {
				line = m.Author.Name
			}
			line += ":" + m.Body
			for _, r := range m.Reactions {
				if who := "us"; r.Author != nil {
					line += fmt.Sprint(" ", r.Author.Name, r.Emoji)
				} else {
					line += fmt.Sprint(" ", who, r.Emoji)
				}
			}
			all = append(all, line)
		}
		return err
	}))
	return strings.Join(all, " | ")
}

func (c *counter) reads(contact desk.ContactID, want string) {
	c.Helper()
	if got := c.said(contact); got != want {
		c.Errorf("the conversation reads\n %s, want\n %s", got, want)
	}
}

// TestNothingOfAGroup: while groups are off, what is written in one opens no ticket and makes no contact, of the group or of who wrote.
func TestNothingOfAGroup(t *testing.T) {
	open(t, func(c *counter) {
		everything := []transport.Event{inFamily("a", &anaIn, "bom dia"), inFamily("b", nil, "nós"), transport.Seen{Who: family},
			transport.Reaction{Remote: "a", By: "r", From: family, Author: &anaIn, Emoji: "👍", At: time.Now()},
			transport.Edit{Remote: "a", By: "e", From: family, Author: &anaIn, Body: "x", At: time.Now()},
			transport.Revoke{Remote: "a", From: family, Author: &anaIn, At: time.Now()},
			transport.Receipt{Remote: []desk.RemoteID{"b"}, From: family, Status: desk.Read, At: time.Now()}}
		nothing := func() {
			c.Helper()
			for _, table := range []string{"contact", "ticket", "message", "author", "early"} {
				if got := raw(c.T, c.dir, table); len(got) != 0 {
					t.Errorf("%s has %v", table, got)
				}
			}
		}
		c.hears(everything...)
		nothing()
		// Of what was written before the operator wanted to see groups nothing comes, not even once they are on.
		c.set("groups", "1")
		c.must(c.db.Write(c.Context(), func(tx *store.Tx) error {
			return c.Import(tx, 1, transport.Batch{Contacts: []transport.Party{family}, Messages: []transport.Incoming{inFamily("h", &anaIn, "antes")}})
		}))
		nothing()
	})
}

// TestAGroupHasOneTicket: that nobody waits in, that is silent until the operator wants otherwise, and that is in no other figure.
func TestAGroupHasOneTicket(t *testing.T) {
	open(t, func(c *counter) {
		c.set("groups", "1")
		c.hears(inFamily("a", &anaIn, "bom dia"))
		time.Sleep(time.Second)
		c.hears(inFamily("b", &biaIn, "oi"), inFamily("b", &biaIn, "oi"))
		time.Sleep(time.Second)
		c.hears(inFamily("c", nil, "nós"))
		c.reads(1, "Ana:bom dia | Bia:oi | out:nós")
		all := c.groups()
		if len(all) != 1 {
			t.Fatalf("%d tickets", len(all))
		}
		g := all[0]
		if g.Status != desk.InGroup || !g.Muted || !g.Contact.Group || g.Contact.Title() != "Família" || g.Unread != 2 || !g.WaitingSince.IsZero() {
			t.Errorf("%+v", g)
		}
		c.must(c.db.Read(c.Context(), func(v *store.View) error {
			n, err := v.Counts()
			if n.Groups != 1 || n.Pending+n.Open+n.Unread != 0 {
				t.Errorf("counts %+v", n)
			}
			next, nextErr := v.NextWaiting(0)
			people, _, listErr := v.Contacts(store.ContactsAsk{Limit: 9})
			if next != 0 || len(people) != 0 {
				t.Errorf("waits %d, people %v", next, people)
			}
			now, nowErr := v.WaitingNow(0)
			if now.Tickets != 0 {
				t.Errorf("waiting %+v", now)
			}
			day, dayErr := v.Report(store.ReportAsk{Borders: desk.Borders(time.Now(), 2)})
			if day.Total.Received != 0 || len(day.Tickets) != 0 {
				t.Errorf("the report counts %+v", day.Total)
			}
			return firstOf(err, nextErr, listErr, nowErr, dayErr)
		}))
		for _, act := range []desk.Act{desk.ActTake, desk.ActClose, desk.ActReopen, desk.ActSnooze, desk.ActWake, desk.ActTag} {
			c.refuses(c.act(c.Context(), g.ID, act, desk.Detail{Until: time.Now().Add(time.Hour), Tag: 1}).err, desk.CodeWrongState)
		}
		for _, act := range []desk.Act{desk.ActPin, desk.ActUnmute, desk.ActUnread} {
			c.must(c.act(c.Context(), g.ID, act, desk.Detail{}).err)
		}
		c.must(c.Read(c.Context(), g.ID, 99))
		c.hears(inFamily("d", &anaIn, "tudo bem?"))
		if all := c.groups(); len(all) != 1 || all[0].Status != desk.InGroup || all[0].Unread != 1 || all[0].Muted {
			t.Errorf("%+v", all)
		}
	})
}

// groups are the tickets in the tab of groups.
func (c *counter) groups() (all []desk.Ticket) {
	c.Helper()
	c.must(c.db.Read(c.Context(), func(v *store.View) (err error) {
		all, _, err = v.List(store.ListAsk{Tab: "groups", Limit: 9})
		return err
	}))
	return all
}

func firstOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestOnlyTheAuthorChangesAMessage: what others say of it changes nothing, and everyone has a reaction of their own. All of it may come
// before the message.
func TestOnlyTheAuthorChangesAMessage(t *testing.T) {
	about := func() []transport.Event {
		at := time.Now()
		edit := func(by *transport.Party, id desk.RemoteID, echo bool) transport.Event {
			return transport.Edit{Remote: "a", By: id, From: family, Author: by, Echo: echo, Body: "por " + string(id), At: at}
		}
		react := func(by *transport.Party, emoji string) transport.Event {
			return transport.Reaction{Remote: "a", By: desk.RemoteID(emoji), From: family, Author: by, Echo: by == nil, Emoji: emoji, At: at}
		}
		return []transport.Event{edit(&anaIn, "ana", false), edit(&biaIn, "bia", false), edit(nil, "zz", false), edit(nil, "zzz", true),
			transport.Revoke{Remote: "a", From: family, Author: &biaIn, At: at}, transport.Revoke{Remote: "a", From: family, At: at},
			transport.Revoke{Remote: "a", From: family, Echo: true, At: at}, react(&anaIn, "😀"), react(&biaIn, "👍"), react(nil, "❤")}
	}
	for name, early := range map[string]bool{"late": false, "early": true} {
		open(t, func(c *counter) {
			c.set("groups", "1")
			message := inFamily("a", &anaIn, "bom dia")
			words := about()
			if early {
				c.hears(append(words, message)...)
			} else {
				c.hears(append([]transport.Event{message}, words...)...)
			}
			got := c.said(1)
			for _, want := range []string{"Ana:por ana", " Ana😀", " Bia👍", " us❤"} {
				if !strings.Contains(got, want) {
					t.Errorf("%s: %s, without %s", name, got, want)
				}
			}
			c.hears(transport.Revoke{Remote: "a", From: family, Author: &anaIn, At: time.Now()})
			if got := c.said(1); !strings.HasPrefix(got, "Ana: ") {
				t.Errorf("%s: %s after she deleted it", name, got)
			}
		})
	}
}

// TestOneAuthorUnderTwoAddresses: who was known by a hidden number and by a telephone proves to be one person, who keeps what they said.
func TestOneAuthorUnderTwoAddresses(t *testing.T) {
	open(t, func(c *counter) {
		c.set("groups", "1")
		hidden, number := transport.Party{Addresses: anaIn.Addresses[:1], Name: "Ana velha"}, transport.Party{Addresses: anaIn.Addresses[1:]}
		c.hears(inFamily("a", &hidden, "um"))
		time.Sleep(time.Second)
		c.hears(inFamily("b", &number, "dois"), transport.Reaction{Remote: "a", By: "r", From: family, Author: &number, Emoji: "👍", At: time.Now()})
		time.Sleep(time.Second)
		c.hears(inFamily("c", &anaIn, "três"))
		c.reads(1, "Ana:um Ana👍 | Ana:dois | Ana:três")
		// The operator's own name for somebody at that number comes first, under whichever spelling it was kept.
		c.hears(transport.Incoming{Remote: "x", From: transport.Party{Addresses: []desk.Address{desk.Phone("551182140001")}, Name: "Aninha"}, At: time.Now(),
			Kind: desk.Text, Body: "oi"})
		c.reads(1, "Ana:um Ana👍 | Ana:dois | Ana:três")
		c.must(c.Rename(c.Context(), 2, "Ana Prado"))
		c.reads(1, "Ana Prado:um Ana Prado👍 | Ana Prado:dois | Ana Prado:três")
		if got := raw(t, c.dir, "author"); len(got) != 1 {
			t.Errorf("authors %v", got)
		}
	})
}

// TestTwoNumbersInOneGroup: what two accounts of ours hear of one group is there once, and what one of them wrote is ours.
func TestTwoNumbersInOneGroup(t *testing.T) {
	open(t, func(c *counter) {
		c.set("groups", "1")
		c.must(c.db.Write(c.Context(), func(tx *store.Tx) error {
			other, err := tx.AddConnection(1, "fake", "Outra")
			if err == nil {
				err = tx.SetAccount(other, "linked", "5511900000002")
			}
			return err
		}))
		both := func(m transport.Incoming) {
			c.Helper()
			c.must(c.Receive(c.Context(), 1, m))
			if m.Echo {
				m.Echo, m.Author = false, &transport.Party{Addresses: []desk.Address{desk.Phone("5511900000001")}}
			}
			c.must(c.Receive(c.Context(), 2, m))
			time.Sleep(time.Second)
		}
		both(inFamily("a", &anaIn, "bom dia"))
		both(inFamily("b", &biaIn, "bom dia"))
		both(inFamily("c", nil, "bom dia"))
		c.reads(1, "Ana:bom dia | Bia:bom dia | out:bom dia")
		if n := len(c.groups()); n != 1 {
			t.Errorf("%d tickets", n)
		}
	})
}

// TestAnIdOfSomebodyElse: the id of a message is its author's, so that another one's under the same id is lost neither to that nor counted
// twice, and says nothing about ours.
func TestAnIdOfSomebodyElse(t *testing.T) {
	open(t, func(c *counter) {
		c.set("groups", "1")
		c.must(c.db.Write(c.Context(), func(tx *store.Tx) error {
			other, err := tx.AddConnection(1, "fake", "Outra")
			if err == nil {
				err = tx.SetAccount(other, "linked", "5511900000002")
			}
			if err == nil {
				err = tx.SetAccount(1, "linked", "5511900000001")
			}
			return err
		}))
		for range 2 { // as networks do
			for on := range desk.ConnectionID(2) {
				c.must(c.Receive(c.Context(), on+1, inFamily("a", &anaIn, "um")))
				c.must(c.Receive(c.Context(), on+1, inFamily("a", &biaIn, "dois")))
			}
			c.must(c.Receive(c.Context(), 1, inFamily("b", nil, "três")))
			c.must(c.Receive(c.Context(), 2, inFamily("b", &anaIn, "quatro")))
			time.Sleep(time.Second)
		}
		c.reads(1, "Ana:um | Bia:dois | out:três | Ana:quatro")
		c.must(c.db.Read(c.Context(), func(v *store.View) error {
			page, _, err := v.Page(store.PageAsk{Contact: 1, Limit: 9})
			for _, m := range page {
				if m.Body != "dois" {
					continue
				}
				if remote, err := v.RemoteOf(1, m.ID); err != nil || remote != "a" {
					t.Errorf("it is quoted as %q, %v", remote, err)
				}
			}
			return err
		}))
	})
}

// TestGroupErased: with a group goes all that names it and those who wrote in it; what is written there later begins anew.
func TestGroupErased(t *testing.T) {
	open(t, func(c *counter) {
		c.set("groups", "1")
		c.hears(inFamily("a", &anaIn, "bom dia"), transport.Reaction{Remote: "a", By: "r", From: family, Author: &biaIn, Emoji: "👍", At: time.Now()})
		c.must(c.db.Write(c.Context(), func(tx *store.Tx) error { return tx.Erase(1, time.Now()) }))
		for _, table := range []string{"author", "author_address", "message", "reaction", "address", "ticket"} {
			if got := raw(t, c.dir, table); len(got) != 0 {
				t.Errorf("%s keeps %v", table, got)
			}
		}
		c.hears(inFamily("b", &anaIn, "ainda aqui"))
		c.reads(2, "Ana:ainda aqui")
	})
}

// TestGroupStaysWhenOff: what was kept can be read, and nothing more comes.
func TestGroupStaysWhenOff(t *testing.T) {
	open(t, func(c *counter) {
		c.set("groups", "1")
		c.hears(inFamily("a", &anaIn, "bom dia"), inFamily("b", nil, "nós"))
		c.set("groups", "0")
		c.hears(inFamily("c", &anaIn, "alguém?"), transport.Edit{Remote: "a", By: "e", From: family, Author: &anaIn, Body: "boa noite", At: time.Now()})
		c.reads(1, "Ana:bom dia | out:nós")
	})
}
