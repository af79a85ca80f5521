package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Known is an address of a contact, with those that they left.
type Known struct {
	desk.Address
	Left bool
}

// AllAddresses lists every address of a contact: telephones first, and of these the one that they used last.
func (v *View) AllAddresses(id desk.ContactID) ([]Known, error) {
	return collect(v, func(s scanner) (k Known, err error) { return k, s.Scan(&k.Scheme, &k.Value, &k.Left) },
		"SELECT scheme, value, "+hasLeft+" FROM address WHERE contact_id=? ORDER BY scheme DESC, "+hasLeft+", came_at DESC, value", id)
}

// ContactChannels lists the channels that have talked with a contact.
func (v *View) ContactChannels(id desk.ContactID) ([]desk.ChannelID, error) {
	return collect(v, func(s scanner) (c desk.ChannelID, err error) { return c, s.Scan(&c) },
		"SELECT DISTINCT channel_id FROM ticket WHERE contact_id=? ORDER BY channel_id", id)
}

// Blocked reports whether the operator blocked a contact.
func (v *View) Blocked(id desk.ContactID) (blocked bool, err error) {
	_, err = v.row("SELECT blocked_at>0 FROM contact WHERE id=?", []any{id}, &blocked)
	return blocked, err
}

// SetBlocked blocks a contact, or ends that; the zero time ends it.
func (tx *Tx) SetBlocked(id desk.ContactID, at time.Time) error {
	return tx.setContact("UPDATE contact SET blocked_at=?2 WHERE id=?1 AND erased_at=0", id, Millis(at))
}

// SetContactNote keeps what the operator wrote about a contact.
func (tx *Tx) SetContactNote(id desk.ContactID, note string) error {
	return tx.setContact("UPDATE contact SET note=?2 WHERE id=?1 AND erased_at=0", id, note)
}

func (tx *Tx) setContact(query string, id desk.ContactID, value any) error {
	n, err := tx.exec(query, id, value)
	if err == nil && n == 0 {
		return desk.Refuse(desk.CodeNotFound)
	}
	tx.Emit("contact", int64(id), 0)
	return err
}

// Wrote reports whether a contact ever wrote to us.
func (v *View) Wrote(id desk.ContactID) (bool, error) {
	var one int
	return v.row("SELECT 1 FROM message WHERE contact_id=? AND direction='in' LIMIT 1", []any{id}, &one)
}

// BeginTicket opens a ticket in which nothing was said yet; it stands where what was said last stands.
func (tx *Tx) BeginTicket(channel desk.ChannelID, contact desk.ContactID, at time.Time) (desk.TicketID, error) {
	id, err := tx.AddTicket(channel, contact, desk.Open, at, false)
	if err == nil {
		_, err = tx.exec("UPDATE ticket SET last_at=? WHERE id=?", Millis(at), id)
	}
	return id, err
}

// AddAddress gives a contact an address that nobody has.
func (tx *Tx) AddAddress(id desk.ContactID, a desk.Address) error {
	_, err := tx.exec("INSERT INTO address(scheme, value, contact_id) VALUES(?,?,?)", a.Scheme, a.Value, id)
	tx.Emit("contact", int64(id), 0)
	return err
}
