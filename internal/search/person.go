package search

import (
	"context"
	"slices"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Person is a contact that was found.
type Person struct {
	desk.Contact
	Ticket desk.TicketID // the one to open: moved last, and live if there is such a one; 0 if there is none
	At     int64         // when that was, in unix milliseconds
	Marks  []desk.Span   // in the title, in UTF-16 units
}

// mostPersons are looked at; of more nobody would find the one they meant.
const mostPersons = 5000

// Persons finds contacts by parts of their names, each the beginning of a word, or by any part of a number: whoever talked last comes
// first.
func (s *Service) Persons(ctx context.Context, query string, limit int) ([]Person, error) {
	sought := desk.Seek(query)
	match := persons(sought, desk.SoughtNumber(query))
	if match == "" {
		return nil, nil
	}
	var ids []int64
	err := s.with(func(x *index) (err error) { ids, err = x.persons(ctx, match); return err })
	if damaged(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []Person
	err = s.DB.Read(ctx, func(v *store.View) error {
		latest, err := v.Spoke(ids, max(limit, 1))
		if err == nil {
			all, err = known(v, latest)
		}
		return err
	})
	for i := range all {
		all[i].Marks = markName(all[i].Title(), sought)
	}
	return all, err
}

// persons writes a question about contacts in FTS5's language.
func persons(s desk.Sought, number string) string {
	var words []string
	for _, p := range s.Phrases {
		for _, w := range p {
			words = append(words, `"`+w+`"*`)
		}
	}
	var parts []string
	if len(words) > 0 {
		parts = append(parts, "name : ("+strings.Join(words, " AND ")+")")
	}
	if number = strings.TrimLeft(number, "0"); number != "" { // a number may be written with what is dialled before it
		parts = append(parts, `number : "`+cut(number)+`"*`)
	}
	return strings.Join(parts, " OR ")
}

// cut keeps of a number what any telephone has.
func cut(number string) string { return number[:min(len(number), 20)] }

func (x *index) persons(ctx context.Context, match string) (ids []int64, err error) {
	rows, err := x.reader.QueryContext(ctx, "SELECT rowid FROM contact_fts WHERE contact_fts MATCH ? ORDER BY rowid DESC LIMIT ?", match, mostPersons)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// known reads contacts that the index named and that still are.
func known(v *store.View, ids []int64) (all []Person, err error) {
	for _, id := range ids {
		var p Person
		p.Contact, err = v.Contact(desk.ContactID(id))
		if err != nil && desk.AsFault(err).Code == desk.CodeNotFound {
			continue
		}
		if err == nil {
			p.Ticket, p.At, err = v.Latest(p.ID)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// markName marks the words of a title that begin as one of those that are sought.
func markName(title string, s desk.Sought) []desk.Span {
	var spans []desk.Span
	for _, w := range desk.Words(title) {
		for _, p := range s.Phrases {
			if slices.ContainsFunc(p, func(part string) bool { return strings.HasPrefix(w.Folded, part) }) {
				spans = append(spans, desk.Span{From: w.From, To: w.To})
				break
			}
		}
	}
	_, units := desk.Snippet(title, spans, len(title)+1)
	return units
}
