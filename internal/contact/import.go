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
		if i >= len(w.Columns) || w.Columns[i] != ColumnNumber {
			continue
		}
		for number := range strings.SplitSeq(cell, several) {
			a, f := desk.ReadPhone(number, w.Home)
			switch {
			case strings.TrimSpace(number) == "":
			case f != nil && wrong < 0:
				wrong, written = i, cell
			case f == nil && l.to.Value == "":
				l.to = a
			case f == nil && a != l.to:
				l.more = append(l.more, a)
			}
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
