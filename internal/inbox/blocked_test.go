package inbox

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestBlocked: what a blocked customer writes is kept; no ticket opens, wakes or counts as unread, and no call rings.
func TestBlocked(t *testing.T) {
	open(t, func(c *counter) {
		who := desk.Phone("5511982140001")
		says := func(id desk.RemoteID, kind desk.MessageKind) {
			c.hears(transport.Incoming{Remote: id, From: transport.Party{Addresses: []desk.Address{who}}, At: time.Now(), Kind: kind, Body: "oi " + string(id)})
		}
		block := func(on bool) {
			c.must(c.db.Write(c.Context(), func(tx *store.Tx) error {
				id, _, err := tx.PutContact([]desk.Address{who})
				at := time.Time{}
				if on {
					at = time.Now()
				}
				if err == nil {
					err = tx.SetBlocked(id, at)
				}
				return err
			}))
		}
		counts := func() (n desk.Counts) {
			c.must(c.db.Read(c.Context(), func(v *store.View) (err error) { n, err = v.Counts(); return err }))
			return n
		}
		block(true)
		says("a", desk.Text)
		if n := counts(); n != (desk.Counts{}) {
			t.Errorf("a blocked customer counts: %+v", n)
		}
		c.hears(transport.Call{Remote: "call", From: transport.Party{Addresses: []desk.Address{who}}, At: time.Now(), State: desk.CallRinging})
		c.must(c.db.Read(c.Context(), func(v *store.View) error {
			ringing, err := v.Ringing(time.Now())
			if len(ringing) > 0 {
				t.Error("a blocked customer rings")
			}
			page, _, pageErr := v.Page(store.PageAsk{Contact: 1, Limit: 10})
			if len(page) != 2 {
				t.Errorf("%d messages are kept, want both", len(page))
			}
			if err == nil {
				err = pageErr
			}
			return err
		}))
		begun := c.incoming(false)
		c.must(c.Receive(c.Context(), 1, begun)) // somebody else waits
		waits := func() (n int, next desk.TicketID) {
			c.must(c.db.Read(c.Context(), func(v *store.View) error {
				w, err := v.WaitingNow(0)
				if err == nil {
					next, err = v.NextWaiting(c.tickets()[0].ID)
				}
				n = w.Tickets
				return err
			}))
			return n, next
		}
		if n, next := waits(); n != 1 || next != 0 {
			t.Errorf("%d wait, and %d is next", n, next)
		}
		_, _, err := c.Close(c.Context(), c.tickets()[0].ID)
		c.must(err)
		block(false)
		says("b", desk.Text)
		if n := counts(); n.Pending != 1 || n.Unread != 1 {
			t.Errorf("who is not blocked any more: %+v", n)
		}
		if n, next := waits(); n != 1 || next == 0 {
			t.Errorf("before the blocking %d wait, and %d is next", n, next)
		}
		block(true)
		says("c", desk.Text)
		if n, next := waits(); n != 0 || next != 0 {
			t.Errorf("a blocked customer waits: %d wait, and %d is next", n, next)
		}
	})
}
