package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// DeliveryOf finds the attempt that a network speaks of: by our own id of it, else by the id that the network made. False when
// it was not made here.
func (v *View) DeliveryOf(on desk.ConnectionID, client, remote desk.RemoteID) (d desk.Delivery, found bool, err error) {
	for _, by := range []struct {
		where string
		id    desk.RemoteID
	}{{"client_id=?2", client}, {"remote_id=?2 AND remote_id<>''", remote}} {
		if by.id == "" {
			continue
		}
		all, err := collect(v, scanDelivery, "SELECT "+deliveryColumns+" FROM delivery WHERE connection_id=?1 AND "+by.where, on, by.id)
		if err != nil || len(all) > 0 {
			return first(all), len(all) > 0, err
		}
	}
	return d, false, nil
}

func first[T any](all []T) (one T) {
	if len(all) > 0 {
		one = all[0]
	}
	return one
}

// SetRemote records the ids that networks gave to a message of ours. Answers to it, and words about it, that came under that id before
// it was known find it now. Where its copy came back before the network's answer did, and was taken for one that was written elsewhere,
// both become one.
func (tx *Tx) SetRemote(d desk.Delivery, remote, wire desk.RemoteID) error {
	// While it was being sent its contact may have proved to be another one.
	if _, err := tx.row("SELECT message_id, contact_id FROM delivery WHERE id=?", []any{d.ID}, &d.Message, &d.Contact); err != nil {
		return err
	}
	if err := tx.setWire(d.Message, wire); err != nil || remote == "" {
		return err
	}
	if _, err := tx.exec("UPDATE delivery SET remote_id=? WHERE id=?", remote, d.ID); err != nil {
		return err
	}
	if _, err := tx.AddSighting(d.Connection, d.Contact, desk.Out, remote, d.Message); err != nil {
		return err
	}
	if err := tx.Quoted(d.Connection, d.Contact, remote, d.Message); err != nil {
		return err
	}
	return tx.recall(d.Contact)
}

func (tx *Tx) setWire(id desk.MessageID, wire desk.RemoteID) error {
	if wire == "" {
		return nil
	}
	m, err := tx.Message(id)
	if err != nil {
		return err
	}
	twin, err := tx.Wired(m.Number, m.Contact, desk.Out, wire)
	if err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE message SET wire_id=? WHERE id=?", wire, m.ID); err != nil || twin == 0 || twin == m.ID {
		return err
	}
	return tx.mergeMessage(m.ID, twin, m.Contact, m.Contact)
}

// Wired finds the message that every device of a number knows under this id, 0 if none is stored.
func (v *View) Wired(number string, contact desk.ContactID, d desk.Direction, wire desk.RemoteID) (id desk.MessageID, err error) {
	_, err = v.row("SELECT id FROM message WHERE contact_id=? AND wire_id=? AND wire_id<>'' AND direction=? AND number=?",
		[]any{contact, wire, d, number}, &id)
	return id, err
}

// Twin finds the message of which a connection reports a copy without an id that both know: the same words in the same direction
// at about the same time, seen by another connection of the same number and not yet by this one. 0 if there is none.
func (v *View) Twin(on desk.ConnectionID, m desk.Message, within time.Duration) (id desk.MessageID, err error) {
	_, err = v.row(`SELECT m.id FROM message m WHERE m.contact_id=?1 AND m.at BETWEEN ?2 AND ?3 AND m.direction=?4 AND m.kind=?5 AND m.body=?6
		AND m.number=?7 AND m.connection_id<>?8 AND (m.wire_id='' OR ?9='')
		AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.message_id=m.id AND s.connection_id=?8)
		AND (m.direction='in' OR EXISTS (SELECT 1 FROM delivery d WHERE d.message_id=m.id
		    AND (d.state IN ('accepted','sending','unsure') OR d.doubtful=1 OR d.state='cancelled' AND d.fault_code='unsure'))
		  OR NOT EXISTS (SELECT 1 FROM delivery d WHERE d.message_id=m.id) AND EXISTS (SELECT 1 FROM sighting s WHERE s.message_id=m.id))
		ORDER BY abs(m.at-?10), m.id LIMIT 1`,
		[]any{m.Contact, Millis(m.At.Add(-within)), Millis(m.At.Add(within)), m.Direction, m.Kind, m.Body, m.Number, on, m.Wire, Millis(m.At)}, &id)
	return id, err
}

// HeardFrom records that a customer wrote to a number of ours.
func (tx *Tx) HeardFrom(contact desk.ContactID, number string, at time.Time) error {
	if number == "" {
		return nil
	}
	_, err := tx.exec("INSERT INTO last_inbound(contact_id, number, at) VALUES(?,?,?) ON CONFLICT DO UPDATE SET at=max(at, excluded.at)",
		contact, number, Millis(at))
	return err
}

// ShutWindow records that the network says of something sent at a time that the 24 hours of a customer and a number of ours were over.
// Times of networks are whole seconds, so what the customer wrote in that very second counts as written after it.
func (tx *Tx) ShutWindow(contact desk.ContactID, number string, sent time.Time) error {
	n, err := tx.exec("UPDATE last_inbound SET shut_at=?1 WHERE contact_id=?2 AND number=?3 AND shut_at<?1", Millis(sent.Truncate(time.Second)), contact, number)
	if n > 0 {
		tx.Emit("contact", int64(contact), 0)
	}
	return err
}

// LastInbound is when a customer last wrote to a number of ours; zero if never, or if the network said since that its 24 hours are over.
func (v *View) LastInbound(contact desk.ContactID, number string) (time.Time, error) {
	var at int64
	_, err := v.row("SELECT at FROM last_inbound WHERE contact_id=? AND number=? AND at>=shut_at", []any{contact, number}, &at)
	return Time(at), err
}

// Unheard lists what a connection accepted since a time and of which no reading is known, because its network knows more: first that of
// which the least is known, and of that the youngest.
func (v *View) Unheard(on desk.ConnectionID, since time.Time) ([]desk.RemoteID, error) {
	return collect(v, func(s scanner) (id desk.RemoteID, err error) { return id, s.Scan(&id) },
		`SELECT d.remote_id FROM delivery d JOIN message m ON m.id=d.message_id WHERE d.connection_id=? AND d.ended_at>=?
		 AND d.state='accepted' AND d.remote_id<>'' AND m.status IN ('accepted','sent','delivered')
		 ORDER BY CASE m.status WHEN 'accepted' THEN 0 WHEN 'sent' THEN 1 ELSE 2 END, d.ended_at DESC, d.id DESC`, on, Millis(since))
}

// Waits is an attempt that waits in the queue of a connection that is not online.
type Waits struct {
	desk.Delivery
	Health desk.Health
	Code   desk.Code // of the connection
	Since  time.Time // the message was written, or its attempt was due if that was later
}

// Waiting lists what waits on connections that are not online, in the order in which it was written.
func (v *View) Waiting() ([]Waits, error) {
	return collect(v, func(s scanner) (w Waits, err error) {
		var at int64
		err = s.Scan(&w.ID, &w.Message, &w.Contact, &w.Connection, &w.Hop, &w.Doubtful, &w.Health, &w.Code, &at)
		w.Since = Time(at)
		return w, err
	}, `SELECT d.id, d.message_id, d.contact_id, d.connection_id, d.hop, d.doubtful, c.health, c.fault_code, max(m.at, d.next_at) FROM connection c
		CROSS JOIN delivery d ON d.connection_id=c.id AND d.state='queued' JOIN message m ON m.id=d.message_id
		WHERE c.health<>'online' ORDER BY d.message_id`) // the connections first: most of the time all are online, and nothing is read
}

// Met reports whether a customer and a number of ours ever exchanged a message.
func (v *View) Met(contact desk.ContactID, number string) (bool, error) {
	var one int
	return v.row("SELECT 1 FROM message WHERE contact_id=? AND number=? AND direction IN ('in','out') LIMIT 1", []any{contact, number}, &one)
}
