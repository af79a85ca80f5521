package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Erase forgets everything that was said with a contact and all that names them: messages, files that nobody else has, numbers, notes. Of
// messages of ours that were given to a network the ids stay, without a word and without a name, so that none leaves twice and what the
// network says of it late finds its place. What waits to leave is cancelled. It cannot be taken back. Faults: not_found, wrong_state while
// a message is leaving.
func (tx *Tx) Erase(id desk.ContactID, now time.Time) error {
	var leaving int
	if busy, err := tx.row("SELECT 1 FROM delivery WHERE contact_id=? AND state='sending' LIMIT 1", []any{id}, &leaving); err != nil || busy {
		if err == nil {
			err = desk.Refuse(desk.CodeWrongState)
		}
		return err
	}
	tickets, err := collect(&tx.View, func(s scanner) (id desk.TicketID, err error) { return id, s.Scan(&id) }, "SELECT id FROM ticket WHERE contact_id=?", id)
	if err != nil {
		return err
	}
	if err := tx.dropAttachments("message_id IN (SELECT id FROM message WHERE contact_id=?)", id); err != nil {
		return err
	}
	if err := tx.dropUploads("ticket_id IN (SELECT id FROM ticket WHERE contact_id=?)", id); err != nil {
		return err
	}
	for _, q := range erasing {
		if _, err := tx.exec(q, id, Millis(now)); err != nil {
			return err
		}
	}
	for _, t := range tickets {
		if err := tx.Recount(t); err != nil {
			return err
		}
	}
	// Whatever it was called, so that the index of its words is looked at.
	if _, err := tx.exec("INSERT INTO search_todo(kind, of) VALUES('contact', ?)", id); err != nil {
		return err
	}
	tx.Emit("contact", int64(id), 0)
	tx.Emit("delivery", 0, 0)
	tx.Emit("people", 0, 0)
	return nil
}

const ofTheirs = "(SELECT id FROM message WHERE contact_id=?1)"

// erasing is in the order in which rows hold to each other. Every table that names a contact is in it; a test compares.
var erasing = []string{
	"UPDATE delivery SET state='cancelled', ended_at=max(ended_at, ?2) WHERE contact_id=?1 AND state IN ('queued','held','unsure')",
	"UPDATE message SET status='cancelled' WHERE contact_id=?1 AND status IN ('queued','held','unsure')",
	"DELETE FROM link_wanted WHERE message_id IN " + ofTheirs,
	"DELETE FROM link_card", // whose link was asked for whom stands nowhere, and asking again costs little
	"DELETE FROM gesture WHERE message_id IN " + ofTheirs,
	"DELETE FROM reaction WHERE message_id IN " + ofTheirs,
	"DELETE FROM receipt WHERE message_id IN " + ofTheirs,
	"DELETE FROM call WHERE message_id IN " + ofTheirs,
	"DELETE FROM sighting WHERE contact_id=?1",
	"DELETE FROM early WHERE contact_id=?1",
	"DELETE FROM step_change WHERE ticket_id IN (SELECT id FROM ticket WHERE contact_id=?1)",
	"DELETE FROM message WHERE contact_id=?1 AND id NOT IN (SELECT message_id FROM delivery WHERE contact_id=?1)",
	`UPDATE message SET body='', content='', reply_to=0, reply_remote='', reply_text='', edited_by='', starred=0, seen=1, told=1, wire_id='' WHERE contact_id=?1`,
	"DELETE FROM ticket WHERE contact_id=?1 AND id NOT IN (SELECT ticket_id FROM message WHERE contact_id=?1)",
	`UPDATE ticket SET status=CASE WHEN status='group' THEN status ELSE 'closed' END, closed_at=CASE WHEN status IN ('closed','group') THEN closed_at ELSE ?2 END, draft='', snoozed_until=0, pinned=0, marked=0 WHERE contact_id=?1`,
	"DELETE FROM author_address WHERE contact_id=?1",
	"DELETE FROM author WHERE contact_id=?1",
	"DELETE FROM last_inbound WHERE contact_id=?1",
	"DELETE FROM former WHERE contact_id=?1",
	"DELETE FROM address WHERE contact_id=?1",
	"DELETE FROM contact_tag WHERE contact_id=?1",
	"DELETE FROM contact_field WHERE contact_id=?1",
	"DELETE FROM contact_block WHERE contact_id=?1",
	"DELETE FROM contact_change WHERE contact_id=?1 OR step_id IN (SELECT id FROM contact_step WHERE act='merge' AND ?1 IN (kept_id, gone_id))",
	"DELETE FROM contact_step WHERE act='merge' AND ?1 IN (kept_id, gone_id)",
	`UPDATE contact SET name='', saved='', pushed='', pushed_at=0, note='', blocked_at=0, marketing_stopped=0, marketing_at=0, erased_at=?2, listed=NULL WHERE id=?1`,
}

// Loss is what is lost with a contact that is erased.
type Loss struct{ Messages, Files, Tickets int }

// Loss counts what would be lost with a contact.
func (v *View) Loss(id desk.ContactID) (l Loss, err error) {
	_, err = v.row(`SELECT (SELECT count(*) FROM message WHERE contact_id=?1), (SELECT count(*) FROM attachment WHERE message_id IN `+ofTheirs+`),
		(SELECT count(*) FROM ticket WHERE contact_id=?1)`, []any{id}, &l.Messages, &l.Files, &l.Tickets)
	return l, err
}
