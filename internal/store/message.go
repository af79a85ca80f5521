package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddMessage inserts a message and moves its ticket's columns. Unseen ones count as unread.
func (tx *Tx) AddMessage(m desk.Message, seen, told bool, received time.Time, key string) (desk.MessageID, error) {
	content, err := written(m.Content)
	if err != nil {
		return 0, err
	}
	id, err := tx.insert(`INSERT INTO message(ticket_id, contact_id, connection_id, direction, origin, kind, body, reply_to, reply_text,
		forwarded, at, received_at, status, fault_code, seen, told, send_key, number, wire_id, only_by, content, often, undo_until, author_id)
		VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		m.Ticket, m.Contact, m.Connection, m.Direction, m.Origin, m.Kind, m.Body, m.ReplyTo, m.ReplyText, m.Forwarded,
		Millis(m.At), Millis(received), m.Status, m.Fault, seen, told, key, m.Number, m.Wire, m.Only, content, m.Often, Millis(m.UndoUntil), authorID(m.Author))
	if err != nil {
		return 0, err
	}
	m.ID = desk.MessageID(id)
	tx.Emit("message", id, int64(m.Contact))
	if m.Direction == desk.System {
		return m.ID, nil
	}
	return m.ID, tx.follow(m, seen)
}

// follow moves the columns of the ticket after one more message, whatever the order in which messages come.
func (tx *Tx) follow(m desk.Message, seen bool) error {
	at := Millis(m.At)
	_, err := tx.exec(`UPDATE ticket SET
		unread = unread + ?,
		last_message_id = CASE WHEN last_message_id=0 OR (?2, ?3) > (last_at, last_message_id) THEN ?3 ELSE last_message_id END,
		last_at = max(last_at, ?2),
		opened_at = min(opened_at, ?2),
		closed_at = CASE WHEN status='closed' AND imported=1 THEN max(closed_at, ?2) ELSE closed_at END
		WHERE id=?4`, !seen, at, m.ID, m.Ticket)
	if err != nil {
		return err
	}
	tx.touch(m.Ticket)
	switch m.Direction {
	case desk.In:
		_, err = tx.exec(`UPDATE ticket SET waiting_since=CASE WHEN waiting_since=0 OR waiting_since>?1 THEN ?1 ELSE waiting_since END
			WHERE id=?2 AND out_at<?1 AND status<>'group'`, at, m.Ticket)
	case desk.Out:
		if m.Origin == desk.FromRoutine {
			return nil // nobody has answered yet
		}
		if _, err = tx.exec(`UPDATE ticket SET out_connection_id=CASE WHEN out_at<=?1 THEN ?2 ELSE out_connection_id END,
			out_at=max(out_at, ?1) WHERE id=?3`, at, m.Connection, m.Ticket); err == nil {
			err = tx.recountWait(m.Ticket)
		}
	case desk.Note, desk.System:
	}
	return err
}

// Sighted finds the message that a connection knows under a remote id, 0 if none.
func (v *View) Sighted(on desk.ConnectionID, contact desk.ContactID, d desk.Direction, remote desk.RemoteID) (id desk.MessageID, err error) {
	_, err = v.row("SELECT message_id FROM sighting WHERE connection_id=? AND contact_id=? AND direction=? AND remote_id=?",
		[]any{on, contact, d, remote}, &id)
	return id, err
}

// AddSighting records the id of a message on a connection; false when another message has it.
func (tx *Tx) AddSighting(on desk.ConnectionID, contact desk.ContactID, d desk.Direction, remote desk.RemoteID, m desk.MessageID) (bool, error) {
	n, err := tx.exec("INSERT INTO sighting(connection_id, contact_id, direction, remote_id, message_id) VALUES(?,?,?,?,?) ON CONFLICT DO NOTHING",
		on, contact, d, remote, m)
	return n > 0, err
}

// RemoteOf is the id of a message on a connection, empty if that connection never saw it. Of a message of ours that was tried
// more than once it is the id under which it left.
func (v *View) RemoteOf(on desk.ConnectionID, m desk.MessageID) (id desk.RemoteID, err error) {
	found, err := v.row(`SELECT CASE WHEN remote_id='' THEN client_id ELSE remote_id END FROM delivery
		WHERE message_id=? AND connection_id=? AND state='accepted' ORDER BY id DESC LIMIT 1`, []any{m, on}, &id)
	if err != nil || found {
		return id, err
	}
	_, err = v.row(`SELECT remote_id FROM sighting s WHERE message_id=?1 AND connection_id=?2 AND NOT EXISTS (SELECT 1 FROM delivery d
		WHERE d.message_id=?1 AND d.connection_id=?2 AND d.client_id=s.remote_id)`, []any{m, on}, &id) // an id of ours that was not taken is none there
	return id.Plain(), err
}

// ByKey finds the message that a press of send already made, 0 if none.
func (v *View) ByKey(key string) (id desk.MessageID, err error) {
	_, err = v.row("SELECT id FROM message WHERE send_key=? AND send_key<>''", []any{key}, &id)
	return id, err
}

// SetBody applies an edit, unless a later edit or a deletion is known already.
func (tx *Tx) SetBody(id desk.MessageID, body string, at time.Time, by desk.RemoteID) error {
	return tx.Reword(id, body, nil, at, by)
}

// Reword is SetBody for a message that says more than its text; nil leaves what it says, but for the card of a link: new words have none.
func (tx *Tx) Reword(id desk.MessageID, body string, c *desk.Content, at time.Time, by desk.RemoteID) error {
	more, err := written(c)
	if err != nil {
		return err
	}
	n, err := tx.exec(`UPDATE message SET body=?1, content=CASE WHEN ?5<>'' THEN ?5 WHEN content='' THEN '' ELSE coalesce(nullif(json_remove(content, '$.link'), '{}'), '') END, edited_at=?2, edited_by=?3
		WHERE id=?4 AND revoked_at=0 AND (edited_at, edited_by) < (?2, ?3)`, body, Millis(at), by, id, more)
	return tx.changed(id, n, err)
}

// SetRevoked forgets what a message said that was deleted for everyone, also in the edits that were made of it, and keeps its place.
func (tx *Tx) SetRevoked(id desk.MessageID, at time.Time) error {
	n, err := tx.exec(`UPDATE message SET body='', content='', reply_text='', edited_at=0, edited_by='', revoked_at=CASE WHEN revoked_at=0 THEN ?1 ELSE min(revoked_at, ?1) END
		WHERE id=?2`, Millis(at), id)
	if err == nil {
		_, err = tx.exec("UPDATE gesture SET words='' WHERE message_id=? AND state IN ('done', 'dropped')", id)
	}
	if err == nil {
		err = tx.dropAttachments("message_id=?", id)
	}
	return tx.changed(id, n, err)
}

const laterReaction = ` ON CONFLICT DO UPDATE SET emoji=excluded.emoji, at=excluded.at, by_id=excluded.by_id
	WHERE (excluded.at, excluded.by_id) > (at, by_id)`

// SetReaction records the reaction of one side, or of one person in a group; the latest wins, an empty emoji is none.
func (tx *Tx) SetReaction(id desk.MessageID, r desk.Reaction) error {
	n, err := tx.exec("INSERT INTO reaction(message_id, direction, author_id, emoji, at, by_id) VALUES(?,?,?,?,?,?)"+laterReaction,
		id, r.Direction, authorID(r.Author), r.Emoji, Millis(r.At), r.By)
	return tx.changed(id, n, err)
}

// Climb raises an outgoing message on the ladder; what is lower than what is known changes nothing.
func (tx *Tx) Climb(id desk.MessageID, to desk.MessageStatus) error {
	var now desk.MessageStatus
	found, err := tx.row("SELECT status FROM message WHERE id=? AND direction='out'", []any{id}, &now)
	if err != nil || !found || now.Climb(to) == now {
		return err
	}
	n, err := tx.exec("UPDATE message SET status=?, fault_code='' WHERE id=?", to, id)
	return tx.changed(id, n, err)
}

// SetStatus sets the status of a message that has not arrived anywhere yet.
func (tx *Tx) SetStatus(id desk.MessageID, to desk.MessageStatus, code desk.Code) error {
	n, err := tx.exec("UPDATE message SET status=?, fault_code=? WHERE id=? AND status NOT IN ('sent','delivered','read','played')", to, code, id)
	return tx.changed(id, n, err)
}

// Unsent takes back what was known of a message that its network refused late. What was delivered stays so.
func (tx *Tx) Unsent(id desk.MessageID) error {
	n, err := tx.exec("UPDATE message SET status='accepted' WHERE id=? AND status='sent'", id)
	return tx.changed(id, n, err)
}

// changed tells the listeners of a message, and of its ticket where the list shows that message.
func (tx *Tx) changed(id desk.MessageID, n int64, err error) error {
	if err != nil || n == 0 {
		return err
	}
	var contact desk.ContactID
	var ticket desk.TicketID
	var last desk.MessageID
	if _, err := tx.row("SELECT m.contact_id, t.id, t.last_message_id FROM message m JOIN ticket t ON t.id=m.ticket_id WHERE m.id=?",
		[]any{id}, &contact, &ticket, &last); err != nil {
		return err
	}
	tx.Emit("message", int64(id), int64(contact))
	if last == id {
		tx.touch(ticket)
	}
	return nil
}

// RemoveLine deletes a system line, when the step it tells of was undone.
func (tx *Tx) RemoveLine(id desk.MessageID) error {
	var contact int64
	if _, err := tx.row("SELECT contact_id FROM message WHERE id=?", []any{id}, &contact); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM message WHERE id=? AND direction='system'", id)
	tx.Emit("message", int64(id), contact)
	return err
}

// Untold lists messages of a contact that the operator saw and the customer was not told about, oldest first.
func (v *View) Untold(on desk.ConnectionID) (map[desk.ContactID][]desk.MessageID, error) {
	type pair struct {
		contact desk.ContactID
		message desk.MessageID
	}
	all, err := collect(v, func(s scanner) (p pair, err error) { return p, s.Scan(&p.contact, &p.message) },
		`SELECT contact_id, id FROM message WHERE direction='in' AND seen=1 AND told=0 AND connection_id=? ORDER BY id LIMIT 500`, on)
	out := map[desk.ContactID][]desk.MessageID{}
	for _, p := range all {
		out[p.contact] = append(out[p.contact], p.message)
	}
	return out, err
}

// SetTold records that the customer was told of the reading.
func (tx *Tx) SetTold(ids []desk.MessageID) error {
	for _, id := range ids {
		if _, err := tx.exec("UPDATE message SET told=1 WHERE id=?", id); err != nil {
			return err
		}
	}
	return nil
}

// Said reports whether a ticket has a line of a kind that was received since a time.
func (v *View) Said(t desk.TicketID, kind desk.MessageKind, since time.Time) (said bool, err error) {
	var one int
	return v.row("SELECT 1 FROM message WHERE ticket_id=? AND received_at>=? AND kind=? LIMIT 1", []any{t, Millis(since), kind}, &one)
}
