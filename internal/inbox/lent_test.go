package inbox

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestAnswersToALentNumber: what a customer answers to a number that was lent belongs to the conversation that wrote by it, also just
// after it was closed, thanks among it. Once the number was given back it is its own channel's affair.
func TestAnswersToALentNumber(t *testing.T) {
	open(t, func(c *counter) {
		c.writes() // to the number of the first channel, which is lent to the second
		var borrower desk.ChannelID
		var lent desk.TicketID
		c.must(c.db.Write(c.Context(), func(tx *store.Tx) (err error) {
			if borrower, err = tx.AddChannel("Filial"); err != nil {
				return err
			}
			if err := tx.AddRoute(borrower, 1); err != nil {
				return err
			}
			who, err := tx.FindContact(ana().Addresses)
			if err != nil {
				return err
			}
			if lent, err = tx.AddTicket(borrower, who, desk.Open, time.Now(), false); err != nil {
				return err
			}
			_, err = tx.AddMessage(desk.Message{Ticket: lent, Contact: who, Connection: 1, Direction: desk.Out, Origin: desk.FromOperator,
				Kind: desk.Text, Body: "Seu pedido saiu.", At: time.Now(), Status: desk.Sent}, true, true, time.Now(), "")
			return err
		}))
		_, _, err := c.Close(c.Context(), c.tickets()[0].ID)
		c.must(err)
		say := func(text string, want desk.TicketStatus) {
			t.Helper()
			time.Sleep(time.Minute)
			m := c.incoming(false)
			m.Body = text
			c.must(c.Receive(c.Context(), 1, m))
			all := c.tickets()
			if len(all) != 2 || all[1].ID != lent || all[1].Status != want || all[0].Status != desk.Closed {
				t.Errorf("after %q: %+v", text, all)
			}
		}
		say("já chegou", desk.Open)
		_, _, err = c.Close(c.Context(), lent)
		c.must(err)
		say("obrigada!", desk.Closed)
		say("e a nota fiscal?", desk.Pending)
		_, _, err = c.Close(c.Context(), lent)
		c.must(err)
		c.must(c.db.Write(c.Context(), func(tx *store.Tx) error { _, err := tx.DropRoute(borrower, 1); return err }))
		c.writes()
		if all := c.tickets(); all[1].Status != desk.Closed || all[0].Status != desk.Pending {
			t.Errorf("given back: %+v", all)
		}
	})
}
