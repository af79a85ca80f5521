package inbox

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestUndoKeepsTheSnooze: taking back a step also takes back that it woke the ticket, unless its time has come meanwhile.
func TestUndoKeepsTheSnooze(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		id := c.tickets()[0].ID
		until := time.Now().Add(time.Hour).Truncate(time.Millisecond)
		for name, step := range map[string]func() (desk.StepID, error){
			"take": func() (desk.StepID, error) {
				a := c.act(c.Context(), id, desk.ActTake, desk.Detail{})
				return a.Step, a.err
			},
			"close": func() (desk.StepID, error) { undo, _, err := c.Close(c.Context(), id); return undo, err },
		} {
			c.must(c.Snooze(c.Context(), id, until))
			undo, err := step()
			c.must(err)
			if !c.tickets()[0].SnoozedUntil.IsZero() {
				t.Errorf("%s: still asleep", name)
			}
			c.must(c.Undo(c.Context(), undo))
			c.are("pending 1")
			if got := c.tickets()[0].SnoozedUntil; !got.Equal(until) {
				t.Errorf("%s: asleep until %v, want %v", name, got, until)
			}
		}
		undo, _, err := c.Close(c.Context(), id)
		c.must(err)
		time.Sleep(2 * time.Hour)
		c.must(c.Undo(c.Context(), undo))
		if !c.tickets()[0].SnoozedUntil.IsZero() {
			t.Error("asleep after its time")
		}
	})
}

// TestMergeKeepsBothDrafts: of two contacts that prove to be one, what was typed for either is kept, the older first.
func TestMergeKeepsBothDrafts(t *testing.T) {
	for _, d := range []struct{ first, second, want string }{
		{"bom dia", "até amanhã", "bom dia\naté amanhã"},
		{"", "até amanhã", "até amanhã"},
		{"bom dia", "", "bom dia"},
		{"igual", "igual", "igual"},
	} {
		open(t, func(c *counter) {
			phone, hidden := desk.Phone("5511987650001"), desk.LID("900000000000301")
			var tickets []desk.TicketID
			for i, a := range []desk.Address{phone, hidden} {
				m := c.incoming(false)
				m.From = transport.Party{Addresses: []desk.Address{a}}
				c.must(c.Receive(c.Context(), 1, m))
				tickets = append(tickets, desk.TicketID(i+1))
			}
			c.must(c.Draft(c.Context(), tickets[0], d.first))
			c.must(c.Draft(c.Context(), tickets[1], d.second))
			c.must(c.Receive(c.Context(), 1, transport.Seen{Who: transport.Party{Addresses: []desk.Address{phone, hidden}}}))
			if k := c.are("pending 2")[0]; k.Draft != d.want {
				t.Errorf("draft %q, want %q", k.Draft, d.want)
			}
		})
	}
}
