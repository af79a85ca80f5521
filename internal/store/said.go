package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Said is one contact to whom the operator wrote certain words, and the kind of connection by which they leave.
type Said struct {
	Contact desk.ContactID
	Kind    desk.Kind
}

// SaidSince lists to whom the operator wrote the same words since a time. What was taken back before
// it left does not count.
func (v *View) SaidSince(kind desk.MessageKind, body string, since time.Time) ([]Said, error) {
	return collect(v, scanSaid, saidSince+" AND m.kind=? AND m.body=?", Millis(since), kind, body)
}

// SharedSince is SaidSince of a file, by the hash of its content.
func (v *View) SharedSince(sha256 string, since time.Time) ([]Said, error) {
	return collect(v, scanSaid, saidSince+" AND EXISTS (SELECT 1 FROM attachment WHERE message_id=m.id AND sha256=?)", Millis(since), sha256)
}

const saidSince = `SELECT m.contact_id, c.kind FROM message m JOIN connection c ON c.id=m.connection_id
	WHERE m.direction='out' AND m.origin='operator' AND m.at>=? AND m.status<>'cancelled'`

func scanSaid(s scanner) (one Said, err error) { return one, s.Scan(&one.Contact, &one.Kind) }
