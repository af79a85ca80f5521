package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// FindContact returns the contact that has any of the addresses, 0 if none has.
func (v *View) FindContact(addresses []desk.Address) (desk.ContactID, error) {
	ids, err := v.contacts(addresses)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}

func (v *View) contacts(addresses []desk.Address) ([]desk.ContactID, error) {
	var ids []desk.ContactID
	for _, a := range addresses {
		for _, value := range a.Spellings() {
			var id desk.ContactID
			found, err := v.row("SELECT contact_id FROM address WHERE scheme=? AND value=?", []any{a.Scheme, value}, &id)
			if err != nil {
				return nil, err
			}
			if found && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	slices.SortFunc(ids, func(a, b desk.ContactID) int { return cmp.Compare(a, b) })
	return ids, nil
}

// PutContact finds or creates the contact that all these addresses belong to. Contacts that they prove to be one are merged
// into the oldest.
func (tx *Tx) PutContact(addresses []desk.Address) (desk.ContactID, error) {
	ids, err := tx.contacts(addresses)
	if err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		id, err := tx.insert("INSERT INTO contact DEFAULT VALUES")
		if err != nil {
			return 0, err
		}
		ids = append(ids, desk.ContactID(id))
	}
	for _, twin := range ids[1:] {
		if err := tx.mergeContact(twin, ids[0]); err != nil {
			return 0, err
		}
	}
	for _, a := range addresses {
		if a.Value == "" {
			continue
		}
		n, err := tx.exec("INSERT INTO address(scheme, value, contact_id) VALUES(?,?,?) ON CONFLICT DO NOTHING", a.Scheme, a.Value, ids[0])
		if err != nil {
			return 0, err
		}
		if n > 0 {
			tx.Emit("contact", int64(ids[0]), 0)
		}
	}
	return ids[0], nil
}

// mergeContact moves everything of one contact to another and forgets the empty one.
func (tx *Tx) mergeContact(from, to desk.ContactID) error {
	if err := tx.mergeTickets(from, to); err != nil {
		return err
	}
	for _, q := range []string{
		"UPDATE address SET contact_id=?2 WHERE contact_id=?1",
		"UPDATE ticket SET contact_id=?2 WHERE contact_id=?1",
		"UPDATE message SET contact_id=?2 WHERE contact_id=?1",
		"UPDATE OR IGNORE sighting SET contact_id=?2 WHERE contact_id=?1",
		"DELETE FROM sighting WHERE contact_id=?1",
		"UPDATE OR IGNORE early SET contact_id=?2 WHERE contact_id=?1",
		"DELETE FROM early WHERE contact_id=?1",
		"UPDATE delivery SET contact_id=?2 WHERE contact_id=?1",
		`UPDATE contact AS t SET
		   name = CASE WHEN t.name='' THEN f.name ELSE t.name END,
		   saved = CASE WHEN t.saved='' THEN f.saved ELSE t.saved END,
		   pushed = CASE WHEN f.pushed_at>t.pushed_at THEN f.pushed ELSE t.pushed END,
		   pushed_at = max(t.pushed_at, f.pushed_at),
		   note = trim(t.note || char(10) || f.note, char(10))
		 FROM contact AS f WHERE f.id=?1 AND t.id=?2`,
		"DELETE FROM contact WHERE id=?1",
	} {
		if _, err := tx.exec(q, from, to); err != nil {
			return err
		}
	}
	tx.Emit("contact", int64(from), int64(to))
	tx.Emit("contact", int64(to), 0)
	return nil
}

// mergeTickets empties the newer of two live tickets that would stand in one channel, and closes it.
func (tx *Tx) mergeTickets(from, to desk.ContactID) error {
	type pair struct{ keep, drop desk.TicketID }
	pairs, err := collect(&tx.View, func(s scanner) (p pair, err error) { return p, s.Scan(&p.keep, &p.drop) },
		`SELECT min(a.id, b.id), max(a.id, b.id) FROM ticket a JOIN ticket b ON b.channel_id=a.channel_id
		 WHERE a.contact_id=? AND b.contact_id=? AND a.status<>'closed' AND b.status<>'closed'`, to, from)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if _, err := tx.exec("UPDATE message SET ticket_id=? WHERE ticket_id=?", p.keep, p.drop); err != nil {
			return err
		}
		if _, err := tx.exec(`UPDATE ticket AS k SET status=CASE WHEN d.status='open' THEN 'open' ELSE k.status END,
			draft=CASE WHEN k.draft='' THEN d.draft ELSE k.draft END, pinned=max(k.pinned, d.pinned)
			FROM ticket AS d WHERE k.id=? AND d.id=?`, p.keep, p.drop); err != nil {
			return err
		}
		if _, err := tx.exec("UPDATE ticket SET status='closed', closed_at=last_at, draft='' WHERE id=?", p.drop); err != nil {
			return err
		}
		for _, id := range []desk.TicketID{p.drop, p.keep} {
			if err := tx.Recount(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// NameContact records the names a network told. The customer's own name follows the clock of the messages that carried it.
func (tx *Tx) NameContact(id desk.ContactID, pushed, saved string, at time.Time) error {
	n, err := tx.exec("UPDATE contact SET pushed=?, pushed_at=? WHERE id=? AND ?<>'' AND pushed_at<? AND pushed<>?",
		pushed, Millis(at), id, pushed, Millis(at), pushed)
	if err != nil {
		return err
	}
	m, err := tx.exec("UPDATE contact SET saved=? WHERE id=? AND ?<>'' AND saved<>?", saved, id, saved, saved)
	if n+m > 0 {
		tx.Emit("contact", int64(id), 0)
	}
	return err
}

// RenameContact sets the operator's own name for a contact; empty goes back to the name the network told.
func (tx *Tx) RenameContact(id desk.ContactID, name string) error {
	n, err := tx.exec("UPDATE contact SET name=? WHERE id=?", name, id)
	if err == nil && n == 0 {
		return desk.Refuse(desk.CodeNotFound)
	}
	tx.Emit("contact", int64(id), 0)
	return err
}

const contactColumns = `c.id, c.name, c.saved, c.pushed, c.note,
	coalesce((SELECT value FROM address WHERE contact_id=c.id AND scheme='phone' ORDER BY length(value) DESC LIMIT 1), '')`

func contactFields(c *desk.Contact) []any {
	return []any{&c.ID, &c.Name, &c.Saved, &c.Pushed, &c.Note, &c.Number}
}

// Contact reads one contact.
func (v *View) Contact(id desk.ContactID) (desk.Contact, error) {
	var c desk.Contact
	found, err := v.row("SELECT "+contactColumns+" FROM contact c WHERE c.id=?", []any{id}, contactFields(&c)...)
	if err == nil && !found {
		return c, desk.Refuse(desk.CodeNotFound)
	}
	return c, err
}

// Addresses lists the addresses of a contact, telephone first.
func (v *View) Addresses(id desk.ContactID) ([]desk.Address, error) {
	return collect(v, func(s scanner) (a desk.Address, err error) { return a, s.Scan(&a.Scheme, &a.Value) },
		"SELECT scheme, value FROM address WHERE contact_id=? ORDER BY scheme='phone' DESC, value", id)
}
