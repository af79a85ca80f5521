package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// keptEvents bounds what is remembered.
const keptEvents = 200

// together is how long the same thing is counted instead of told again.
const together = time.Minute

// Record notes what befell a connection, or its channel, for the operator to read. Connection 0 means the channel itself.
func (tx *Tx) Record(kind desk.EventKind, channel desk.ChannelID, connection desk.ConnectionID, code desk.Code, now time.Time) error {
	return tx.record(kind, channel, connection, 0, code, now)
}

// RecordMessage notes what befell a message on a connection.
func (tx *Tx) RecordMessage(kind desk.EventKind, m desk.MessageID, connection desk.ConnectionID, code desk.Code, now time.Time) error {
	var channel desk.ChannelID
	found, err := tx.row("SELECT t.channel_id FROM message m JOIN ticket t ON t.id=m.ticket_id WHERE m.id=?", []any{m}, &channel)
	if err != nil || !found {
		return err
	}
	return tx.record(kind, channel, connection, m, code, now)
}

func (tx *Tx) record(kind desk.EventKind, channel desk.ChannelID, connection desk.ConnectionID, m desk.MessageID, code desk.Code, now time.Time) error {
	n, err := tx.exec(`UPDATE event SET at=?1, times=times+1, message_id=CASE WHEN (SELECT ticket_id FROM message WHERE id=message_id)
			= (SELECT ticket_id FROM message WHERE id=?2) THEN ?2 ELSE 0 END
		WHERE id=(SELECT max(id) FROM event WHERE kind=?3 AND channel_id=?4 AND coalesce(connection_id,0)=?5 AND code=?6) AND at>?7`,
		Millis(now), m, kind, channel, connection, code, Millis(now.Add(-together)))
	if err != nil || n > 0 {
		tx.Emit("event", 0, 0)
		return err
	}
	id, err := tx.insert("INSERT INTO event(at, kind, channel_id, connection_id, code, message_id) VALUES(?,?,?,nullif(?,0),?,?)",
		Millis(now), kind, channel, connection, code, m)
	if err != nil {
		return err
	}
	_, err = tx.exec("DELETE FROM event WHERE id<=?", id-keptEvents)
	tx.Emit("event", id, 0)
	return err
}

// recordHealth notes a change of health that the operator may want to know of: a loss, an end, a return.
func (tx *Tx) recordHealth(id desk.ConnectionID, h desk.Health, code desk.Code, now time.Time) error {
	kind, told := desk.EventOf(h)
	if !told {
		return nil
	}
	c, err := tx.Tombstone(id)
	switch {
	case err != nil:
		return err
	case c.Health == h && (c.Fault == code || kind == desk.EventOnline):
		return nil
	case kind == desk.EventLost && c.Health != desk.HealthOnline: // it was not there before either
		return nil
	case kind == desk.EventSignedOut && (c.Number == "" || c.Health == desk.HealthPairing): // no phone was linked yet, or its linking was given up
		return nil
	}
	return tx.Record(kind, c.Channel, id, code, now)
}

// Events lists the last events, newest first.
func (v *View) Events(limit int) ([]desk.Event, error) {
	return collect(v, func(s scanner) (e desk.Event, err error) {
		var at int64
		err = s.Scan(&e.ID, &at, &e.Kind, &e.Channel, &e.Connection, &e.Code, &e.Times, &e.Ticket, &e.Who.ID)
		e.At = Time(at)
		return e, err
	}, `SELECT e.id, e.at, e.kind, e.channel_id, coalesce(e.connection_id,0), e.code, e.times, coalesce(m.ticket_id,0), coalesce(m.contact_id,0)
		FROM event e LEFT JOIN message m ON m.id=e.message_id ORDER BY e.at DESC, e.id DESC LIMIT ?`, limit)
}

// Day is what one connection did since a time.
func (v *View) Day(id desk.ConnectionID, since time.Time) (d desk.Day, err error) {
	_, err = v.row(`SELECT coalesce(sum(d.state='accepted'),0), coalesce(sum(d.state='accepted' AND m.status IN ('read','played')),0),
		coalesce(sum(d.state='accepted' AND d.hop>0),0), coalesce(sum(d.state='failed' AND d.attempt>0),0)
		FROM delivery d JOIN message m ON m.id=d.message_id WHERE d.connection_id=? AND d.ended_at>0 AND d.ended_at>=?`,
		[]any{id, Millis(since)}, &d.Sent, &d.Read, &d.Reserve, &d.Refused)
	return d, err
}
