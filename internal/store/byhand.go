package store

import (
	"math"

	"github.com/balcao-app/balcao/internal/desk"
)

// mergeTables are those that a merge of contacts changes.
var mergeTables = []string{"contact", "address", "former", "ticket", "message", "sighting", "early", "delivery", "last_inbound", "contact_tag", "contact_field",
	"contact_block", "reaction", "attachment", "gesture", "receipt", "call", "step_change", "upload"}

// MergeByHand makes one contact of two that the operator knows to be one, and writes every row down that it changes. Words that waited
// for a message of the other one have it now. It is called as the operator chose, and what a network or the phone calls it goes on to
// count where that is the same; empty for what they call it.
func (tx *Tx) MergeByHand(step int64, gone, kept desk.ContactID, name string) error {
	return tx.Trace(step, mergeTables, func() error {
		before, err := tx.Contact(kept)
		if err != nil {
			return err
		}
		if err := tx.mergeContact(gone, kept); err != nil {
			return err
		}
		if before.Name != name {
			before.Name = ""
		}
		if err := tx.RenameContact(kept, before.Name); err != nil {
			return err
		}
		after, err := tx.Contact(kept)
		if err != nil || name == "" || after.Title() == name {
			return err
		}
		return tx.RenameContact(kept, name)
	})
}

// UndoMerge makes two contacts of one again. What came since stays in the ticket that it came into, with that ticket's contact.
func (tx *Tx) UndoMerge(step desk.ContactStep) error {
	all, err := tx.LastTraced(step.ID, math.MaxInt32)
	if err != nil {
		return err
	}
	if _, err := tx.UndoTraced(step.ID, all, nil); err != nil {
		return err
	}
	for _, c := range all {
		if c.table != "message" || c.after != "" {
			continue
		}
		// The search finds new messages by their ids, and this one has an old id.
		if _, err := tx.exec("INSERT INTO search_todo(kind, of) SELECT 'message', json_extract(?, '$[0]')", c.before); err != nil {
			return err
		}
	}
	return tx.settleSplit(step.Gone, step.Kept)
}

// settleSplit gives each message the contact of its ticket, and lets whoever shows any of it look again.
func (tx *Tx) settleSplit(one, other desk.ContactID) error {
	for _, q := range []string{
		`UPDATE message AS m SET contact_id=(SELECT contact_id FROM ticket WHERE id=m.ticket_id) WHERE m.contact_id IN (?1, ?2)
		 AND m.contact_id<>(SELECT contact_id FROM ticket WHERE id=m.ticket_id)`,
		`UPDATE OR IGNORE sighting AS s SET contact_id=(SELECT contact_id FROM message WHERE id=s.message_id) WHERE s.contact_id IN (?1, ?2)
		 AND s.contact_id<>(SELECT contact_id FROM message WHERE id=s.message_id)`,
		`UPDATE delivery AS d SET contact_id=(SELECT contact_id FROM message WHERE id=d.message_id) WHERE d.contact_id IN (?1, ?2)
		 AND d.contact_id<>(SELECT contact_id FROM message WHERE id=d.message_id)`,
	} {
		if _, err := tx.exec(q, one, other); err != nil {
			return err
		}
	}
	tickets, err := collect(&tx.View, func(s scanner) (id desk.TicketID, err error) { return id, s.Scan(&id) },
		"SELECT id FROM ticket WHERE contact_id IN (?,?)", one, other)
	if err != nil {
		return err
	}
	for _, id := range tickets {
		if err := tx.Recount(id); err != nil {
			return err
		}
	}
	tx.Emit("contact", int64(one), 0)
	tx.Emit("contact", int64(other), 0)
	return nil
}
