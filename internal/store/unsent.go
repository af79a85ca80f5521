package store

import "github.com/balcao-app/balcao/internal/desk"

// DropUnsent removes a message of ours of which nothing ever left, with all rows about it, as if it had not been written. What quotes it
// stays without the quotation.
func (tx *Tx) DropUnsent(m desk.Message) error {
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
	return tx.Recount(m.Ticket)
}
