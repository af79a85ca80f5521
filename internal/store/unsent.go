package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// DropUnsent removes a message of ours of which nothing ever left, with all rows about it, as if it had not been written: its ticket
// stands as before. What quotes it stays without the quotation.
func (tx *Tx) DropUnsent(m desk.Message, now time.Time) error {
	step, err := tx.OpenedBy(m.ID)
	if err != nil {
		return err
	}
	if err := tx.dropAttachments("message_id=?", m.ID); err != nil {
		return err
	}
	for _, query := range []string{
		"UPDATE message SET reply_to=0 WHERE contact_id=?2 AND reply_to=?1",
		"DELETE FROM sighting WHERE contact_id=?2 AND message_id=?1",
		"DELETE FROM delivery WHERE contact_id=?2 AND message_id=?1",
		"DELETE FROM message WHERE contact_id=?2 AND id=?1 AND direction='out'",
	} {
		if _, err := tx.exec(query, m.ID, m.Contact); err != nil {
			return err
		}
	}
	tx.Emit("message", int64(m.ID), int64(m.Contact))
	if err := tx.Recount(m.Ticket); err != nil {
		return err
	}
	return tx.unopen(m, step, now)
}

// Opening keeps with a message that its writing made the ticket an open one, by a step; 0: it did not.
func (tx *Tx) Opening(id desk.MessageID, by desk.StepID) error {
	if by == 0 {
		return nil
	}
	_, err := tx.exec("UPDATE message SET step_id=? WHERE id=?", by, id)
	return err
}

// unopen takes back what the writing of a message did to its ticket, when the message is gone. Where more of ours stands in
// the ticket since, that needs the ticket open, and the step is from then on that message's; what the customer wrote into it keeps it open.
func (tx *Tx) unopen(m desk.Message, step desk.StepID, now time.Time) error {
	if step == 0 {
		return nil
	}
	var next desk.MessageID
	var direction desk.Direction
	found, err := tx.row(`SELECT id, direction FROM message WHERE ticket_id=? AND id>? AND (direction='in' OR direction='out' AND origin<>'routine')
		ORDER BY direction='out' DESC, id LIMIT 1`, []any{m.Ticket, m.ID}, &next, &direction)
	switch {
	case err != nil:
		return err
	case found && direction == desk.Out:
		return tx.Opening(next, step)
	case found:
		if was, err := tx.Stepped(step, m.Ticket); err != nil || was.Before.Status == desk.Closed {
			return err
		}
	}
	if _, err := tx.TakeBack(step, m.Ticket, now); err != nil {
		return err
	}
	return tx.EndStep(step)
}

// OpenedBy is the step by which the writing of a message opened its ticket, 0 for none.
func (v *View) OpenedBy(id desk.MessageID) (step desk.StepID, err error) {
	_, err = v.row("SELECT step_id FROM message WHERE id=?", []any{id}, &step)
	return step, err
}
