package store

import "github.com/balcao-app/balcao/internal/desk"

// Arrivals lists what customers wrote since the operator was told last and nobody has seen, oldest first, then the tickets that woke since,
// and the newest message of all.
func (v *View) Arrivals() (all []desk.Arrival, noticed, newest desk.MessageID, err error) {
	if _, err = v.row("SELECT message, (SELECT coalesce(max(id),0) FROM message) FROM notice WHERE one=1", nil, &noticed, &newest); err != nil {
		return nil, noticed, newest, err
	}
	if newest > noticed {
		if all, err = v.written(noticed); err != nil {
			return nil, noticed, newest, err
		}
	}
	woke, err := collect(v, scanArrival, "SELECT 0, id, '', status, snoozed_until>0, muted, woke_at FROM ticket WHERE woke_at>0 ORDER BY woke_at, id")
	return append(all, woke...), noticed, newest, err
}

func scanArrival(s scanner) (a desk.Arrival, err error) {
	var received int64
	err = s.Scan(&a.Message, &a.Ticket, &a.Kind, &a.Status, &a.Snoozed, &a.Muted, &received)
	a.Received = Time(received)
	return a, err
}

func (v *View) written(since desk.MessageID) ([]desk.Arrival, error) {
	return collect(v, scanArrival, `SELECT m.id, m.ticket_id, m.kind, t.status, t.snoozed_until>0, t.muted, m.received_at FROM message m JOIN ticket t ON t.id=m.ticket_id
		WHERE m.id>? AND m.direction='in' AND m.seen=0 ORDER BY m.id`, since)
}

// Noticed records that the operator was told of everything up to a message, and of all tickets that woke.
func (tx *Tx) Noticed(up desk.MessageID) error {
	if _, err := tx.exec("UPDATE ticket SET woke_at=0 WHERE woke_at>0"); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE notice SET message=? WHERE message<?", up, up)
	return err
}
