package store

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// PutGroup finds or creates the contact of a group.
func (tx *Tx) PutGroup(a desk.Address) (desk.ContactID, error) {
	id, _, err := tx.PutContact([]desk.Address{a})
	if err == nil {
		_, err = tx.exec("UPDATE contact SET is_group=1 WHERE id=? AND is_group=0", id)
	}
	return id, err
}

// AddGroupTicket opens the one ticket that a group has in a channel. It brings no notices until the operator wants them.
func (tx *Tx) AddGroupTicket(channel desk.ChannelID, group desk.ContactID, at time.Time) (desk.TicketID, error) {
	id, err := tx.AddTicket(channel, group, desk.InGroup, at, false)
	if err == nil {
		_, err = tx.exec("UPDATE ticket SET muted=1 WHERE id=?", id)
	}
	return id, err
}

// GroupWay is the connection that brought what was said last in a group, of those that a channel has; 0 if none did.
func (v *View) GroupWay(channel desk.ChannelID, group desk.ContactID) (id desk.ConnectionID, err error) {
	_, err = v.row(`SELECT s.connection_id FROM message m JOIN sighting s ON s.message_id=m.id
		JOIN route r ON r.channel_id=?1 AND r.connection_id=s.connection_id
		WHERE m.contact_id=?2 AND m.direction IN ('in','out') ORDER BY m.at DESC, m.id DESC, s.connection_id=m.connection_id DESC LIMIT 1`,
		[]any{channel, group}, &id)
	return id, err
}

// GroupCopy finds the message of a group that another connection of ours brought or sent already: in a group every account is told the
// same id, whichever number it has. 0 if there is none.
func (v *View) GroupCopy(group desk.ContactID, remote, wire desk.RemoteID) (id desk.MessageID, err error) {
	_, err = v.row(`SELECT message_id FROM sighting WHERE contact_id=?1 AND remote_id IN (?2, ?3) AND remote_id<>''
		UNION ALL SELECT id FROM message WHERE contact_id=?1 AND wire_id<>'' AND wire_id=?3 LIMIT 1`, []any{group, remote, wire}, &id)
	return id, err
}

// PutAuthor finds or notes somebody who wrote or reacted in a group, by every address that was told of them; 0 where none was. Those who
// prove to be one person become one.
func (tx *Tx) PutAuthor(group desk.ContactID, addresses []desk.Address) (desk.AuthorID, error) {
	addresses = slices.DeleteFunc(slices.Clone(addresses), func(a desk.Address) bool { return a.Value == "" || a.Scheme == desk.SchemeGroup })
	if len(addresses) == 0 {
		return 0, nil
	}
	ids, err := tx.authorsBy(group, addresses)
	if err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		id, err := tx.insert("INSERT INTO author(contact_id, color) SELECT ?1, 1 + (SELECT count(*) FROM author WHERE contact_id=?1) % ?2", group, desk.AuthorColors)
		if err != nil {
			return 0, err
		}
		ids = []desk.AuthorID{desk.AuthorID(id)}
	}
	for _, twin := range ids[1:] {
		if err := tx.mergeAuthor(group, twin, ids[0]); err != nil {
			return 0, err
		}
	}
	for _, a := range addresses {
		if _, err := tx.exec("INSERT INTO author_address(contact_id, scheme, value, author_id) VALUES(?,?,?,?) ON CONFLICT DO NOTHING",
			group, a.Scheme, a.Value, ids[0]); err != nil {
			return 0, err
		}
	}
	return ids[0], nil
}

// FindAuthor is PutAuthor without noting anybody.
func (v *View) FindAuthor(group desk.ContactID, addresses []desk.Address) (desk.AuthorID, error) {
	ids, err := v.authorsBy(group, addresses)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}

func (v *View) authorsBy(group desk.ContactID, addresses []desk.Address) (ids []desk.AuthorID, err error) {
	for _, a := range addresses {
		for _, value := range a.Spellings() {
			var id desk.AuthorID
			found, err := v.row("SELECT author_id FROM author_address WHERE contact_id=? AND scheme=? AND value=?", []any{group, a.Scheme, value}, &id)
			if err != nil {
				return nil, err
			}
			if found && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// mergeAuthor makes one author of two.
func (tx *Tx) mergeAuthor(group desk.ContactID, from, to desk.AuthorID) error {
	for _, q := range []string{
		"UPDATE message SET author_id=?2 WHERE contact_id=?3 AND author_id=?1",
		`INSERT INTO reaction(message_id, direction, author_id, emoji, at, by_id) SELECT message_id, direction, ?2, emoji, at, by_id FROM reaction
		 WHERE author_id=?1 AND message_id IN (SELECT id FROM message WHERE contact_id=?3)` + laterReaction,
		"DELETE FROM reaction WHERE author_id=?1 AND message_id IN (SELECT id FROM message WHERE contact_id=?3)",
		"UPDATE author_address SET author_id=?2 WHERE author_id=?1 AND contact_id=?3",
		`UPDATE author AS t SET
		   name = CASE WHEN t.name='' OR f.name<>'' AND f.told_at>t.told_at THEN f.name ELSE t.name END,
		   saved = CASE WHEN t.saved='' THEN f.saved ELSE t.saved END,
		   told_at = max(t.told_at, f.told_at), last_at = max(t.last_at, f.last_at)
		 FROM author AS f WHERE f.id=?1 AND t.id=?2 AND f.contact_id=?3`,
		"DELETE FROM author WHERE id=?1 AND contact_id=?3",
	} {
		if _, err := tx.exec(q, from, to, group); err != nil {
			return err
		}
	}
	tx.Emit("contact", int64(group), 0)
	return nil
}

// NameAuthor records what a network calls an author: of two names the one that was told later counts.
func (tx *Tx) NameAuthor(id desk.AuthorID, name, saved string, at time.Time) error {
	_, err := tx.exec(`UPDATE author SET saved=CASE WHEN ?2='' THEN saved ELSE ?2 END,
		name=CASE WHEN ?1<>'' AND (told_at, name)<(?3, ?1) THEN ?1 ELSE name END, told_at=CASE WHEN ?1='' THEN told_at ELSE max(told_at, ?3) END WHERE id=?4`,
		name, saved, Millis(at), id)
	return err
}

// AuthorWrote records when an author wrote.
func (tx *Tx) AuthorWrote(id desk.AuthorID, at time.Time) error {
	_, err := tx.exec("UPDATE author SET last_at=max(last_at, ?) WHERE id=?", Millis(at), id)
	return err
}

// AuthorAddresses lists the addresses of an author, telephones first; those of nobody are none.
func (v *View) AuthorAddresses(id desk.AuthorID) ([]desk.Address, error) {
	return collect(v, func(s scanner) (a desk.Address, err error) { return a, s.Scan(&a.Scheme, &a.Value) },
		"SELECT scheme, value FROM author_address WHERE author_id=? ORDER BY scheme DESC, value", id)
}

// Authored is the conversation of a message, and who wrote it where that is a group; 0 elsewhere and of our side.
func (v *View) Authored(id desk.MessageID) (c desk.ContactID, a desk.AuthorID, err error) {
	_, err = v.row("SELECT contact_id, author_id FROM message WHERE id=?", []any{id}, &c, &a)
	return c, a, err
}

// manyAuthors bounds how many authors of a group are listed.
const manyAuthors = 200

// Authors lists those who wrote in a group, whoever wrote last first.
func (v *View) Authors(group desk.ContactID) ([]desk.Author, error) {
	ids, err := collect(v, func(s scanner) (id desk.AuthorID, err error) { return id, s.Scan(&id) },
		"SELECT id FROM author WHERE contact_id=? AND last_at>0 ORDER BY last_at DESC, id DESC LIMIT ?", group, manyAuthors)
	if err != nil {
		return nil, err
	}
	all := make([]desk.Author, 0, len(ids))
	for _, id := range ids {
		a, err := v.author(id)
		if err != nil {
			return nil, err
		}
		all = append(all, *a)
	}
	return all, nil
}

// author reads who somebody is as the screen calls them now; nil for nobody.
func (v *View) author(id desk.AuthorID) (*desk.Author, error) {
	if id == 0 {
		return nil, nil
	}
	a := desk.Author{ID: id, Color: 1}
	var saved string
	var last int64
	if _, err := v.row("SELECT name, saved, color, last_at FROM author WHERE id=?", []any{id}, &a.Name, &saved, &a.Color, &last); err != nil {
		return nil, err
	}
	a.LastAt = Time(last)
	addresses, err := v.AuthorAddresses(id)
	if err != nil {
		return nil, err
	}
	if len(addresses) > 0 && addresses[0].Scheme == desk.SchemePhone {
		a.Number = addresses[0].Canonical()
	}
	known := ""
	if contact, err := v.FindContact(addresses); err != nil {
		return nil, err
	} else if contact != 0 {
		if _, err := v.row("SELECT CASE WHEN name='' THEN saved ELSE name END FROM contact WHERE id=?", []any{contact}, &known); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{saved, known} {
		if name != "" {
			a.Name = name
		}
	}
	return &a, nil
}

func authorID(a *desk.Author) desk.AuthorID {
	if a == nil {
		return 0
	}
	return a.ID
}
