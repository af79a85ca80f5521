package store

import "github.com/balcao-app/balcao/internal/desk"

// AwaitQuote keeps the remote id that a message answers while that other message has not arrived.
func (tx *Tx) AwaitQuote(id desk.MessageID, remote desk.RemoteID) error {
	_, err := tx.exec("UPDATE message SET reply_remote=? WHERE id=?", remote, id)
	return err
}

// Quoted ties the answers that came before a message to it.
func (tx *Tx) Quoted(on desk.ConnectionID, contact desk.ContactID, remote desk.RemoteID, m desk.MessageID) error {
	ids, err := collect(&tx.View, func(s scanner) (id desk.MessageID, err error) { return id, s.Scan(&id) },
		"UPDATE message SET reply_to=?, reply_remote='' WHERE contact_id=? AND reply_remote=? AND reply_remote<>'' AND connection_id=? RETURNING id",
		m, contact, remote, on)
	if err != nil {
		return err
	}
	for _, id := range ids {
		tx.Emit("message", int64(id), int64(contact))
	}
	return nil
}

// findQuotes ties the answers of a contact to the messages that came to it by a merge.
func (tx *Tx) findQuotes(contact desk.ContactID) error {
	ids, err := collect(&tx.View, func(s scanner) (id desk.MessageID, err error) { return id, s.Scan(&id) },
		`UPDATE message AS m SET reply_remote='', reply_to=s.message_id FROM sighting AS s
		 WHERE m.contact_id=?1 AND m.reply_remote<>'' AND s.contact_id=?1 AND s.connection_id=m.connection_id
		 AND s.direction IN ('in', 'out') AND s.remote_id=m.reply_remote RETURNING id`, contact)
	if err != nil {
		return err
	}
	for _, id := range ids {
		tx.Emit("message", int64(id), int64(contact))
	}
	return nil
}
