package contact

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/table"
)

// What a column of a file may be about. Any other word is field: and the id of a field.
const (
	ColumnNothing = ""
	ColumnName    = "name"
	ColumnNumber  = "number"
	ColumnNote    = "note"
	ColumnTags    = "tags"
	columnField   = "field:"
)

// Import says how a file is read and what becomes of what is known already.
type Import struct {
	table.Format
	Name    string      // of the file
	Header  bool        // the first row says what the columns are
	Columns []string    // what each is about
	Replace bool        // names and values that stand already give way; else they stay
	Tag     desk.TagID  // hung on everybody in the file, 0: none
	Home    string      // a number of ours, for numbers without a country
	Told    func(n int) // contacts that are done, may be nil
}

// Why a row, or a value in it, was left out.
const (
	SkipNoNumber = "no_number"
	SkipNumber   = "bad_number"
	SkipRepeated = "repeated"  // the number stands in the file before
	SkipRow      = "bad_row"   // it is no row
	SkipValue    = "bad_value" // the rest of the row was taken
)

// Skip is a row, or a value in it, that was left out.
type Skip struct {
	Row    int // as a spreadsheet counts
	Why    string
	Column int // of the value, -1 for the row
	Value  string
}

// Imported is what came of an import.
type Imported struct {
	Step                 int64 // to take it back, 0: nothing changed
	Added, Changed, Same int   // contacts
	Skipped              []Skip
	More                 int // left out beyond those that are listed
}

// mostSkips are listed; nobody reads more.
const mostSkips = 20_000

// chunk is how many rows go into one transaction: the inbox has its turn between two.
const chunk = 500

// importer is one import on its way.
type importer struct {
	Import
	s      *Service
	fields map[desk.FieldID]desk.Field
	tags   map[string]desk.TagID // by folded name
	seen   map[string]bool
	out    Imported
}

// Import takes the rows of a file over, a chunk in each transaction: each number once, whatever its spelling. What stands already is
// kept unless it is to be replaced, and nobody is ever merged. The whole of it can be taken back for a week. Faults: bad_request,
// no_table, and those of the disk, which leave what was taken until then as a step.
func (s *Service) Import(ctx context.Context, from io.Reader, im Import) (Imported, error) {
	w := &importer{Import: im, s: s, fields: map[desk.FieldID]desk.Field{}, tags: map[string]desk.TagID{}, seen: map[string]bool{}}
	if !im.Valid() || !slices.Contains(im.Columns, ColumnNumber) {
		return w.out, desk.Refuse(desk.CodeBadRequest)
	}
	if err := s.DB.Read(ctx, w.learn); err != nil {
		return w.out, err
	}
	r := table.NewReader(from, im.Format)
	if im.Header {
		if _, _, err := r.Next(); errors.Is(err, io.EOF) {
			return w.out, desk.Refuse(desk.CodeNoTable)
		}
	}
	for done, more := 0, true; more; {
		rows, err := w.gather(r)
		if err != nil {
			return w.out, err
		}
		if more = len(rows) > 0; more {
			if err := s.DB.Write(ctx, func(tx *store.Tx) error { return w.take(tx, rows) }); err != nil {
				return w.out, err
			}
		}
		if done += len(rows); im.Told != nil {
			im.Told(done)
		}
	}
	return w.end(ctx)
}

// end puts what was left out into its order. An import that changed nothing is no step.
func (w *importer) end(ctx context.Context) (Imported, error) {
	slices.SortStableFunc(w.out.Skipped, func(a, b Skip) int { return cmp.Compare(a.Row, b.Row) })
	if w.out.Step == 0 || w.out.Added+w.out.Changed > 0 {
		return w.out, nil
	}
	step := w.out.Step
	w.out.Step = 0
	return w.out, w.s.DB.Write(ctx, func(tx *store.Tx) error { return tx.EndContactStep(step) })
}

func (w *importer) learn(v *store.View) error {
	fields, err := v.Fields()
	if err != nil {
		return err
	}
	for _, f := range fields {
		w.fields[f.ID] = f
	}
	for _, c := range w.Columns {
		if id, is := fieldOf(c); is && w.fields[id].ID == 0 {
			return desk.Refuse(desk.CodeNotFound)
		}
	}
	tags, err := v.Tags()
	for _, t := range tags {
		w.tags[desk.Fold(t.Name)] = t.ID
	}
	return err
}

func fieldOf(column string) (desk.FieldID, bool) {
	text, is := strings.CutPrefix(column, columnField)
	id, err := strconv.ParseInt(text, 10, 64)
	return desk.FieldID(id), is && err == nil
}

// line is one row of the file that names somebody.
type line struct {
	row   int
	to    desk.Address
	more  []desk.Address // further telephones of theirs
	cells []string
}

func (w *importer) skip(row int, why string, column int, value string) {
	if len(w.out.Skipped) == mostSkips {
		w.out.More++
		return
	}
	w.out.Skipped = append(w.out.Skipped, Skip{Row: row, Why: why, Column: column, Value: desk.Excerpt(desk.Clean(value), 80)})
}

// gather reads the rows of one chunk that name somebody for the first time; none behind the last one.
func (w *importer) gather(r *table.Reader) (lines []line, err error) {
	for len(lines) < chunk {
		row, cells, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return lines, nil
		case errors.Is(err, table.ErrRow):
			w.skip(row, SkipRow, -1, "")
			continue
		case err != nil:
			return nil, fmt.Errorf("read the file: %w", err)
		}
		if l, ok := w.read(row, cells); ok {
			lines = append(lines, l)
		}
	}
	return lines, nil
}

func (w *importer) read(row int, cells []string) (l line, ok bool) {
	l = line{row: row, cells: cells}
	wrong, written := -1, ""
	for i, cell := range cells {
		if i >= len(w.Columns) || w.Columns[i] != ColumnNumber || strings.TrimSpace(cell) == "" {
			continue
		}
		a, f := desk.ReadPhone(cell, w.Home)
		switch {
		case f != nil && wrong < 0:
			wrong, written = i, cell
		case f == nil && l.to.Value == "":
			l.to = a
		case f == nil && a != l.to:
			l.more = append(l.more, a)
		}
	}
	switch {
	case l.to.Value == "" && wrong >= 0:
		w.skip(row, SkipNumber, wrong, written)
	case l.to.Value == "":
		w.skip(row, SkipNoNumber, -1, strings.Join(cells, " "))
	case w.seen[l.to.Value]:
		w.skip(row, SkipRepeated, -1, l.to.Value)
	default:
		w.seen[l.to.Value] = true
		return l, true
	}
	return l, false
}

// importTables are those that an import changes.
var importTables = []string{"contact", "address", "contact_field", "contact_tag", "tag"}

// take writes one chunk and notes what it changed.
func (w *importer) take(tx *store.Tx, lines []line) (err error) {
	before := w.out
	defer func() {
		if err != nil {
			w.out = before
		}
	}()
	if w.out.Step == 0 {
		now := time.Now()
		step := desk.ContactStep{Act: desk.ContactImport, Name: desk.Excerpt(desk.SafeName(w.Name), maxName), At: now}
		if w.out.Step, err = tx.AddContactStep(step, now.Add(-desk.KeptContactSteps)); err != nil {
			return err
		}
	}
	err = tx.Trace(w.out.Step, importTables, func() error {
		for _, l := range lines {
			if err := w.one(tx, l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	tx.Emit("contact", 0, 0)
	return tx.CountStep(w.out.Step, w.out.Added+w.out.Changed-before.Added-before.Changed)
}

func (w *importer) one(tx *store.Tx, l line) error {
	id, err := tx.FindContact([]desk.Address{l.to})
	if err != nil {
		return err
	}
	fresh := id == 0
	if fresh {
		if id, _, err = tx.PutContact([]desk.Address{l.to}); err != nil {
			return err
		}
	}
	changed, err := w.addresses(tx, id, l.more)
	if err != nil {
		return err
	}
	was, err := tx.Contact(id)
	if err != nil {
		return err
	}
	for i, cell := range l.cells {
		if i >= len(w.Columns) {
			break
		}
		c, err := w.cell(tx, was, l.row, i, strings.TrimSpace(desk.Clean(strings.TrimPrefix(cell, "'"))))
		if err != nil {
			return err
		}
		changed = changed || c
	}
	if w.Tag != 0 {
		c, err := tx.Hang(id, w.Tag, true)
		if err != nil {
			return err
		}
		changed = changed || c
	}
	switch {
	case fresh:
		w.out.Added++
	case changed:
		w.out.Changed++
	default:
		w.out.Same++
	}
	return nil
}

// addresses adds further telephones of somebody, as far as nobody else has them: an import merges nobody.
func (w *importer) addresses(tx *store.Tx, id desk.ContactID, more []desk.Address) (changed bool, err error) {
	for _, a := range more {
		owner, err := tx.FindContact([]desk.Address{a})
		if err != nil {
			return changed, err
		}
		if owner == 0 {
			if err := tx.AddAddress(id, a); err != nil {
				return changed, err
			}
			changed = true
		}
	}
	return changed, nil
}

// cell takes over one cell, and tells whether that changed anything.
func (w *importer) cell(tx *store.Tx, was desk.Contact, row, column int, value string) (bool, error) {
	about := w.Columns[column]
	field, isField := fieldOf(about)
	switch {
	case value == "":
		return false, nil
	case about == ColumnName:
		name := desk.Excerpt(strings.Join(strings.Fields(value), " "), maxName)
		if was.Name == name || was.Name != "" && !w.Replace {
			return false, nil
		}
		return true, tx.RenameContact(was.ID, name)
	case about == ColumnNote:
		note := desk.Excerpt(value, maxNote)
		if was.Note == note || was.Note != "" && !w.Replace {
			return false, nil
		}
		return true, tx.SetContactNote(was.ID, note)
	case about == ColumnTags:
		return w.hang(tx, was.ID, value)
	case isField:
		return w.value(tx, was.ID, field, row, column, value)
	}
	return false, nil
}

func (w *importer) value(tx *store.Tx, id desk.ContactID, field desk.FieldID, row, column int, typed string) (bool, error) {
	value, f := w.fields[field].Kind.CheckValue(typed)
	if f != nil {
		w.skip(row, SkipValue, column, typed)
		return false, nil
	}
	known, err := tx.Values(id)
	if err != nil {
		return false, err
	}
	for _, k := range known {
		if k.Field == field && (k.Value == value || !w.Replace) {
			return false, nil
		}
	}
	return true, tx.SetValue(id, field, value)
}

// What tags of a file may come to.
const (
	mostTag  = 40 // characters
	mostTags = 100
)

// hang hangs the tags that a cell names, and makes those that are not there yet.
func (w *importer) hang(tx *store.Tx, id desk.ContactID, names string) (changed bool, err error) {
	for name := range strings.FieldsFuncSeq(names, func(r rune) bool { return strings.ContainsRune(",;|", r) }) {
		name = desk.Excerpt(strings.TrimSpace(name), mostTag)
		key := desk.Fold(name)
		tag, known := w.tags[key]
		if !known && (name == "" || len(w.tags) >= mostTags) {
			continue
		}
		if !known {
			if tag, err = tx.PutTag(desk.Tag{Name: name, Color: len(w.tags)%8 + 1}); err != nil {
				return changed, err
			}
			w.tags[key] = tag
		}
		c, err := tx.Hang(id, tag, true)
		if err != nil {
			return changed, err
		}
		changed = changed || c
	}
	return changed, nil
}
