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
// into the oldest; merged says so, because words that waited for a message of the other one may now have it. Without any address
// it would be nobody, whom nothing could ever be told of again: bad_request.
func (tx *Tx) PutContact(addresses []desk.Address) (id desk.ContactID, merged bool, err error) {
	if !slices.ContainsFunc(addresses, func(a desk.Address) bool { return a.Value != "" }) {
		return 0, false, desk.Refuse(desk.CodeBadRequest)
	}
	ids, err := tx.contacts(addresses)
	if err != nil {
		return 0, false, err
	}
	if len(ids) == 0 {
		id, err := tx.insert("INSERT INTO contact DEFAULT VALUES")
		if err != nil {
			return 0, false, err
		}
		ids = append(ids, desk.ContactID(id))
	}
	for _, twin := range ids[1:] {
		if err := tx.mergeContact(twin, ids[0]); err != nil {
			return 0, false, err
		}
	}
	for _, a := range addresses {
		if a.Value == "" {
			continue
		}
		n, err := tx.exec("INSERT INTO address(scheme, value, contact_id) VALUES(?,?,?) ON CONFLICT DO NOTHING", a.Scheme, a.Value, ids[0])
		if err != nil {
			return 0, false, err
		}
		if n > 0 {
			tx.Emit("contact", int64(ids[0]), 0)
			if err := tx.alignSpellings(a); err != nil {
				return 0, false, err
			}
		}
	}
	return ids[0], len(ids) > 1, nil
}

// NameContact records the names a network told. The customer's own name follows the clock of the messages that carried it,
// also where it only repeats what is known: an older one that comes later must not win.
func (tx *Tx) NameContact(id desk.ContactID, pushed, saved string, at time.Time) error {
	var n int64
	if pushed != "" {
		var before string
		if _, err := tx.row("SELECT pushed FROM contact WHERE id=?", []any{id}, &before); err != nil {
			return err
		}
		later, err := tx.exec("UPDATE contact SET pushed=?1, pushed_at=?2 WHERE id=?3 AND (pushed_at, pushed) < (?2, ?1)", pushed, Millis(at), id)
		if err != nil {
			return err
		}
		if before != pushed {
			n = later
		}
	}
	m, err := tx.exec("UPDATE contact SET saved=? WHERE id=? AND ?<>'' AND saved<>?", saved, id, saved, saved)
	if err != nil {
		return err
	}
	if n+m > 0 {
		tx.Emit("contact", int64(id), 0)
	}
	return nil
}

// SetMarketing records whether a customer stopped marketing messages. An older word that comes later changes nothing; of two of the
// same moment the one that asks for less counts.
func (tx *Tx) SetMarketing(id desk.ContactID, stopped bool, at time.Time) error {
	n, err := tx.exec("UPDATE contact SET marketing_stopped=?1, marketing_at=?2 WHERE id=?3 AND (marketing_at, marketing_stopped) < (?2, ?1)",
		stopped, Millis(at), id)
	if n > 0 {
		tx.Emit("contact", int64(id), 0)
	}
	return err
}

// RenameContact sets the operator's own name for a contact; empty goes back to the name the network told.
func (tx *Tx) RenameContact(id desk.ContactID, name string) error {
	return tx.setContact("UPDATE contact SET name=?2 WHERE id=?1 AND erased_at=0", id, name)
}

// lastPhone is the telephone that a contact used last, and the greatest of those used in one second: an aggregate, because the list of
// tickets must not sort.
const lastPhone = "substr(max(printf('%015d', came_at) || value), 16)"

const contactColumns = `c.id, c.name, c.saved, c.pushed, c.note, c.marketing_stopped, c.blocked_at>0, c.is_group,
	(SELECT group_concat(tag_id) FROM contact_tag WHERE contact_id=c.id),
	coalesce((SELECT ` + lastPhone + ` FROM address WHERE contact_id=c.id AND scheme='phone' AND NOT ` + hasLeft + `),
	(SELECT ` + lastPhone + ` FROM address WHERE contact_id=c.id AND scheme='phone'), '')`

func contactFields(c *desk.Contact) []any {
	return []any{&c.ID, &c.Name, &c.Saved, &c.Pushed, &c.Note, &c.NoMarketing, &c.Blocked, &c.Group, tagList{&c.Tags}, &c.Number}
}

// Somebody reads a contact as Contact does, but not what is left of one who was erased: not_found.
func (v *View) Somebody(id desk.ContactID) (c desk.Contact, err error) {
	var one int
	there, err := v.row("SELECT 1 FROM contact WHERE id=? AND erased_at=0", []any{id}, &one)
	if err == nil && !there {
		err = desk.Refuse(desk.CodeNotFound)
	}
	if err != nil {
		return c, err
	}
	return v.Contact(id)
}

// Contact reads one contact; not_found.
func (v *View) Contact(id desk.ContactID) (desk.Contact, error) {
	var c desk.Contact
	found, err := v.row("SELECT "+contactColumns+" FROM contact c WHERE c.id=?", []any{id}, contactFields(&c)...)
	if err == nil && !found {
		return c, desk.Refuse(desk.CodeNotFound)
	}
	return c, err
}
