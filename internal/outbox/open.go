package outbox

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// opens are the acts that make a ticket open when it is answered, by how it stands.
var opens = map[desk.TicketStatus]desk.Act{desk.Pending: desk.ActTake, desk.Closed: desk.ActReopen}

// open makes the ticket that is answered an open one. Answering a closed one reopens it, unless a newer ticket of that contact lives: then
// the answer belongs there. Where the answer can be taken back it is a step, else 0.
func open(tx *store.Tx, t desk.Ticket, now time.Time, undo bool) (desk.TicketID, desk.StepID, error) {
	if t.Status == desk.Closed {
		live, err := tx.LiveTicket(t.Channel, t.Contact.ID)
		if err != nil {
			return 0, 0, err
		}
		if live != 0 {
			if t, err = tx.Ticket(live); err != nil {
				return 0, 0, err
			}
		}
	}
	act, needed := opens[t.Status]
	if !needed {
		return t.ID, 0, nil
	}
	if !undo {
		_, err := tx.MoveTicket(t.ID, desk.Open, now, t.Status)
		return t.ID, 0, err
	}
	before, err := tx.Stand(t.ID)
	if err != nil {
		return 0, 0, err
	}
	after, _ := act.On(before, desk.Detail{Now: now})
	step, err := tx.AddStep(act, now)
	if err != nil {
		return 0, 0, err
	}
	return t.ID, step, tx.Change(step, t.ID, before, after)
}
