package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// AddGesture queues a gesture. One of the same kind that waits for the same message and was not begun gives way: only the last one counts.
func (tx *Tx) AddGesture(g desk.Gesture) (desk.GestureID, error) {
	if _, err := tx.exec("UPDATE gesture SET state='dropped' WHERE message_id=? AND act=? AND state IN ('queued', 'failed')", g.Message, g.Act); err != nil {
		return 0, err
	}
	id, err := tx.insert("INSERT INTO gesture(message_id, act, words, connection_id, client_id, state, made_at, next_at) VALUES(?,?,?,?,?,'queued',?,?)",
		g.Message, g.Act, g.Words, g.Connection, g.Client, Millis(g.MadeAt), Millis(g.NextAt))
	if err != nil {
		return 0, err
	}
	tx.Emit("gesture", id, int64(g.Message))
	return desk.GestureID(id), tx.changed(g.Message, 1, nil)
}

const gestureColumns = "id, message_id, act, words, connection_id, client_id, state, attempt, made_at, next_at, fault_code, raw_code"

func scanGesture(s scanner) (g desk.Gesture, err error) {
	var made, next int64
	err = s.Scan(&g.ID, &g.Message, &g.Act, &g.Words, &g.Connection, &g.Client, &g.State, &g.Attempt, &made, &next, &g.Fault, &g.Raw)
	g.MadeAt, g.NextAt = Time(made), Time(next)
	return g, err
}

// ClaimGesture takes the oldest due gesture of a connection whose message has no other one on its way, and marks it as being sent. False
// when there is none; then next is when one will be due, zero if none waits.
func (tx *Tx) ClaimGesture(on desk.ConnectionID, now time.Time) (g desk.Gesture, ok bool, next time.Time, err error) {
	all, err := collect(&tx.View, scanGesture, `UPDATE gesture SET state='sending', attempt=attempt+1 WHERE id=(
		SELECT g.id FROM gesture g WHERE g.connection_id=?2 AND g.state='queued' AND g.state IN ('queued','sending') AND g.next_at<=?1
		AND NOT EXISTS (SELECT 1 FROM gesture e WHERE e.message_id=g.message_id AND e.id<g.id AND e.state IN ('queued','sending'))
		ORDER BY g.next_at, g.id LIMIT 1) RETURNING `+gestureColumns, Millis(now), on)
	if err != nil {
		return g, false, next, err
	}
	if len(all) == 1 {
		return all[0], true, next, nil
	}
	var due int64
	_, err = tx.row("SELECT coalesce(min(next_at),0) FROM gesture WHERE connection_id=? AND state='queued' AND state IN ('queued','sending') AND next_at>?",
		[]any{on, Millis(now)}, &due)
	return g, false, Time(due), err
}

// SettleGesture records what came of a gesture that was being sent. One that shall be made again, while a later one of its kind waits,
// is dropped: the later one says all. False when it was not being sent any more.
func (tx *Tx) SettleGesture(g desk.Gesture, to desk.GestureState, f *desk.Fault, next time.Time) (bool, error) {
	code, raw := desk.Code(""), ""
	if f != nil {
		code, raw = f.Code, f.Raw
	}
	n, err := tx.exec(`UPDATE gesture SET fault_code=?, raw_code=?, next_at=?, state=CASE WHEN ?4='queued' AND EXISTS (SELECT 1 FROM gesture e
		WHERE e.message_id=gesture.message_id AND e.act=gesture.act AND e.state='queued') THEN 'dropped' ELSE ?4 END WHERE id=?5 AND state='sending'`,
		code, raw, Millis(next), to, g.ID)
	if n > 0 {
		tx.Emit("gesture", int64(g.ID), int64(g.Message))
	}
	return n > 0, tx.changed(g.Message, n, err)
}

// DropGesture gives up what the operator did not want after all; wrong_state when it left already.
func (tx *Tx) DropGesture(id desk.GestureID) error {
	g, err := tx.Gesture(id)
	if err != nil {
		return err
	}
	n, err := tx.exec("UPDATE gesture SET state='dropped' WHERE id=? AND state IN ('queued', 'failed')", id)
	if err == nil && n == 0 {
		return desk.Refuse(desk.CodeWrongState)
	}
	return tx.changed(g.Message, n, err)
}

// RequeueGestures lets what a connection was sending, when it or the program ended, be sent again: a gesture made twice ends as once.
// Zero stands for all connections.
func (tx *Tx) RequeueGestures(on desk.ConnectionID) error {
	all, err := collect(&tx.View, scanGesture, "SELECT "+gestureColumns+" FROM gesture WHERE state IN ('queued','sending') AND state='sending' AND (?1=0 OR connection_id=?1)", on)
	for _, g := range all {
		if err == nil {
			_, err = tx.SettleGesture(g, desk.GestureQueued, nil, time.Time{})
		}
	}
	return err
}

// failGestures ends what waits on a connection that goes away: no other one knows the message by the same name.
func (tx *Tx) failGestures(on desk.ConnectionID) error {
	all, err := collect(&tx.View, scanGesture, `UPDATE gesture SET state='failed', fault_code=? WHERE connection_id=? AND state IN ('queued','sending')
		RETURNING `+gestureColumns, desk.CodeNoRoute, on)
	for _, g := range all {
		if err == nil {
			err = tx.changed(g.Message, 1, nil)
		}
	}
	return err
}

// Gesture reads one gesture.
func (v *View) Gesture(id desk.GestureID) (desk.Gesture, error) {
	all, err := collect(v, scanGesture, "SELECT "+gestureColumns+" FROM gesture WHERE id=?", id)
	if err == nil && len(all) == 0 {
		return desk.Gesture{}, desk.Refuse(desk.CodeNotFound)
	}
	if err != nil {
		return desk.Gesture{}, err
	}
	return all[0], nil
}

// gestures lists those of a message of which the operator has to know: on their way, or refused.
func (v *View) gestures(m desk.MessageID) ([]desk.Gesture, error) {
	return collect(v, scanGesture, "SELECT "+gestureColumns+" FROM gesture WHERE message_id=? AND state IN ('queued','sending','failed') ORDER BY id", m)
}

// IsGesture reports whether an id on the network is that of a gesture of ours, so that receipts for it are not about a message.
func (v *View) IsGesture(client desk.RemoteID) (bool, error) {
	var one int
	return v.row("SELECT 1 FROM gesture WHERE client_id=?", []any{client}, &one)
}
