package store

import "github.com/balcao-app/balcao/internal/desk"

// Arrivals lists what customers wrote since the operator was told last and nobody has seen, oldest first, and the newest message of all.
func (v *View) Arrivals() (all []desk.Arrival, noticed, newest desk.MessageID, err error) {
	if _, err = v.row("SELECT message, (SELECT coalesce(max(id),0) FROM message) FROM notice WHERE one=1", nil, &noticed, &newest); err != nil || newest <= noticed {
		return nil, noticed, newest, err
	}
	all, err = collect(v, func(s scanner) (a desk.Arrival, err error) {
		var received int64
		err = s.Scan(&a.Message, &a.Ticket, &a.Kind, &a.Status, &a.Snoozed, &a.Muted, &received)
		a.Received = Time(received)
		return a, err
	}, `SELECT m.id, m.ticket_id, m.kind, t.status, t.snoozed_until>0, t.muted, m.received_at FROM message m JOIN ticket t ON t.id=m.ticket_id
		WHERE m.id>? AND m.direction='in' AND m.seen=0 ORDER BY m.id`, noticed)
	return all, noticed, newest, err
}

// Noticed records that the operator was told of everything up to a message.
func (tx *Tx) Noticed(up desk.MessageID) error {
	_, err := tx.exec("UPDATE notice SET message=? WHERE message<?", up, up)
	return err
}
