package contact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/table"
)

// Preview is how a file begins, and what its columns seem to be about.
type Preview struct {
	table.Format
	Rows    [][]string // the first ones
	Total   int        // rows of the file
	Header  bool       // the first row seems to say what the columns are
	Columns []string
}

const (
	previewRows  = 12
	headBytes    = 1 << 16
	previewCell  = 120
	mostSensible = 60 // columns that are offered
)

// Preview reads how a file begins. An empty format is guessed. Faults: no_table.
func (s *Service) Preview(ctx context.Context, from io.ReadSeeker, f table.Format, home string) (p Preview, err error) {
	if p.Format, err = complete(from, f); err != nil {
		return p, err
	}
	if !p.Valid() {
		return p, desk.Refuse(desk.CodeBadRequest)
	}
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return p, fmt.Errorf("read the file: %w", err)
	}
	if err := p.read(table.NewReader(from, p.Format)); err != nil {
		return p, err
	}
	var fields []desk.Field
	if err := s.DB.Read(ctx, func(v *store.View) (err error) { fields, err = v.Fields(); return err }); err != nil {
		return p, err
	}
	p.guess(fields, home)
	return p, nil
}

// complete guesses what is not given of a format.
func complete(from io.ReadSeeker, f table.Format) (table.Format, error) {
	head := make([]byte, headBytes)
	n, err := io.ReadFull(from, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return f, desk.Refuse(desk.CodeNoTable)
	}
	guess := table.Guess(head[:n])
	if f.Separator == 0 {
		f.Separator = guess.Separator
	}
	if f.Encoding != "" {
		return f, nil
	}
	if f.Encoding = guess.Encoding; f.Encoding != "utf-8" || n < headBytes {
		return f, nil
	}
	whole, err := table.UTF8(io.MultiReader(bytes.NewReader(head), from))
	if err != nil {
		return f, fmt.Errorf("read the file: %w", err)
	}
	if !whole {
		f.Encoding = "windows-1252"
	}
	return f, nil
}

func (p *Preview) read(r *table.Reader) error {
	for {
		_, cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, table.ErrRow) {
			return fmt.Errorf("read the file: %w", err)
		}
		if p.Total++; err == nil && len(p.Rows) < previewRows {
			for i, c := range cells {
				cells[i] = desk.Excerpt(desk.Clean(c), previewCell)
			}
			p.Rows = append(p.Rows, cells[:min(len(cells), mostSensible)])
		}
	}
	if len(p.Rows) == 0 {
		return desk.Refuse(desk.CodeNoTable)
	}
	return nil
}

// titles are words that columns are called by, in the languages of the program and in what telephones export.
var titles = []struct {
	about string
	words []string
}{
	{ColumnNumber, []string{"telefone", "celular", "whatsapp", "phone", "mobile", "numero", "movil", "telefono", "fone", "tel"}},
	{ColumnTags, []string{"etiqueta", "tag", "label", "grupo", "group"}},
	{ColumnNote, []string{"nota", "observa", "note", "coment", "obs"}},
	{ColumnName, []string{"nome", "name", "nombre", "cliente", "contato", "contact"}},
}

// surnames are further parts of a name, and sounds how one is pronounced.
var (
	surnames = []string{"sobrenome", "apellido", "surname", "last name", "family name", "middle name"}
	sounds   = []string{"phonetic", "fonetic"}
)

// guess works out what the columns are about: by their titles, and the numbers by what stands below.
func (p *Preview) guess(fields []desk.Field, home string) {
	width := 0
	for _, r := range p.Rows {
		width = max(width, len(r))
	}
	p.Columns = make([]string, width)
	numbers, others := make([]int, width), make([]int, width)
	for _, r := range p.Rows[1:] {
		for i, cell := range r {
			if cell, _, _ = strings.Cut(cell, several); strings.TrimSpace(cell) == "" {
				continue
			}
			if _, f := desk.ReadPhone(cell, home); f == nil {
				numbers[i]++
			} else {
				others[i]++
			}
		}
	}
	p.Header = true
	for i, title := range p.Rows[0] {
		if _, f := desk.ReadPhone(title, home); f == nil {
			p.Header = false
		}
		if p.Header {
			p.Columns[i] = p.about(title, fields)
		}
		if p.Columns[i] == ColumnNumber && numbers[i] == 0 && others[i] > 0 {
			p.Columns[i] = ColumnNothing // such as what kind of telephone it is
		}
	}
	if p.Header && strings.Join(p.Columns, "") != "" && p.has(ColumnNumber) {
		return
	}
	best := 0
	for i, n := range numbers {
		if n > numbers[best] {
			best = i
		}
	}
	if numbers[best] > 0 || !p.Header {
		p.Columns[best] = ColumnNumber
	}
}

func (p *Preview) has(about string) bool {
	for _, c := range p.Columns {
		if c == about {
			return true
		}
	}
	return false
}

// about is what a column is about by its title. There is one name, in one or more parts, and one note.
func (p *Preview) about(title string, fields []desk.Field) string {
	title = desk.Fold(strings.TrimSpace(title))
	for _, f := range fields {
		if desk.Fold(f.Name) == title || string(f.Variable) == title {
			return fmt.Sprint(columnField, f.ID)
		}
	}
	has := func(word string) bool { return strings.Contains(title, word) }
	switch {
	case slices.ContainsFunc(sounds, has):
		return ColumnNothing
	case slices.ContainsFunc(surnames, has):
		return ColumnName
	}
	for _, t := range titles {
		for _, word := range t.words {
			if has(word) && (t.about == ColumnNumber || !p.has(t.about)) {
				return t.about
			}
		}
	}
	return ColumnNothing
}
