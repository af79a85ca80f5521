package search

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// put writes a batch and the marks in one transaction.
func (b *batch) put(ctx context.Context, tx *sql.Tx) error {
	// In the order of the keys: FTS5 writes a segment of its own each time that it has to step back.
	slices.SortStableFunc(b.messages, func(a, c store.Searched) int { return cmp.Or(cmp.Compare(a.At, c.At), cmp.Compare(a.ID, c.ID)) })
	p := &putting{ctx: ctx, tx: tx, known: map[string]*sql.Stmt{}, words: map[string]bool{}}
	for _, m := range b.messages {
		p.forget(m.ID)
	}
	for _, m := range b.messages {
		if !m.Gone {
			p.message(m)
		}
	}
	for _, c := range b.persons {
		p.person(c)
	}
	p.exec("UPDATE mark SET message=?, contact=?, stamp=?", b.to.message, b.to.contact, b.to.stamp)
	return p.err
}

// putting is one transaction. After an error it does nothing more.
type putting struct {
	ctx   context.Context
	tx    *sql.Tx
	known map[string]*sql.Stmt
	words map[string]bool // that were kept by it
	last  int64           // the key that was given last; messages come in the order of their time
	err   error
}

func (p *putting) statement(query string) *sql.Stmt {
	if p.known[query] == nil && p.err == nil {
		p.known[query], p.err = p.tx.PrepareContext(p.ctx, query)
	}
	return p.known[query]
}

func (p *putting) exec(query string, args ...any) {
	if s := p.statement(query); p.err == nil {
		_, p.err = s.ExecContext(p.ctx, args...)
	}
}

// read scans one number; false when there is none.
func (p *putting) read(to *int64, query string, args ...any) bool {
	s := p.statement(query)
	if p.err != nil {
		return false
	}
	err := s.QueryRowContext(p.ctx, args...).Scan(to)
	if errors.Is(err, sql.ErrNoRows) {
		return false
	}
	p.err = err
	return err == nil
}

// forget takes a message out of the index, where it was in it.
func (p *putting) forget(id desk.MessageID) {
	var key int64
	if p.read(&key, "SELECT key FROM doc WHERE message=?", id) {
		p.exec("DELETE FROM message_fts WHERE rowid=?", key)
		p.exec("DELETE FROM doc WHERE key=?", key)
	}
}

func (p *putting) message(m store.Searched) {
	key := p.key(m.At)
	p.exec("INSERT INTO doc(key, message) VALUES(?,?)", key, m.ID)
	body, file := folded(m.Text), folded(m.File)
	p.exec("INSERT INTO message_fts(rowid, body, file, facts) VALUES(?,?,?,?)", key, body, file, facts(m))
	for w := range strings.FieldsSeq(body + " " + file) {
		p.word(w)
	}
}

// word keeps a word that may be looked for by its beginning.
func (p *putting) word(w string) {
	if p.words[w] || !expands(w) {
		return
	}
	p.words[w] = true
	p.exec("INSERT INTO word(text) VALUES(?) ON CONFLICT DO NOTHING", w)
}

// expands reports whether what begins with a word is looked up among the words of texts. FTS5 has an index of beginnings of two and of
// three; those of numbers are as many as there are numbers, and each is rare.
func expands(w string) bool {
	return utf8.RuneCountInString(w) > 3 && !strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
}

// moment is how many milliseconds share a key, at first: about sixteen messages of one second follow each other in the order of their ids.
const moment = 64

func keyAt(ms int64) int64 { return ms / moment }

// key is the first free one of a time.
func (p *putting) key(at int64) int64 {
	key := keyAt(at)
	if key <= p.last { // what came before it in this batch took them
		key = p.last + 1
	}
	var taken int64
	if p.read(&taken, "SELECT 1 FROM doc WHERE key=?", key) {
		// The end of the row of keys without a gap in which it lies.
		p.read(&key, "SELECT key+1 FROM doc d WHERE key>=? AND NOT EXISTS (SELECT 1 FROM doc n WHERE n.key=d.key+1) ORDER BY key LIMIT 1", key)
	}
	p.last = key
	return key
}

// mostWords of a text are indexed. Whoever sends more sends a file.
const mostWords = 20_000

// folded writes a text as its words.
func folded(text string) string {
	words := desk.Words(text)
	all := make([]string, 0, len(words))
	for _, w := range words[:min(len(words), mostWords)] {
		all = append(all, w.Folded)
	}
	return strings.Join(all, " ")
}

// fact writes something that is known of a message as a word that nobody types.
func fact(kind string, value any) string {
	var word string
	switch v := value.(type) {
	case string:
		word = v
	case int64:
		word = strconv.FormatInt(v, 10)
	}
	return "zz" + kind + strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, word)
}

func facts(m store.Searched) string {
	all := []string{fact("p", int64(m.Contact)), fact("d", string(m.Direction)), fact("k", string(m.Kind))}
	if strings.Contains(m.Text, "://") || strings.Contains(m.Text, "www.") {
		all = append(all, fact("k", "link"))
	}
	return strings.Join(all, " ")
}

// shortest part of a number that is looked for.
const shortest = 3

func (p *putting) person(c store.Person) {
	p.exec("DELETE FROM contact_fts WHERE rowid=?", c.ID)
	var numbers []string
	for _, n := range c.Numbers {
		for i := 0; i+shortest <= len(n); i++ { // any part of it is the beginning of one of these
			numbers = append(numbers, n[i:])
		}
	}
	if len(c.Names)+len(numbers) > 0 {
		p.exec("INSERT INTO contact_fts(rowid, name, number) VALUES(?,?,?)", c.ID, folded(strings.Join(c.Names, "\n")), strings.Join(numbers, " "))
	}
}
