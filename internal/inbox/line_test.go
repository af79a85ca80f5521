package inbox

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// hears stores events in their order.
func (c *counter) hears(all ...transport.Event) {
	c.Helper()
	for _, ev := range all {
		c.must(c.Receive(c.Context(), 1, ev))
	}
}

// lines are those of a customer's conversation, with what they say, oldest first.
func (c *counter) lines(a desk.Address) (all []string) {
	c.Helper()
	c.must(c.db.Read(c.Context(), func(v *store.View) error {
		who, err := v.FindContact([]desk.Address{a})
		if err != nil {
			return err
		}
		page, _, err := v.Page(store.PageAsk{Contact: who, Limit: 100})
		for _, m := range page {
			if m.Direction != desk.System {
				continue
			}
			text := string(m.Kind)
			if m.Content != nil {
				text += fmt.Sprint(" ", *m.Content.Moved)
			}
			all = append(all, text)
		}
		return err
	}))
	return all
}

func (c *counter) linesAre(a desk.Address, want ...string) {
	c.Helper()
	if got := c.lines(a); !slices.Equal(got, want) {
		c.Errorf("lines %q, want %q", got, want)
	}
}

// stopped tells whether a customer stopped marketing messages.
func (c *counter) stopped(a desk.Address) (no bool) {
	c.Helper()
	c.must(c.db.Read(c.Context(), func(v *store.View) error {
		who, err := v.FindContact([]desk.Address{a})
		if err != nil {
			return err
		}
		row, err := v.Contact(who)
		no = row.NoMarketing
		return err
	}))
	return no
}

func wish(a desk.Address, stopped bool, at time.Time) transport.Preference {
	return transport.Preference{Remote: desk.RemoteID(fmt.Sprint(stopped, at.Unix())), From: transport.Party{Addresses: []desk.Address{a}}, Stopped: stopped, At: at}
}

// TestTheLatestWishCounts, in whatever order and however often the words come; of two of one second the one that asks for less.
func TestTheLatestWishCounts(t *testing.T) {
	open(t, func(c *counter) {
		ana := ana().Addresses[0]
		now := time.Now()
		stop, resume, again := wish(ana, true, now), wish(ana, false, now.Add(time.Hour)), wish(ana, true, now.Add(time.Hour))
		c.writes()
		c.hears(resume, stop, resume, stop)
		if c.stopped(ana) {
			t.Error("the older word won")
		}
		c.linesAre(ana, lineStopped, lineResumed)
		c.hears(again, resume)
		if !c.stopped(ana) {
			t.Error("of two words of one second the milder won")
		}
		c.are("pending 1")
	})
}

// TestMergeKeepsTheLatestWish, whichever of the two contacts had it.
func TestMergeKeepsTheLatestWish(t *testing.T) {
	phone, user := ana().Addresses[0], desk.Address{Scheme: desk.SchemeBSUID, Value: "BR.1"}
	for stopped, want := range map[desk.Address]bool{phone: true, user: false} {
		open(t, func(c *counter) {
			now := time.Now()
			c.writes()
			c.hears(wish(user, !want, now), wish(phone, want, now.Add(time.Second)))
			if !c.stopped(stopped) {
				t.Error("nothing was stopped before the merge")
			}
			c.hears(transport.Seen{Who: transport.Party{Addresses: []desk.Address{user, phone}}})
			if c.stopped(user) != want || c.stopped(phone) != want {
				t.Errorf("after the merge: stopped %v", !want)
			}
			if got := c.lines(user); len(got) != 2 { // that of the hidden one waited for a conversation
				t.Errorf("lines %q", got)
			}
		})
	}
}

// TestALineOpensNothing: what the network tells about somebody who never wrote waits for the conversation, and stands in it once.
func TestALineOpensNothing(t *testing.T) {
	open(t, func(c *counter) {
		a := ana().Addresses[0]
		rekeyed := transport.Rekeyed{Remote: "K1", From: ana(), At: time.Now()}
		c.hears(wish(a, true, time.Now()), rekeyed, rekeyed, wish(a, true, time.Now()))
		c.are()
		if !c.stopped(a) {
			t.Error("the wish waits as well")
		}
		time.Sleep(time.Minute)
		c.writes()
		c.are("pending 1")
		c.hears(rekeyed, wish(a, true, rekeyed.At))
		c.linesAre(a, lineStopped, lineRekeyed)
	})
}

// TestMovedNamesTheNumbers, where the network told them.
func TestMovedNamesTheNumbers(t *testing.T) {
	user := desk.Address{Scheme: desk.SchemeBSUID, Value: "BR.1"}
	old, next := desk.Phone("5511987650001"), desk.Phone("5511955554444")
	for want, parties := range map[string][2][]desk.Address{
		lineMoved + " {5511987650001 5511955554444}": {{old}, {next, user}},
		lineMoved + " { 5511955554444}":              {{user}, {next}},
		lineMoved:                                    {{old}, {user}},
	} {
		open(t, func(c *counter) {
			m := c.incoming(false)
			m.From.Addresses = parties[0]
			moved := transport.Moved{Remote: "N1", From: m.From, To: transport.Party{Addresses: parties[1]}, Body: "x", At: m.At}
			c.hears(m, moved, moved)
			c.linesAre(parties[1][0], want)
			c.linesAre(parties[0][0], want)
		})
	}
}

// TestOnlyTheLastAddressIsUsed: who moved is shown and reached at the new number, whatever order the moves are told in and however
// the old one is spelled; who moved back is reached there again.
func TestOnlyTheLastAddressIsUsed(t *testing.T) {
	open(t, func(c *counter) {
		old, short, next := desk.Phone("5511987650001"), desk.Phone("551187650001"), desk.Phone("5511955554444")
		user, renewed := desk.Address{Scheme: desk.SchemeBSUID, Value: "BR.1"}, desk.Address{Scheme: desk.SchemeBSUID, Value: "BR.2"}
		party := func(all ...desk.Address) transport.Party { return transport.Party{Addresses: all} }
		now := time.Now()
		m := c.incoming(false)
		m.From = party(old, user)
		c.hears(m)
		is := func(number string, want ...desk.Address) {
			t.Helper()
			c.must(c.db.Read(c.Context(), func(v *store.View) error {
				who, err := v.FindContact([]desk.Address{old})
				if err != nil {
					return err
				}
				row, err := v.Contact(who)
				if err != nil {
					return err
				}
				all, err := v.Addresses(who)
				if !slices.Equal(all, want) || row.Number != number {
					t.Errorf("%s at %v, want %s at %v", row.Number, all, number, want)
				}
				return err
			}))
		}
		is(old.Value, old, user)
		forth := transport.Moved{Remote: "N1", From: party(old, user), To: party(next), At: now.Add(time.Hour)}
		c.hears(forth)
		is(next.Value, next, user) // no other id was told
		c.hears(transport.Moved{Remote: "N2", From: party(user), To: party(next, renewed), At: now.Add(time.Hour)})
		is(next.Value, next, renewed)
		m = c.incoming(false)
		m.From = party(short)
		c.hears(m) // late, under the old spelling
		is(next.Value, next, renewed)
		back := transport.Moved{Remote: "N3", From: party(next), To: party(old), At: now.Add(2 * time.Hour)}
		c.hears(back, forth)
		is(old.Value, short, old, renewed)
	})
}

// TestALineIsNoStep: what the network tells after a step does not keep the operator from taking that step back.
func TestALineIsNoStep(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		undo, _, err := c.Close(c.Context(), c.tickets()[0].ID)
		c.must(err)
		c.hears(wish(ana().Addresses[0], true, time.Now()))
		c.must(c.Undo(c.Context(), undo))
		c.are("pending 1")
	})
}

// TestUnshared: that old conversations stay away is known as long as the connection has that number.
func TestUnshared(t *testing.T) {
	open(t, func(c *counter) {
		shared := func(number string) bool {
			t.Helper()
			var row desk.Connection
			c.must(c.db.Write(c.Context(), func(tx *store.Tx) (err error) {
				if err = tx.SetAccount(1, number, number); err == nil {
					row, err = tx.Connection(1)
				}
				return err
			}))
			return !row.Unshared
		}
		if !shared("5511900000001") {
			t.Error("before anything was told")
		}
		c.hears(transport.Unshared{}, transport.Unshared{})
		if shared("5511900000001") {
			t.Error("forgotten")
		}
		if !shared("5511900000002") {
			t.Error("said of another number")
		}
	})
}
