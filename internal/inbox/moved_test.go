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

func partyOf(all ...desk.Address) transport.Party { return transport.Party{Addresses: all} }

// says makes a message of a party.
func says(id string, at time.Time, from ...desk.Address) transport.Incoming {
	return transport.Incoming{Remote: desk.RemoteID(id), From: partyOf(from...), At: at, Kind: desk.Text, Body: id}
}

// talk is what the contact of an address said, and where they are answered.
func (c *counter) talk(a desk.Address) (said []string, to []desk.Address) {
	c.Helper()
	c.must(c.db.Read(c.Context(), func(v *store.View) error {
		who, err := v.FindContact([]desk.Address{a})
		if err != nil {
			return err
		}
		page, _, err := v.Page(store.PageAsk{Contact: who, Limit: 100})
		if err != nil {
			return err
		}
		for _, m := range page {
			if m.Direction == desk.In {
				said = append(said, m.Body)
			}
		}
		to, err = v.Addresses(who)
		return err
	}))
	return said, to
}

func (c *counter) talkIs(a desk.Address, said string, to ...desk.Address) {
	c.Helper()
	if got, at := c.talk(a); fmt.Sprint(got) != said || !slices.Equal(at, to) {
		c.Errorf("%s: %s answered at %v, want %s at %v", a, got, at, said, to)
	}
}

// TestALeftNumberIsSomebodyElses: who writes from it a year later has a conversation of their own, is answered there, and does not get
// what the old customer said; that one keeps theirs. However the events come, and come again.
func TestALeftNumberIsSomebodyElses(t *testing.T) {
	old, next := desk.Phone("551133334444"), desk.Phone("5511955554444")
	now := time.Now()
	all := []transport.Event{
		says("first", now, old),
		transport.Moved{Remote: "N1", From: partyOf(old), To: partyOf(next), At: now.Add(time.Hour)},
		says("moved", now.Add(2*time.Hour), next),
		says("stranger", now.AddDate(1, 0, 0), old),
	}
	orders(len(all), func(order []int) {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			open(t, func(c *counter) {
				for range 2 {
					for _, i := range order {
						c.hears(all[i])
					}
				}
				c.talkIs(next, "[first moved]", next)
				c.talkIs(old, "[stranger]", old)
				c.linesAre(next, fmt.Sprint(lineMoved, " {", old.Value, " ", next.Value, "}"))
				c.linesAre(old)
				c.pending(2, 1)
			})
		})
	})
}

// TestLeftInTheSecondOfAWord: networks count whole seconds, and a telephone that is changed says several things within one.
func TestLeftInTheSecondOfAWord(t *testing.T) {
	old, next := desk.Phone("551133334444"), desk.Phone("5511955554444")
	now := time.Now()
	all := []transport.Event{
		says("first", now, old),
		transport.Moved{Remote: "N1", From: partyOf(old), To: partyOf(next), At: now},
		says("moved", now, next),
	}
	orders(len(all), func(order []int) {
		open(t, func(c *counter) {
			for _, i := range order {
				c.hears(all[i])
			}
			if _, to := c.talk(next); !slices.Equal(to, []desk.Address{next}) {
				t.Errorf("told %d: answered at %v, want %v", order, to, next)
			}
		})
	})
}

// TestTheNumberShownIsTheOneAnswered: of two telephones of one customer, the one that wrote last.
func TestTheNumberShownIsTheOneAnswered(t *testing.T) {
	great, small, user := desk.Phone("5511955554444"), desk.Phone("5511900001111"), desk.Address{Scheme: desk.SchemeBSUID, Value: "BR.1"}
	open(t, func(c *counter) {
		now := time.Now()
		c.hears(says("a", now, great, user), says("b", now.Add(time.Second), small, user))
		_, to := c.talk(user)
		var shown desk.Contact
		c.must(c.db.Read(c.Context(), func(v *store.View) error {
			who, err := v.FindContact([]desk.Address{user})
			if err == nil {
				shown, err = v.Contact(who)
			}
			return err
		}))
		if to[0] != small || shown.Number != small.Value {
			t.Errorf("answered at %v, shown as %s, want both %s", to[0], shown.Number, small.Value)
		}
	})
}

// pending checks what is unread in each ticket that waits to be taken, the one that waited longest first.
func (c *counter) pending(unread ...int) {
	c.Helper()
	c.must(c.db.Read(c.Context(), func(v *store.View) error {
		all, _, err := v.List(store.ListAsk{Tab: "pending", Limit: 9})
		got := []int{}
		for _, t := range all {
			got = append(got, t.Unread)
		}
		if !slices.Equal(got, unread) {
			c.Errorf("unread %d, want %d", got, unread)
		}
		return err
	}))
}

// orders calls fn with every order of n things.
func orders(n int, fn func([]int)) {
	var grow func(order []int)
	grow = func(order []int) {
		if len(order) == n {
			fn(order)
			return
		}
		for i := range n {
			if !slices.Contains(order, i) {
				grow(append(slices.Clone(order), i))
			}
		}
	}
	grow(nil)
}

// TestWhoComesBackIsTheSame: by an id that no carrier gives away, by what the network tells, or because it was just now.
func TestWhoComesBackIsTheSame(t *testing.T) {
	old, next, user := desk.Phone("551133334444"), desk.Phone("5511955554444"), desk.Address{Scheme: desk.SchemeBSUID, Value: "BR.1"}
	now := time.Now()
	year := now.AddDate(1, 0, 0)
	back := transport.Moved{Remote: "N2", From: partyOf(next), To: partyOf(old), At: year.Add(-time.Hour)}
	for name, more := range map[string][]transport.Event{
		"id":   {says("again", year, old, user)},
		"told": {back, says("again", year, old)},
		"soon": {says("again", now.Add(store.Settled), old)},
	} {
		t.Run(name, func(t *testing.T) {
			open(t, func(c *counter) {
				c.hears(says("first", now, old, user), transport.Moved{Remote: "N1", From: partyOf(old), To: partyOf(next), At: now.Add(time.Hour)})
				c.hears(more...)
				said, to := c.talk(next)
				if fmt.Sprint(said) != "[first again]" || to[0] != old {
					t.Errorf("%s, answered at %v", said, to)
				}
			})
		})
	}
}

// TestANumberThatSomebodyElseHad: a customer who moves to it does not become one with its former owner, whether that one left it, as was
// told, or was only silent since; their conversation stays, and the new owner is answered there.
func TestANumberThatSomebodyElseHad(t *testing.T) {
	old, next, third := desk.Phone("551133334444"), desk.Phone("551133335555"), desk.Phone("551133336666")
	now := time.Now()
	year := now.AddDate(1, 0, 0)
	first := transport.Moved{Remote: "N1", From: partyOf(next), To: partyOf(third), At: now.Add(time.Hour)}
	moved := transport.Moved{Remote: "N2", From: partyOf(old), To: partyOf(next), At: year}
	t.Run("left", func(t *testing.T) {
		open(t, func(c *counter) {
			c.hears(says("bia", now, next), first, says("ana", now, old), moved, first, moved, says("new", year.Add(time.Hour), next), says("late", now.Add(-time.Hour), next))
			c.talkIs(next, "[ana new]", next)
			c.talkIs(third, "[late bia]", third)
		})
	})
	t.Run("silent", func(t *testing.T) {
		open(t, func(c *counter) {
			c.hears(says("bia", now, next), says("ana", now, old), moved, moved, says("new", year.Add(time.Hour), next))
			c.talkIs(next, "[ana new]", next)
			c.pending(1, 2)
		})
	})
	t.Run("told late", func(t *testing.T) {
		open(t, func(c *counter) {
			c.hears(says("ana", now, old), says("new", year.Add(time.Hour), next), moved)
			c.talkIs(next, "[ana new]", next)
		})
	})
}

// TestAWishFromALeftNumber is that of whom the number belongs to.
func TestAWishFromALeftNumber(t *testing.T) {
	open(t, func(c *counter) {
		old, next := desk.Phone("551133334444"), desk.Phone("5511955554444")
		now := time.Now()
		c.hears(says("first", now, old), transport.Moved{Remote: "N1", From: partyOf(old), To: partyOf(next), At: now.Add(time.Hour)},
			wish(old, true, now.AddDate(1, 0, 0)))
		if c.stopped(next) || !c.stopped(old) {
			t.Error("somebody else's wish counts")
		}
		c.hears(wish(old, true, now))
		if !c.stopped(next) {
			t.Error("their own does not")
		}
	})
}
