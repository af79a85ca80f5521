package search

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Ask is what somebody looks for. What is zero does not matter; nothing at all finds nothing.
type Ask struct {
	Query   string
	Channel desk.ChannelID
	Tag     desk.TagID // of the contact
	Contact desk.ContactID
	From    string // "me": what the business wrote, notes too; "customer"
	Kind    string // of the keys of Kinds
	Since   time.Time
	Until   time.Time // not included
	Starred bool      // only what the operator marked with a star
	Before  int64     // the key of the page before, 0 for the newest
	Limit   int       // at most 100
}

// Kinds are the kinds of message that can be asked for, by the name of the filter.
var Kinds = map[string][]string{
	"image":    {string(desk.Image), string(desk.Sticker)},
	"video":    {string(desk.Video)},
	"audio":    {string(desk.Voice), string(desk.Audio)},
	"document": {string(desk.Document)},
	"contacts": {string(desk.Contacts)},
	"location": {string(desk.Location)},
	"link":     {"link"},
}

// senders are the directions of a message that come from whom.
var senders = map[string][]string{
	"me":       {string(desk.Out), string(desk.Note)},
	"customer": {string(desk.In)},
}

// question is an Ask as the index understands it.
type question struct {
	sought   desk.Sought
	match    string // of FTS5, empty: everything in the range
	from, to int64  // keys, the last not included
}

// read writes an Ask for the index, of what only these contacts said where any are named; bad_request where it names a filter that there is
// not.
func (x *index) read(ctx context.Context, a Ask, owners ...desk.ContactID) (q question, err error) {
	q = question{sought: desk.Seek(a.Query), to: 1 << 62}
	var parts []string
	if !q.sought.Empty() {
		ends, err := x.ends(ctx, q.sought)
		if err != nil {
			return q, err
		}
		parts = append(parts, "{body file} : ("+phrases(q.sought, ends)+")")
	}
	if a.Contact > 0 {
		parts = append(parts, anyFact([]string{fact("p", int64(a.Contact))}))
	}
	if len(owners) > 0 {
		of := make([]string, len(owners))
		for i, c := range owners {
			of[i] = fact("p", int64(c))
		}
		parts = append(parts, anyFact(of))
	}
	wanted, err := factsOf(a)
	if err != nil {
		return q, err
	}
	for _, one := range wanted {
		parts = append(parts, anyFact(one))
	}
	q.match = strings.Join(parts, " AND ")
	if !a.Since.IsZero() {
		q.from = keyAt(a.Since.UnixMilli())
	}
	if !a.Until.IsZero() {
		q.to = keyAt(a.Until.UnixMilli())
	}
	if a.Before > 0 {
		q.to = min(q.to, a.Before)
	}
	return q, nil
}

// phrases writes what is sought in FTS5's language, the last word as each of ends, if there are any. Folded words hold neither quotes nor
// anything else that it would read as its own.
func phrases(s desk.Sought, ends []string) string {
	all := make([]string, len(s.Phrases))
	for i, p := range s.Phrases {
		all[i] = `"` + strings.Join(p, " ") + `"`
	}
	n := len(all) - 1
	switch {
	case len(ends) > 0:
		last := s.Phrases[n]
		each := make([]string, len(ends))
		for i, end := range ends {
			each[i] = `"` + strings.Join(append(slices.Clone(last[:len(last)-1]), end), " ") + `"`
		}
		all[n] = "(" + strings.Join(each, " OR ") + ")"
	case s.Begun:
		all[n] += "*"
	}
	return strings.Join(all, " AND ")
}

// mostEnds of one beginning are written out.
const mostEnds = 64

// ends are the words that begin as the last one that is sought: none where they are too many, or where FTS5 finds them as fast. It would put
// together every message that holds any of them before it names the newest, which takes long where one is in every second message.
func (x *index) ends(ctx context.Context, s desk.Sought) ([]string, error) {
	last := s.Phrases[len(s.Phrases)-1]
	begun := last[len(last)-1]
	if !s.Begun || !expands(begun) {
		return nil, nil
	}
	rows, err := x.reader.QueryContext(ctx, "SELECT text FROM word WHERE text>=? AND text<? ORDER BY text LIMIT ?", begun, begun+"\U0010ffff", mostEnds+1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var w string
		if err := rows.Scan(&w); err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	if len(all) > mostEnds {
		return nil, rows.Err()
	}
	return all, rows.Err()
}

// factsOf are the filters of a question as the index writes them: one of each has to hold.
func factsOf(a Ask) (wanted [][]string, err error) {
	for _, f := range []struct {
		kind, value string
		known       map[string][]string
	}{{"d", a.From, senders}, {"k", a.Kind, Kinds}} {
		if f.value == "" {
			continue
		}
		values, ok := f.known[f.value]
		if !ok {
			return nil, desk.Refuse(desk.CodeBadRequest)
		}
		one := make([]string, len(values))
		for i, v := range values {
			one[i] = fact(f.kind, v)
		}
		wanted = append(wanted, one)
	}
	return wanted, nil
}

func anyFact(facts []string) string {
	all := make([]string, len(facts))
	for i, f := range facts {
		all[i] = `"` + f + `"`
	}
	return "facts : (" + strings.Join(all, " OR ") + ")"
}

// entry is one line of the index.
type entry struct {
	key     int64
	message desk.MessageID
}

const (
	byWords = `SELECT f.rowid, d.message FROM message_fts f CROSS JOIN doc d ON d.key=f.rowid
		WHERE f.message_fts MATCH ? AND f.rowid>=? AND f.rowid<? ORDER BY f.rowid DESC LIMIT ?`
	byTime = "SELECT key, message FROM doc WHERE key>=? AND key<? ORDER BY key DESC LIMIT ?"
)

// page reads the newest entries before a key. Its rows end with ctx, so that a question nobody waits for any more costs nothing.
func (x *index) page(ctx context.Context, q question, limit int) ([]entry, error) {
	query, args := byTime, []any{q.from, q.to, limit}
	if q.match != "" {
		query, args = byWords, append([]any{q.match}, args...)
	}
	rows, err := x.reader.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []entry
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.key, &e.message); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}
