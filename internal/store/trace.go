package store

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// traced is a table whose rows a step may change, as its changes are written down.
type traced struct {
	name    string
	about   string // the column that names the contact, empty where a row is about no one alone
	columns []string
	blobs   []bool
	key     []int // indexes of the primary key
}

// unkept is worked out from the other columns.
const unkept = "listed"

func (v *View) tracedTable(name string) (t traced, err error) {
	t.name = name
	type column struct {
		name, kind string
		pk         int
	}
	all, err := collect(v, func(s scanner) (c column, err error) { return c, s.Scan(&c.name, &c.kind, &c.pk) },
		"SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden=0 AND name<>? ORDER BY cid", name, unkept)
	if err != nil {
		return t, err
	}
	for i, c := range all {
		t.columns, t.blobs = append(t.columns, c.name), append(t.blobs, c.kind == "BLOB")
		if c.pk > 0 {
			t.key = append(t.key, i)
		}
		if c.name == "contact_id" || name == "contact" && c.name == "id" {
			t.about = c.name
		}
	}
	return t, nil
}

// layout is which columns the rows of a step are written down with, by table.
type layout map[string][]string

// layoutOf reads the layout of a step.
func (v *View) layoutOf(step int64) (l layout, err error) {
	var text string
	if _, err = v.row("SELECT layout FROM contact_step WHERE id=?", []any{step}, &text); err != nil || text == "" {
		return layout{}, err
	}
	if err = json.Unmarshal([]byte(text), &l); err != nil {
		err = fmt.Errorf("read what a step was written down with: %w", err)
	}
	return l, err
}

// tracedAs is a table as it was when a step was written down; a newer program may have given it columns since.
func (v *View) tracedAs(l layout, name string) (t traced, err error) {
	now, err := v.tracedTable(name)
	if err != nil {
		return t, err
	}
	t = traced{name: name, about: now.about}
	for i, c := range l[name] {
		at := slices.Index(now.columns, c)
		if at < 0 {
			return t, fmt.Errorf("%s has no %s any more", name, c)
		}
		t.columns, t.blobs = append(t.columns, c), append(t.blobs, now.blobs[at])
		if slices.Contains(now.key, at) {
			t.key = append(t.key, i)
		}
	}
	return t, nil
}

// row is the JSON of a row under a name, such as old or new.
func (t traced) row(of string) string {
	parts := make([]string, len(t.columns))
	for i, c := range t.columns {
		if parts[i] = of + "." + c; t.blobs[i] {
			parts[i] = "hex(" + parts[i] + ")"
		}
	}
	return "json_array(" + strings.Join(parts, ", ") + ")"
}

// traces are what is watched: in which cases, and what is written down then. Triggers take no parameters, so the step stands in them.
var traces = []struct{ on, of, before, after string }{
	{"INSERT", "new", "", "new"}, {"UPDATE", "old", "old", "new"}, {"DELETE", "old", "old", ""},
}

// Trace writes down every row of some tables that fn changes, so that UndoTraced can take it back. The triggers that do it live as long
// as fn runs.
func (tx *Tx) Trace(step int64, tables []string, fn func() error) (err error) {
	var names []string
	columns := layout{}
	for _, name := range tables {
		t, err := tx.tracedTable(name)
		if err != nil {
			return err
		}
		columns[name] = t.columns
		for _, how := range traces {
			trigger := fmt.Sprintf("trace_%s_%s", name, how.on)
			names = append(names, trigger)
			if _, err := tx.exec(t.trigger(trigger, step, how.on, how.of, how.before, how.after)); err != nil {
				return err
			}
		}
	}
	text, err := json.Marshal(columns)
	if err != nil {
		return fmt.Errorf("write down a step: %w", err)
	}
	if _, err := tx.exec("UPDATE contact_step SET layout=? WHERE id=?", string(text), step); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err // with it the triggers are undone
	}
	for _, name := range names {
		if _, err := tx.exec("DROP TRIGGER temp." + name); err != nil {
			return err
		}
	}
	return nil
}

func (t traced) trigger(name string, step int64, on, of, before, after string) string {
	json, about, when := func(of string) string {
		if of == "" {
			return "''"
		}
		return t.row(of)
	}, "0", ""
	if t.about != "" {
		about = of + "." + t.about
	}
	if on == "UPDATE" {
		when = fmt.Sprintf("WHEN (old.%s) IS NOT (new.%s) ", strings.Join(t.columns, ", old."), strings.Join(t.columns, ", new."))
	}
	return fmt.Sprintf(`CREATE TEMP TRIGGER %s AFTER %s ON %s %sBEGIN
		INSERT INTO contact_change(step_id, contact_id, tbl, before, after) VALUES(%d, %s, '%s', %s, %s); END`,
		name, on, t.name, when, step, about, t.name, json(before), json(after))
}

// Traced is one change that was written down.
type Traced struct {
	ID            int64
	Contact       int64
	table         string
	before, after string
}

// LastTraced lists the last changes of a step, the newest first.
func (v *View) LastTraced(step int64, limit int) ([]Traced, error) {
	return collect(v, func(s scanner) (t Traced, err error) {
		return t, s.Scan(&t.ID, &t.Contact, &t.table, &t.before, &t.after)
	},
		"SELECT id, contact_id, tbl, before, after FROM contact_change WHERE step_id=? ORDER BY id DESC LIMIT ?", step, limit)
}

// UndoTraced takes changes of a step back, the newest first, and forgets them. Columns that something else changed since stay as they
// are, and so does a row that something else holds to; stayed counts these rows.
func (tx *Tx) UndoTraced(step int64, all []Traced, leave func(contact int64) bool) (stayed int, err error) {
	columns, err := tx.layoutOf(step)
	if err != nil {
		return 0, err
	}
	known := map[string]traced{}
	for _, c := range all {
		t, ok := known[c.table]
		if !ok {
			if t, err = tx.tracedAs(columns, c.table); err != nil {
				return stayed, err
			}
			known[c.table] = t
		}
		if leave == nil || !leave(c.Contact) {
			held, err := tx.tryUndo(t, c)
			if err != nil {
				return stayed, err
			}
			if held {
				stayed++
			}
		}
		if _, err := tx.exec("DELETE FROM contact_change WHERE id=?", c.ID); err != nil {
			return stayed, err
		}
	}
	return stayed, nil
}

// tryUndo takes one change back, unless something else holds to the row.
func (tx *Tx) tryUndo(t traced, c Traced) (held bool, err error) {
	if _, err := tx.exec("SAVEPOINT untrace"); err != nil {
		return false, err
	}
	if err := tx.undoOne(t, c); err != nil {
		if held = isConstraint(err); !held {
			return false, err
		}
		if _, err := tx.exec("ROLLBACK TO untrace"); err != nil {
			return held, err
		}
	}
	_, err = tx.exec("RELEASE untrace")
	return held, err
}

func (tx *Tx) undoOne(t traced, c Traced) error {
	before, err := t.values(c.before)
	if err != nil {
		return err
	}
	after, err := t.values(c.after)
	if err != nil {
		return err
	}
	var query string
	var args []any
	switch {
	case before == nil:
		query, args = t.deletion(after)
	case after == nil:
		query, args = fmt.Sprintf("INSERT INTO %s(%s) VALUES(%s)", t.name, strings.Join(t.columns, ", "), marks(len(before))), before
	default:
		query, args = t.restoration(before, after)
	}
	_, err = tx.exec(query, args...)
	return err
}

// deletion removes a row that was made, as long as nobody changed anything of it.
func (t traced) deletion(after []any) (query string, args []any) {
	return "DELETE FROM " + t.name + " WHERE (" + strings.Join(t.columns, ", ") + ") IS (" + marks(len(after)) + ")", after
}

// restoration puts back the columns that were changed and that nobody changed again.
func (t traced) restoration(before, after []any) (query string, args []any) {
	var sets []string
	for i, c := range t.columns {
		if same(before[i], after[i]) {
			continue
		}
		sets = append(sets, fmt.Sprintf("%[1]s=CASE WHEN %[1]s IS ? THEN ? ELSE %[1]s END", c))
		args = append(args, after[i], before[i])
	}
	where, key := t.where(after)
	return "UPDATE " + t.name + " SET " + strings.Join(sets, ", ") + where, append(args, key...)
}

// marks are the places of some values in a query.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

func (t traced) where(values []any) (where string, args []any) {
	var parts []string
	for _, i := range t.key {
		parts, args = append(parts, t.columns[i]+" IS ?"), append(args, values[i])
	}
	return " WHERE " + strings.Join(parts, " AND "), args
}

func same(a, b any) bool {
	x, xIs := a.([]byte)
	y, yIs := b.([]byte)
	if xIs && yIs {
		return bytes.Equal(x, y)
	}
	return xIs == yIs && a == b
}

// values reads the JSON of a row; nil for no row.
func (t traced) values(text string) ([]any, error) {
	if text == "" {
		return nil, nil
	}
	var all []any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("read a row of %s that was written down: %w", t.name, err)
	}
	if len(all) != len(t.columns) {
		return nil, fmt.Errorf("read a row of %s that was written down: %d values, %d columns", t.name, len(all), len(t.columns))
	}
	for i, v := range all {
		switch v := v.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return nil, fmt.Errorf("read a row of %s that was written down: %w", t.name, err)
			}
			all[i] = n
		case string:
			if !t.blobs[i] {
				continue
			}
			b, err := hex.DecodeString(v)
			if err != nil {
				return nil, fmt.Errorf("read a row of %s that was written down: %w", t.name, err)
			}
			all[i] = slices.Clip(b)
		}
	}
	return all, nil
}
