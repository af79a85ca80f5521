package inbox

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/store"
)

type row map[string]any

// raw reads every column of a table.
func raw(t *testing.T, dir, table string) []row {
	t.Helper()
	return query(t, dir, "SELECT * FROM "+table)
}

func query(t *testing.T, dir, text string) []row {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(filepath.Join(dir, store.File))+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return rowsOf(t, db, text)
}

func rowsOf(t *testing.T, db *sql.DB, text string) []row {
	t.Helper()
	rows, err := db.Query(text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []row
	for rows.Next() {
		values, to := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		one := row{}
		for i, name := range names {
			one[name] = values[i]
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// ids are the names that stand for row numbers in a canonical dump.
type ids struct{ contact, ticket, message, at map[int64]string }

// canonical writes every column of every table without what depends on the moment: ids become what they stand for, and the
// time of arrival is left out. Of a ticket's last message only its time counts, since two of one second come in any order.
func canonical(t *testing.T, dir string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(filepath.Join(dir, store.File))+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	n := name(t, db)
	var out []string
	// What the search index has still to look at is how the rows came to be, not what they are.
	tables := "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('search_todo','search_stamp')"
	for _, table := range rowsOf(t, db, tables) {
		table := table["name"].(string)
		for _, r := range rowsOf(t, db, "SELECT * FROM "+table) {
			out = append(out, n.line(table, r))
		}
	}
	slices.Sort(out)
	return out
}

func name(t *testing.T, db *sql.DB) ids {
	n := ids{contact: map[int64]string{}, ticket: map[int64]string{}, message: map[int64]string{0: "-"}, at: map[int64]string{0: "-"}}
	for _, r := range rowsOf(t, db, "SELECT contact_id, scheme, value FROM address ORDER BY scheme, value") {
		n.contact[r["contact_id"].(int64)] += fmt.Sprint("<", r["scheme"], r["value"], ">")
	}
	for _, r := range rowsOf(t, db, "SELECT id, channel_id, contact_id FROM ticket") {
		n.ticket[r["id"].(int64)] = fmt.Sprint("ticket", r["channel_id"], n.contact[r["contact_id"].(int64)])
	}
	for _, r := range rowsOf(t, db, "SELECT id, at FROM message") {
		n.at[r["id"].(int64)] = fmt.Sprint(r["at"])
	}
	for _, r := range rowsOf(t, db, "SELECT message_id, connection_id, direction, remote_id FROM sighting ORDER BY connection_id, remote_id") {
		n.message[r["message_id"].(int64)] += fmt.Sprint(r["connection_id"], r["direction"], r["remote_id"])
	}
	return n
}

func (n ids) line(table string, r row) string {
	var cells []string
	for column, value := range r {
		switch id, _ := value.(int64); column {
		case "id":
			switch table {
			case "contact":
				value = n.contact[id]
			case "ticket":
				value = n.ticket[id]
			case "message":
				value = n.message[id]
			case "channel", "connection":
			default:
				continue
			}
		case "received_at":
			continue
		case "contact_id":
			value = n.contact[id]
		case "ticket_id":
			value = n.ticket[id]
		case "message_id", "reply_to":
			value = n.message[id]
		case "last_message_id":
			value = n.at[id]
		}
		cells = append(cells, fmt.Sprintf("%s=%v", column, value))
	}
	slices.Sort(cells)
	return table + " " + strings.Join(cells, " ")
}

// difference names the first lines that only one of two sorted dumps has.
func difference(want, got []string) string {
	var out []string
	only := func(mark string, a, b []string) {
		for _, line := range a {
			if _, found := slices.BinarySearch(b, line); !found && len(out) < 12 {
				out = append(out, mark+line)
			}
		}
	}
	only("- ", want, got)
	only("+ ", got, want)
	if len(out) == 0 && len(want) != len(got) {
		out = append(out, fmt.Sprintf("%d rows instead of %d", len(got), len(want)))
	}
	return strings.Join(out, "\n")
}
