package inbox

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// courtesy is the closed ticket that a message of mere thanks leaves closed; 0 where the message is more than that, where its time is
// over, or where the operator switched the rule off.
func (w *intake) courtesy(live []desk.Live, ev transport.Incoming) (desk.TicketID, error) {
	if ev.Attachment != nil || ev.Content != nil || !desk.Courtesy(ev.Kind, ev.Body, false) {
		return 0, nil
	}
	on, err := w.tx.Switched("courtesy")
	if err != nil || !on {
		return 0, err
	}
	grace, err := w.tx.Minutes("courtesy_minutes")
	if err != nil {
		return 0, err
	}
	id := desk.JustClosed(w.on, w.home, live, ev.At, grace)
	if id == 0 {
		return 0, nil
	}
	if asked, err := w.tx.Asked(id); err != nil || !desk.Courtesy(ev.Kind, ev.Body, asked) {
		return 0, err
	}
	return id, nil
}

// thanked writes the line that says why a ticket stays closed, once after each closing.
func (w *intake) thanked(id desk.TicketID, contact desk.ContactID, at time.Time) error {
	stands, err := w.tx.Stand(id)
	if err != nil {
		return err
	}
	if said, err := w.tx.Said(id, desk.LineCourtesy, stands.ClosedAt); err != nil || said {
		return err
	}
	if at.Before(stands.ClosedAt) { // the network tells times in seconds, and the line stands below that of the closing
		at = stands.ClosedAt
	}
	_, err = w.tx.AddMessage(desk.Message{Ticket: id, Contact: contact, Connection: w.on, Direction: desk.System, Origin: desk.FromCustomer,
		Kind: desk.LineCourtesy, At: at, Status: desk.Received}, true, true, w.now, "")
	return err
}
