package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// keptEvents bounds what is remembered.
const keptEvents = 200

// Record notes what befell a connection, or its channel, for the operator to read. Connection 0 means the channel itself.
func (tx *Tx) Record(kind desk.EventKind, channel desk.ChannelID, connection desk.ConnectionID, code desk.Code, now time.Time) error {
	id, err := tx.insert("INSERT INTO event(at, kind, channel_id, connection_id, code) VALUES(?,?,?,nullif(?,0),?)", Millis(now), kind, channel, connection, code)
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
		err = s.Scan(&e.ID, &at, &e.Kind, &e.Channel, &e.Connection, &e.Code)
		e.At = Time(at)
		return e, err
	}, "SELECT id, at, kind, channel_id, coalesce(connection_id,0), code FROM event ORDER BY id DESC LIMIT ?", limit)
}

// Day is what one connection did since a time.
func (v *View) Day(id desk.ConnectionID, since time.Time) (d desk.Day, err error) {
	_, err = v.row(`SELECT coalesce(sum(d.state='accepted'),0), coalesce(sum(d.state='accepted' AND m.status IN ('read','played')),0),
		coalesce(sum(d.state='accepted' AND d.hop>0),0), coalesce(sum(d.state='failed' AND d.attempt>0),0)
		FROM delivery d JOIN message m ON m.id=d.message_id WHERE d.connection_id=? AND d.ended_at>0 AND d.ended_at>=?`,
		[]any{id, Millis(since)}, &d.Sent, &d.Read, &d.Reserve, &d.Refused)
	return d, err
}
