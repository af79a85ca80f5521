package inbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

var allActs = []desk.Act{desk.ActTake, desk.ActClose, desk.ActReopen, desk.ActSnooze, desk.ActWake, desk.ActPin, desk.ActUnpin, desk.ActMute,
	desk.ActUnmute, desk.ActUnread, desk.ActTag, desk.ActUntag}

// crowd makes n customers with a ticket each.
func (c *counter) crowd(n int) (ids []desk.TicketID) {
	c.Helper()
	for i := range n {
		m := c.incoming(false)
		m.From = transport.Party{Addresses: []desk.Address{desk.Phone(fmt.Sprintf("55119876500%02d", i))}}
		c.must(c.Receive(c.Context(), 1, m))
		ids = append(ids, desk.TicketID(i+1))
	}
	return ids
}

// rows are all rows that acts touch, as text. Ids of steps only grow, so that those are left out.
func (c *counter) rows() (all []string) {
	c.Helper()
	for _, q := range []string{
		"SELECT * FROM ticket ORDER BY id", "SELECT * FROM contact_tag ORDER BY 1, 2", "SELECT id, ticket_id, kind, content FROM message ORDER BY id",
	} {
		for _, r := range query(c.T, c.dir, q) {
			all = append(all, fmt.Sprint(r))
		}
	}
	return all
}

// TestUndoIsExact: whatever was done, in whatever order, taking it all back from the last to the first leaves the rows of before.
func TestUndoIsExact(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 5))
		open(t, func(c *counter) {
			ids := c.crowd(5)
			tags := []desk.TagID{c.tag("Novo"), c.tag("Entrega")}
			reason, err := c.PutReason(c.Context(), desk.Reason{Name: "Resolvido"})
			c.must(err)
			type taken struct {
				step   desk.StepID
				before []string
				act    desk.Act
			}
			var steps []taken
			for range 40 {
				some := slices.Clone(ids)
				r.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
				some = some[:1+r.IntN(3)]
				act := allActs[r.IntN(len(allActs))]
				d := desk.Detail{Until: time.Now().Add(time.Duration(1+r.IntN(900)) * time.Hour), Tag: tags[r.IntN(2)]}
				if r.IntN(2) == 0 {
					d.Reason = reason
				}
				before := c.rows()
				done, err := c.Act(c.Context(), some, act, d)
				if err != nil {
					c.refuses(err, desk.CodeWrongState)
				}
				if done.Step == 0 {
					if after := c.rows(); !slices.Equal(before, after) {
						t.Fatalf("%s changed rows and is no step:\n%s", act, unlike(before, after))
					}
					continue
				}
				steps = append(steps, taken{done.Step, before, act})
				time.Sleep(time.Second)
			}
			for _, s := range slices.Backward(steps) {
				c.must(c.Undo(c.Context(), s.step))
				if after := c.rows(); !slices.Equal(s.before, after) {
					t.Fatalf("seed %d: after %s was taken back:\n%s", seed, s.act, unlike(s.before, after))
				}
				c.refuses(c.Undo(c.Context(), s.step), desk.CodeWrongState)
			}
		})
	}
}

func unlike(before, after []string) (out string) {
	for _, row := range before {
		if !slices.Contains(after, row) {
			out += "- " + row + "\n"
		}
	}
	for _, row := range after {
		if !slices.Contains(before, row) {
			out += "+ " + row + "\n"
		}
	}
	return out
}

func (c *counter) tag(name string) desk.TagID {
	c.Helper()
	id, err := c.PutTag(c.Context(), desk.Tag{Name: name, Color: 1})
	c.must(err)
	return id
}

// TestBulk: what cannot be done to some is done to the others, and one undo takes all of it back.
func TestBulk(t *testing.T) {
	open(t, func(c *counter) {
		ids := c.crowd(4)
		c.must(c.Take(c.Context(), ids[0]))
		done, err := c.Act(c.Context(), append(ids, 99), desk.ActTake, desk.Detail{})
		c.must(err)
		if done.Changed != 3 || done.First != ids[1] { // the first one is taken already
			t.Errorf("took %d from %d on", done.Changed, done.First)
		}
		before := c.rows()
		done, err = c.Act(c.Context(), ids[:3], desk.ActClose, desk.Detail{})
		c.must(err)
		if done.Changed != 3 || done.Next != ids[3] {
			t.Errorf("closed %d, next %d", done.Changed, done.Next)
		}
		c.must(c.Undo(c.Context(), done.Step))
		if after := c.rows(); !slices.Equal(before, after) {
			t.Error(unlike(before, after))
		}
		_, err = c.Act(c.Context(), []desk.TicketID{99}, desk.ActTake, desk.Detail{})
		c.refuses(err, desk.CodeNotFound)
		for _, d := range []desk.Detail{{}, {Until: time.Now().Add(-time.Second)}, {Until: time.Now().Add(400 * 24 * time.Hour)}} {
			_, err = c.Act(c.Context(), ids, desk.ActSnooze, d)
			c.refuses(err, desk.CodeBadRequest)
		}
		_, err = c.Act(c.Context(), ids, "dance", desk.Detail{})
		c.refuses(err, desk.CodeBadRequest)
		_, err = c.Act(c.Context(), ids, desk.ActTag, desk.Detail{})
		c.refuses(err, desk.CodeBadRequest)
		_, err = c.Act(c.Context(), ids, desk.ActClose, desk.Detail{Reason: 9})
		c.refuses(err, desk.CodeNotFound)
	})
}

// TestUndoLeavesAloneWhatMoved: the one that the customer wrote to stays as the customer left it.
func TestUndoLeavesAloneWhatMoved(t *testing.T) {
	open(t, func(c *counter) {
		ids := c.crowd(2)
		done, err := c.Act(c.Context(), ids, desk.ActClose, desk.Detail{})
		c.must(err)
		m := c.incoming(false)
		m.From = transport.Party{Addresses: []desk.Address{desk.Phone("5511987650000")}}
		c.must(c.Receive(c.Context(), 1, m))
		c.must(c.Take(c.Context(), ids[0]))
		c.must(c.Undo(c.Context(), done.Step))
		for i, want := range []desk.TicketStatus{desk.Open, desk.Pending} {
			if got := c.stand(ids[i]).Status; got != want {
				t.Errorf("ticket %d is %s, want %s", ids[i], got, want)
			}
		}
	})
}

func (c *counter) stand(id desk.TicketID) (s desk.Standing) {
	c.Helper()
	c.must(c.db.Read(c.Context(), func(v *store.View) (err error) { s, err = v.Stand(id); return err }))
	return s
}

// TestLabels: names are told apart as people read them.
func TestLabels(t *testing.T) {
	open(t, func(c *counter) {
		first := c.tag("Encomenda")
		_, err := c.PutTag(c.Context(), desk.Tag{Name: " ENCOMENDA ", Color: 2})
		c.refuses(err, desk.CodeNameTaken)
		_, err = c.PutTag(c.Context(), desk.Tag{Name: " \n ", Color: 2})
		c.refuses(err, desk.CodeEmptyField)
		_, err = c.PutTag(c.Context(), desk.Tag{Name: "x", Color: 9})
		c.refuses(err, desk.CodeBadRequest)
		_, err = c.PutTag(c.Context(), desk.Tag{ID: first, Name: "encomenda", Color: 8})
		c.must(err)
		_, err = c.PutTag(c.Context(), desk.Tag{ID: 77, Name: "y", Color: 8})
		c.refuses(err, desk.CodeNotFound)
		id := c.crowd(1)[0]
		_, err = c.Act(c.Context(), []desk.TicketID{id}, desk.ActTag, desk.Detail{Tag: first})
		c.must(err)
		c.must(c.RemoveTag(c.Context(), first))
		for _, row := range c.rows() {
			if strings.Contains(row, "tag_id") {
				t.Error(row)
			}
		}
		reason, err := c.PutReason(c.Context(), desk.Reason{Name: "Resolvido"})
		c.must(err)
		_, err = c.PutReason(c.Context(), desk.Reason{Name: "resolvído"})
		c.refuses(err, desk.CodeNameTaken)
		_, err = c.Act(c.Context(), []desk.TicketID{id}, desk.ActClose, desk.Detail{Reason: reason})
		c.must(err)
		c.must(c.RemoveReason(c.Context(), reason))
		if got := c.stand(id).Reason; got != reason {
			t.Errorf("the ticket was closed for %d", got)
		}
		c.must(c.Reopen(c.Context(), id))
		if got := c.stand(id).Reason; got != 0 {
			t.Errorf("an open ticket was closed for %d", got)
		}
	})
}

// TestOldStepsAreForgotten: only the newest steps can be taken back, so that what is kept of them does not grow.
func TestOldStepsAreForgotten(t *testing.T) {
	open(t, func(c *counter) {
		id := c.crowd(1)[0]
		first := c.act(c.Context(), id, desk.ActPin, desk.Detail{})
		c.must(first.err)
		for range 100 {
			c.must(c.act(c.Context(), id, desk.ActMute, desk.Detail{}).err)
			c.must(c.act(c.Context(), id, desk.ActUnmute, desk.Detail{}).err)
		}
		c.refuses(c.Undo(c.Context(), first.Step), desk.CodeWrongState)
		if n := len(query(c.T, c.dir, "SELECT id FROM step")); n != 200 {
			t.Errorf("%d steps are kept", n)
		}
	})
}

// TestTagsOfOnePerson: of two contacts that prove to be one the tags of both stay, each once, and steps of a ticket that went are over.
func TestTagsOfOnePerson(t *testing.T) {
	open(t, func(c *counter) {
		ids := c.crowd(2)
		first, second := c.tag("Um"), c.tag("Dois")
		_, err := c.Act(c.Context(), ids, desk.ActTag, desk.Detail{Tag: first})
		c.must(err)
		_, err = c.Act(c.Context(), ids[1:], desk.ActTag, desk.Detail{Tag: second})
		c.must(err)
		gone := c.act(c.Context(), ids[1], desk.ActPin, desk.Detail{})
		c.must(gone.err)
		m := c.incoming(false)
		m.From = transport.Party{Addresses: []desk.Address{desk.LID("1"), desk.Phone("5511987650000")}}
		c.must(c.Receive(c.Context(), 1, m))
		m = c.incoming(false)
		m.From = transport.Party{Addresses: []desk.Address{desk.LID("1"), desk.Phone("5511987650001")}}
		c.must(c.Receive(c.Context(), 1, m))
		c.must(c.db.Read(c.Context(), func(v *store.View) error {
			one, err := v.Contact(1)
			if slices.Sort(one.Tags); !slices.Equal(one.Tags, []desk.TagID{first, second}) {
				t.Errorf("tags %v", one.Tags)
			}
			return err
		}))
		c.refuses(c.Undo(c.Context(), gone.Step), desk.CodeWrongState)
	})
}
