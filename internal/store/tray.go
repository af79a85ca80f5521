package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Tray lists the files that lie below conversations and wait for their message, by ticket, each ticket's in their order.
func (v *View) Tray() ([]desk.Piece, error) {
	return collect(v, func(s scanner) (p desk.Piece, err error) {
		var at, millis int64
		u := &p.Upload
		err = s.Scan(&u.ID, &at, &u.Mime, &u.Name, &u.Bytes, &u.Width, &u.Height, &u.Pages, &u.SHA256, &p.Ticket, &p.Key, &p.Kind, &p.Caption, &millis, &p.Wave)
		u.At, p.Length = Time(at), time.Duration(millis)*time.Millisecond
		return p, err
	}, `SELECT id, at, mime, name, bytes, width, height, pages, sha256, ticket_id, key, kind, caption, millis, wave
		FROM upload WHERE ticket_id>0 ORDER BY ticket_id, place, id`)
}

// Lay says how files lie below the conversation of a ticket: these, in this order. One that was sent or dropped meanwhile is left out, and
// none goes away by not being named. not_found when the ticket is no more.
func (tx *Tx) Lay(ticket desk.TicketID, pieces []desk.Piece) error {
	if _, err := tx.Ticket(ticket); err != nil {
		return err
	}
	for i, p := range pieces {
		if _, err := tx.exec("UPDATE upload SET ticket_id=?, place=?, key=?, kind=?, caption=?, millis=?, wave=? WHERE id=?",
			ticket, i, p.Key, p.Kind, p.Caption, p.Length.Milliseconds(), append([]byte{}, p.Wave...), p.Upload.ID); err != nil {
			return err
		}
	}
	return nil
}

// relay moves what lies below the conversation of one ticket to another, where the first is about to go.
func (tx *Tx) relay(from, to desk.TicketID) error {
	_, err := tx.exec("UPDATE upload SET ticket_id=? WHERE ticket_id=?", to, from)
	return err
}
