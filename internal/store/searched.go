package store

import (
	"encoding/json"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
)

// Searched is what can be found of a message.
type Searched struct {
	ID        desk.MessageID
	Contact   desk.ContactID
	Direction desk.Direction
	Kind      desk.MessageKind
	At        int64 // unix milliseconds
	Text      string
	File      string
	Gone      bool // nothing of it is to be found any more: it was deleted, or never was anybody's word
}

const searchedColumns = `SELECT m.id, m.contact_id, m.direction, m.kind, m.at, m.body, m.content, m.revoked_at>0 OR m.direction='system',
	coalesce(a.name, '') FROM message m LEFT JOIN attachment a ON a.message_id=m.id `

func scanSearched(s scanner) (d Searched, err error) {
	var content string
	if err = s.Scan(&d.ID, &d.Contact, &d.Direction, &d.Kind, &d.At, &d.Text, &content, &d.Gone, &d.File); err != nil {
		return d, err
	}
	c, err := readContent(content)
	d.Text = desk.SearchText(d.Text, c)
	return d, err
}

// SearchedAfter reads the messages with ids above one, in the order of their ids.
func (v *View) SearchedAfter(id desk.MessageID, limit int) ([]Searched, error) {
	return collect(v, scanSearched, searchedColumns+"WHERE m.id>? ORDER BY m.id LIMIT ?", id, limit)
}

// SearchedAgain reads messages by id; those that do not exist are gone.
func (v *View) SearchedAgain(ids []desk.MessageID) ([]Searched, error) {
	all := make([]Searched, 0, len(ids))
	for _, id := range ids {
		one, err := collect(v, scanSearched, searchedColumns+"WHERE m.id=?", id)
		if err != nil {
			return nil, err
		}
		if len(one) == 0 {
			one = []Searched{{ID: id, Gone: true}}
		}
		all = append(all, one...)
	}
	return all, nil
}

// NewestIDs are the greatest ids that messages and contacts ever had.
func (v *View) NewestIDs() (m desk.MessageID, c desk.ContactID, err error) {
	const greatest = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name=?), 0)"
	if _, err = v.row(greatest, []any{"message"}, &m); err == nil {
		_, err = v.row(greatest, []any{"contact"}, &c)
	}
	return m, c, err
}

// Person is what can be found of a contact. Without names and numbers it is gone.
type Person struct {
	ID      desk.ContactID
	Names   []string
	Numbers []string // digits, in every spelling, with those it left
	Erased  bool     // nothing of it may stay anywhere
}

// PersonsAfter lists the contacts with ids above one, in the order of their ids.
func (v *View) PersonsAfter(id desk.ContactID, limit int) ([]Person, error) {
	ids, err := collect(v, func(s scanner) (id desk.ContactID, err error) { return id, s.Scan(&id) },
		"SELECT id FROM contact WHERE id>? ORDER BY id LIMIT ?", id, limit)
	if err != nil {
		return nil, err
	}
	return v.Persons(ids)
}

// Persons reads contacts by id; one that does not exist has no names and no numbers.
func (v *View) Persons(ids []desk.ContactID) ([]Person, error) {
	all := make([]Person, 0, len(ids))
	for _, id := range ids {
		p := Person{ID: id}
		var name, saved, pushed string
		if _, err := v.row("SELECT name, saved, pushed, erased_at>0 FROM contact WHERE id=?", []any{id}, &name, &saved, &pushed, &p.Erased); err != nil {
			return nil, err
		}
		for _, n := range []string{name, saved, pushed} {
			if n != "" {
				p.Names = append(p.Names, n)
			}
		}
		numbers, err := collect(v, func(s scanner) (n string, err error) { return n, s.Scan(&n) },
			"SELECT value FROM address WHERE contact_id=? AND scheme='phone' ORDER BY value", id)
		if err != nil {
			return nil, err
		}
		for _, n := range numbers {
			p.Numbers = append(p.Numbers, desk.Phone(n).Spellings()...)
		}
		all = append(all, p)
	}
	return all, nil
}

// Todo is a message or a contact whose words changed after it may have been indexed.
type Todo struct {
	Seq  int64
	Kind string // message | contact
	Of   int64
}

// SearchTodo lists the oldest of what changed.
func (v *View) SearchTodo(limit int) ([]Todo, error) {
	return collect(v, func(s scanner) (t Todo, err error) { return t, s.Scan(&t.Seq, &t.Kind, &t.Of) },
		"SELECT seq, kind, of FROM search_todo WHERE seq>0 ORDER BY seq LIMIT ?", limit)
}

// DropTodo forgets what was indexed, up to a number, by the index with this stamp. A change that came since has a greater one. With it go the
// earlier stamps: an index from before, put back by a power cut or by hand, would lack what nobody remembers to do.
func (tx *Tx) DropTodo(upTo int64, stamp string) error {
	if _, err := tx.exec("DELETE FROM search_todo WHERE seq<=?", upTo); err != nil {
		return err
	}
	_, err := tx.exec("DELETE FROM search_stamp WHERE seq<(SELECT seq FROM search_stamp WHERE stamp=?)", stamp)
	return err
}

// Found is a message that was found, as it is now.
type Found struct {
	Searched
	Channel desk.ChannelID
	Ticket  desk.TicketID // where it is shown: the live one of its contact and channel, else its own
	Person  desk.Contact
	Author  *desk.Author // who wrote it in a group
}

const foundColumns = `SELECT m.id, m.contact_id, m.direction, m.kind, m.at, m.body, m.content, m.revoked_at>0 OR m.direction='system',
	coalesce(a.name, ''), m.author_id, t.channel_id, coalesce((SELECT l.id FROM ticket l WHERE l.channel_id=t.channel_id AND l.contact_id=t.contact_id
	AND l.status<>'closed'), t.id), ` + contactColumns + ` FROM message m JOIN ticket t ON t.id=m.ticket_id JOIN contact c ON c.id=m.contact_id
	LEFT JOIN attachment a ON a.message_id=m.id WHERE m.id=?`

// Found reads one message that the index named; false when it is not there any more.
func (v *View) Found(id desk.MessageID) (f Found, there bool, err error) {
	var content string
	var author desk.AuthorID
	there, err = v.row(foundColumns, []any{id}, append([]any{&f.ID, &f.Contact, &f.Direction, &f.Kind, &f.At, &f.Text, &content, &f.Gone, &f.File,
		&author, &f.Channel, &f.Ticket}, contactFields(&f.Person)...)...)
	if err != nil || !there {
		return f, false, err
	}
	if f.Author, err = v.author(author); err != nil {
		return f, false, err
	}
	c, err := readContent(content)
	f.Text = desk.SearchText(f.Text, c)
	return f, !f.Gone, err
}

// Sifted are those of some messages that are of a channel and of contacts that have a tag; 0 is any.
func (v *View) Sifted(ids []desk.MessageID, channel desk.ChannelID, tag desk.TagID) (map[desk.MessageID]bool, error) {
	list, err := json.Marshal(ids)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	all, err := collect(v, func(s scanner) (id desk.MessageID, err error) { return id, s.Scan(&id) },
		`SELECT m.id FROM json_each(?1) asked CROSS JOIN message m ON m.id=asked.value CROSS JOIN ticket t ON t.id=m.ticket_id
		WHERE (?2=0 OR t.channel_id=?2) AND (?3=0 OR EXISTS (SELECT 1 FROM contact_tag WHERE contact_id=m.contact_id AND tag_id=?3))`,
		string(list), channel, tag)
	kept := make(map[desk.MessageID]bool, len(all))
	for _, id := range all {
		kept[id] = true
	}
	return kept, err
}

// Owners lists contacts that have a tag.
func (v *View) Owners(tag desk.TagID, limit int) ([]desk.ContactID, error) {
	return collect(v, func(s scanner) (id desk.ContactID, err error) { return id, s.Scan(&id) },
		"SELECT contact_id FROM contact_tag WHERE tag_id=? LIMIT ?", tag, limit)
}

// Spoke are those of some contacts that talked last, the latest first; who never did comes last.
func (v *View) Spoke(ids []int64, limit int) ([]int64, error) {
	list, err := json.Marshal(append([]int64{}, ids...))
	if err != nil {
		return nil, err
	}
	return collect(v, func(s scanner) (id int64, err error) { return id, s.Scan(&id) },
		`SELECT asked.value FROM json_each(?1) asked
		ORDER BY (SELECT max(last_at) FROM ticket WHERE contact_id=asked.value) DESC NULLS LAST, asked.value DESC LIMIT ?2`, string(list), limit)
}

// Starred lists messages that the operator marked with a star, newest first.
func (v *View) Starred(limit int) ([]desk.MessageID, error) {
	return collect(v, func(s scanner) (id desk.MessageID, err error) { return id, s.Scan(&id) },
		"SELECT id FROM message WHERE starred=1 ORDER BY at DESC, id DESC LIMIT ?", limit)
}

// Latest finds the ticket of a contact that was moved last, of those that are live if there is one; 0 if it has none.
func (v *View) Latest(c desk.ContactID) (t desk.TicketID, at int64, err error) {
	_, err = v.row("SELECT id, last_at FROM ticket WHERE contact_id=? ORDER BY status='closed', last_at DESC, id DESC LIMIT 1", []any{c}, &t, &at)
	return t, at, err
}

// Location writes the path of a database of this program, with the pragmas that every connection to it begins with, each as
// name(value). It is a file: URI, in which '#', '?' and '%' of a folder's name are escaped.
func Location(path string, pragmas ...string) string {
	return uri(path) + "?_pragma=" + strings.Join(pragmas, "&_pragma=")
}
