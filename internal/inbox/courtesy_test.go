package inbox

import (
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// told are the kinds of the system lines of the customer's conversation.
func (c *counter) told() (all []desk.MessageKind) {
	c.Helper()
	c.must(c.db.Read(c.Context(), func(v *store.View) error {
		page, _, err := v.Page(store.PageAsk{Contact: 1, Limit: 200})
		for _, m := range page {
			if m.Direction == desk.System {
				all = append(all, m.Kind)
			}
		}
		return err
	}))
	return all
}

func (c *counter) says(text string) {
	c.Helper()
	m := c.incoming(false)
	m.Body = text
	c.must(c.Receive(c.Context(), 1, m))
}

// TestCourtesy: thanks soon after closing leave the ticket closed, and a line says so; everything else opens it.
func TestCourtesy(t *testing.T) {
	for name, x := range map[string]struct {
		text     string
		after    time.Duration
		switched string
		grace    string
		want     string
	}{
		"thanks":               {"ok, obrigado!", time.Minute, "", "", "closed 2"},
		"a question":           {"ok, e amanhã?", time.Minute, "", "", "pending 2"},
		"after the grace":      {"ok, obrigado!", time.Hour, "", "", "pending 2"},
		"within a longer one":  {"ok, obrigado!", time.Hour, "", "90", "closed 2"},
		"switched off":         {"ok, obrigado!", time.Minute, "0", "", "pending 2"},
		"something else":       {"quero mais dois", time.Minute, "", "", "pending 2"},
		"a greeting by itself": {"boa tarde", time.Minute, "", "", "pending 2"},
	} {
		open(t, func(c *counter) {
			if x.switched != "" {
				c.set("courtesy", x.switched)
			}
			if x.grace != "" {
				c.set("courtesy_minutes", x.grace)
			}
			c.writes()
			_, _, err := c.Close(c.Context(), 1)
			c.must(err)
			time.Sleep(x.after)
			c.says(x.text)
			all := c.tickets()
			if got := string(all[0].Status) + " 2"; len(all) != 1 || got != x.want || all[0].Unread != 2 {
				t.Errorf("%s: %s, %d unread, %d tickets", name, all[0].Status, all[0].Unread, len(all))
			}
			if got := slices.Contains(c.told(), desk.LineCourtesy); got != (x.want == "closed 2") {
				t.Errorf("%s: line %v", name, got)
			}
		})
	}
}

// TestCourtesyCanBeOpened: the operator opens the ticket in spite of it, and takes that back; what the customer writes next opens it too.
func TestCourtesyCanBeOpened(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		_, _, err := c.Close(c.Context(), 1)
		c.must(err)
		c.says("valeu")
		c.says("👍")
		if got := c.told(); !slices.Equal(got, []desk.MessageKind{desk.LineClosed, desk.LineCourtesy}) {
			t.Errorf("lines %v", got)
		}
		a := c.act(c.Context(), 1, desk.ActReopen, desk.Detail{})
		c.must(a.err)
		c.are("open 3")
		c.must(c.Undo(c.Context(), a.Step))
		c.are("closed 3")
		c.says("na verdade, falta um")
		c.are("pending 4")
	})
}

// TestCourtesyIsNoAnswer: "ok" to a question of ours is an answer, and opens the ticket.
func TestCourtesyIsNoAnswer(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		time.Sleep(time.Second)
		ours := c.incoming(true)
		ours.Body = "Posso entregar às 16 h?"
		c.must(c.Receive(c.Context(), 1, ours))
		_, _, err := c.Close(c.Context(), 1)
		c.must(err)
		c.says("ok")
		c.are("pending 2")
	})
}

// TestCourtesyOfTheSameSecond: networks tell whole seconds, so that thanks may seem older than the closing; their line stands below its line.
func TestCourtesyOfTheSameSecond(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		time.Sleep(time.Minute + 700*time.Millisecond)
		_, _, err := c.Close(c.Context(), 1)
		c.must(err)
		m := c.incoming(false)
		m.Body, m.At = "obrigada", time.Now().Truncate(time.Second)
		c.must(c.Receive(c.Context(), 1, m))
		if got := c.told(); !slices.Equal(got, []desk.MessageKind{desk.LineClosed, desk.LineCourtesy}) {
			t.Errorf("lines %v", got)
		}
	})
}
