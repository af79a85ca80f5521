package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Alone tells whether a ticket may stand as it is meant to: no other live one of the same contact and channel is beside it.
func (v *View) Alone(t desk.Ticket, as desk.TicketStatus) (bool, error) {
	if as == desk.Closed {
		return true, nil
	}
	other, err := v.LiveTicket(t.Channel, t.Contact.ID)
	return other == 0 || other == t.ID, err
}

// TakeBack makes a ticket stand as it did before a step; false where something else changed the same since.
func (tx *Tx) TakeBack(step desk.StepID, id desk.TicketID, now time.Time) (bool, error) {
	was, err := tx.Stepped(step, id)
	if err != nil || !was.Fresh {
		return false, err
	}
	if was.Before.Status == desk.Closed && !was.Before.SnoozedUntil.IsZero() { // put aside since: whoever does that wants it back
		return false, nil
	}
	t, err := tx.Ticket(id)
	if err != nil {
		return false, err
	}
	if ok, err := tx.Alone(t, was.Before.Status); err != nil || !ok {
		return false, err
	}
	if was.Tag != 0 {
		return tx.Hang(t.Contact.ID, max(was.Tag, -was.Tag), was.Tag < 0)
	}
	if was.Before.SnoozedUntil.Before(now) { // it would have woken meanwhile
		was.Before.SnoozedUntil = time.Time{}
	}
	if err := tx.Restore(id, was.Before); err != nil || was.Line == 0 {
		return err == nil, err
	}
	return true, tx.RemoveLine(was.Line)
}
