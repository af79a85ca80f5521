package store

import (
	"fmt"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
)

// relisted is how many contacts get their place in the list in one transaction.
const relisted = 2000

// Unlisted reports whether the list of contacts has to be written anew in places.
func (v *View) Unlisted() (bool, error) {
	var one int
	return v.row("SELECT 1 FROM contact WHERE listed IS NULL AND erased_at=0 LIMIT 1", nil, &one)
}

// Relist gives contacts whose names or numbers changed their place in the list; more reports whether any are left.
func (tx *Tx) Relist() (more bool, err error) {
	ids, err := collect(&tx.View, func(s scanner) (id desk.ContactID, err error) { return id, s.Scan(&id) },
		"SELECT id FROM contact WHERE listed IS NULL AND erased_at=0 LIMIT ?", relisted)
	if err != nil {
		return false, err
	}
	all, err := tx.Persons(ids)
	if err != nil {
		return false, err
	}
	for _, p := range all {
		if _, err := tx.exec("UPDATE contact SET listed=? WHERE id=?", p.listed(), p.ID); err != nil {
			return false, err
		}
	}
	return len(ids) == relisted, nil
}

// nameless is in front of the place of who has no name: behind everybody who has one.
const nameless = "\U0010FFFD"

// listed is where somebody stands in the list, which begins with their title, and all by which they are found there.
func (p Person) listed() string {
	lines := append([]string{}, p.Names...)
	for i, name := range lines {
		lines[i] = strings.TrimSpace(desk.Fold(name))
	}
	if len(lines) == 0 {
		lines = []string{nameless}
	}
	return strings.Join(append(lines, p.Numbers...), "\n")
}

// ContactsAsk chooses a page of the list of contacts.
type ContactsAsk struct {
	Query   string     // part of a name or number
	Tag     desk.TagID // only those who have it; 0: all
	Blocked bool       // only those who are blocked
	After   string     // cursor of the page before
	Limit   int
}

// Contacts reads a page of the list of contacts, by title, and the cursor of the next one, empty when there is none. Those without a
// name come last.
func (v *View) Contacts(a ContactsAsk) ([]desk.Contact, string, error) {
	where, args := "c.erased_at=0 AND c.is_group=0", []any{}
	only := func(condition string, values ...any) {
		where += " AND " + condition
		args = append(args, values...)
	}
	if a.Tag > 0 {
		only("EXISTS (SELECT 1 FROM contact_tag g WHERE g.contact_id=c.id AND g.tag_id=?)", a.Tag)
	}
	if a.Blocked {
		only("c.blocked_at>0")
	}
	for word := range strings.FieldsSeq(sought(a.Query)) {
		only("instr(c.listed, ?)>0", word)
	}
	if a.After != "" {
		id, place, ok := strings.Cut(a.After, ":")
		if !ok {
			return nil, "", desk.Refuse(desk.CodeBadRequest)
		}
		only("(c.listed, c.id) > (?, CAST(? AS INTEGER))", place, id)
	}
	limit := min(max(a.Limit, 1), 500)
	type row struct {
		desk.Contact
		place string
	}
	all, err := collect(v, func(s scanner) (r row, err error) { return r, s.Scan(append(contactFields(&r.Contact), &r.place)...) },
		"SELECT "+contactColumns+", c.listed FROM contact c WHERE c.listed IS NOT NULL AND "+where+" ORDER BY c.listed, c.id LIMIT ?", append(args, limit+1)...)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(all) > limit {
		all = all[:limit]
		last := all[limit-1]
		next = fmt.Sprintf("%d:%s", last.ID, last.place)
	}
	out := make([]desk.Contact, 0, len(all))
	for _, r := range all {
		out = append(out, r.Contact)
	}
	return out, next, nil
}

// sought is a query as it stands in the list: a number by its digits alone, everything else folded.
func sought(query string) string {
	if number := desk.SoughtNumber(query); number != "" {
		return strings.TrimLeft(number, "0")
	}
	return desk.Fold(query)
}

// CountContacts counts everybody.
func (v *View) CountContacts() (n int, err error) {
	_, err = v.row("SELECT count(*) FROM contact WHERE erased_at=0 AND is_group=0", nil, &n)
	return n, err
}
