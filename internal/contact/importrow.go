package contact

import (
	"slices"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

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
		value := plain(cell)
		if w.Columns[i] == ColumnName {
			value = w.name(l, i)
		}
		c, err := w.cell(tx, was, l.row, i, value)
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

// several is between the values of one cell in lists of Google Contacts.
const several = ":::"

// plain is a cell as it is kept. A spreadsheet's apostrophe in front is no part of it.
func plain(cell string) string { return strings.TrimSpace(desk.Clean(strings.TrimPrefix(cell, "'"))) }

// name is what all columns of names say together, in the first of them; empty in the others.
func (w *importer) name(l line, column int) string {
	if slices.Index(w.Columns, ColumnName) != column {
		return ""
	}
	var parts []string
	for i, cell := range l.cells {
		if i < len(w.Columns) && w.Columns[i] == ColumnName {
			parts = append(parts, strings.Fields(plain(cell))...)
		}
	}
	return strings.Join(parts, " ")
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
		name := desk.Excerpt(value, maxName)
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

// ofGoogle is a label that Google Contacts gives everybody.
const ofGoogle = "* myContacts"

// hang hangs the tags that a cell names, and makes those that are not there yet.
func (w *importer) hang(tx *store.Tx, id desk.ContactID, names string) (changed bool, err error) {
	for name := range strings.FieldsFuncSeq(strings.ReplaceAll(names, several, ";"), func(r rune) bool { return strings.ContainsRune(",;|", r) }) {
		name = desk.Excerpt(strings.TrimSpace(name), mostTag)
		key := desk.Fold(name)
		tag, known := w.tags[key]
		if !known && (name == "" || name == ofGoogle || len(w.tags) >= mostTags) {
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
