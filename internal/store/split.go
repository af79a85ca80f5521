package store

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Successor finds out whether somebody else wrote already by a telephone of which is told only now that its holder left it: then all that
// is newer becomes a contact of its own, which Hand gives the telephone to. It is 0 where nobody did, and where the holder is known by
// anything else, since then it cannot be told what came by which.
func (tx *Tx) Successor(a desk.Address, left time.Time) (next desk.ContactID, err error) {
	until := Millis(left) + Settled.Milliseconds()
	h, err := tx.holds(a)
	if err != nil || a.Scheme != desk.SchemePhone || h.contact == 0 || h.told > Millis(left) {
		return 0, err
	}
	var others, later int64
	spelled := append(a.Spellings(), a.Value)
	if _, err := tx.row("SELECT count(*) FROM address WHERE contact_id=? AND NOT (scheme=? AND value IN (?,?))",
		[]any{h.contact, a.Scheme, spelled[0], spelled[1]}, &others); err != nil {
		return 0, err
	}
	if _, err := tx.row("SELECT count(*) FROM message WHERE contact_id=? AND at>? AND direction='in'", []any{h.contact, until}, &later); err != nil {
		return 0, err
	}
	if others > 0 || later == 0 {
		return 0, nil
	}
	id, err := tx.insert("INSERT INTO contact DEFAULT VALUES")
	if err != nil {
		return 0, err
	}
	return desk.ContactID(id), tx.split(h.contact, desk.ContactID(id), until)
}

// split moves what is newer than until from one contact to another. What the operator wrote about the first stays with them.
func (tx *Tx) split(from, to desk.ContactID, until int64) error {
	tickets, err := collect(&tx.View, func(s scanner) (id desk.TicketID, err error) { return id, s.Scan(&id) },
		"SELECT DISTINCT ticket_id FROM message WHERE contact_id=? AND at>?", from, until)
	if err != nil {
		return err
	}
	for _, id := range tickets {
		if err := tx.splitTicket(id, from, to, until); err != nil {
			return err
		}
	}
	for _, q := range []string{
		"UPDATE sighting SET contact_id=?2 WHERE contact_id=?1 AND message_id IN (SELECT id FROM message WHERE contact_id=?2 AND at>?3)",
		"UPDATE delivery SET contact_id=?2 WHERE contact_id=?1 AND message_id IN (SELECT id FROM message WHERE contact_id=?2 AND at>?3)",
		`INSERT INTO last_inbound(contact_id, number, at) SELECT ?2, number, at FROM last_inbound WHERE contact_id=?1 AND at>?3`,
		`UPDATE last_inbound AS l SET at=coalesce((SELECT max(m.at) FROM message m WHERE m.contact_id=?1 AND m.number=l.number AND m.direction='in'), 0)
		 WHERE contact_id=?1 AND at>?3`,
		"DELETE FROM last_inbound WHERE contact_id=?1 AND at=0 AND ?3>0",
		"UPDATE contact AS t SET pushed=f.pushed, pushed_at=f.pushed_at FROM contact AS f WHERE t.id=?2 AND f.id=?1 AND f.pushed_at>?3",
		"UPDATE contact SET pushed='', pushed_at=0 WHERE id=?1 AND pushed_at>?3",
		`UPDATE contact AS t SET marketing_stopped=f.marketing_stopped, marketing_at=f.marketing_at FROM contact AS f
		 WHERE t.id=?2 AND f.id=?1 AND f.marketing_at>?3`,
		"UPDATE contact SET marketing_stopped=0, marketing_at=0 WHERE id=?1 AND marketing_at>?3",
	} {
		if _, err := tx.exec(q, from, to, until); err != nil {
			return err
		}
	}
	return nil
}

// splitTicket moves the newer messages of a ticket into one of the other contact, which is as that one is.
func (tx *Tx) splitTicket(id desk.TicketID, from, to desk.ContactID, until int64) error {
	next, err := tx.insert(`INSERT INTO ticket(channel_id, contact_id, status, imported, closed_at, year)
		SELECT channel_id, ?, status, imported, closed_at, year FROM ticket WHERE id=?`, to, id)
	if err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE message SET contact_id=?, ticket_id=? WHERE contact_id=? AND ticket_id=? AND at>?", to, next, from, id, until); err != nil {
		return err
	}
	if err := tx.Recount(desk.TicketID(next)); err != nil {
		return err
	}
	var rest int
	left, err := tx.row("SELECT 1 FROM message WHERE ticket_id=? LIMIT 1", []any{id}, &rest)
	if err != nil || left {
		if err == nil {
			err = tx.Recount(id)
		}
		return err
	}
	if _, err := tx.exec("UPDATE ticket AS n SET snoozed_until=o.snoozed_until, draft=o.draft, pinned=o.pinned, marked=o.marked FROM ticket AS o WHERE n.id=? AND o.id=?", next, id); err != nil {
		return err
	}
	if err := tx.relay(id, desk.TicketID(next)); err != nil {
		return err
	}
	_, err = tx.exec("DELETE FROM ticket WHERE id=?", id)
	tx.touch(id)
	return err
}
