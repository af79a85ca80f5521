package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// aged is a folder as it was before a migration, with some rows in it, opened by the program of today.
func aged(t *testing.T, before string, rows ...string) *DB {
	t.Helper()
	dir := t.TempDir()
	raw, err := sql.Open("sqlite", "file:"+url.PathEscape(filepath.Join(dir, File)))
	if err != nil {
		t.Fatal(err)
	}
	files, err := migrations.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		if f.Name() < before {
			if err := apply(t.Context(), raw, f.Name(), i+1); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, q := range rows {
		if _, err := raw.Exec(q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// read is every value of a query, row by row.
func read(t *testing.T, db *DB, query string) (got string) {
	t.Helper()
	err := db.Read(context.Background(), func(v *View) error {
		all, err := collect(v, func(s scanner) (line string, err error) { return line, s.Scan(&line) }, query)
		got = strings.Join(all, " ")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

const shopOfOld = "INSERT INTO channel(id, name) VALUES(1, 'Loja'); INSERT INTO connection(id, channel_id, kind, number) VALUES(1, 1, 'fake', '551187659999')"

// TestNobodyIsForgotten: contacts without any address go, with what waits for them, unless anything else is theirs.
func TestNobodyIsForgotten(t *testing.T) {
	db := aged(t, "0009", shopOfOld,
		"INSERT INTO contact(id, note) VALUES(1, ''), (2, ''), (3, ''), (4, 'typed'), (5, ''), (6, '')",
		"INSERT INTO address(scheme, value, contact_id) VALUES('lid', '1', 1)",
		"INSERT INTO ticket(id, channel_id, contact_id, status) VALUES(1, 1, 5, 'closed')",
		"INSERT INTO last_inbound(contact_id, number, at) VALUES(6, 'x', 1)",
		"INSERT INTO early(connection_id, contact_id, direction, remote_id, event) VALUES(1, 1, 'out', 'a', '{}'), (1, 2, 'out', 'b', '{}'), (1, 5, 'out', 'c', '{}')")
	if got := read(t, db, "SELECT id FROM contact ORDER BY id"); got != "1 4 5 6" {
		t.Errorf("contacts %s", got)
	}
	if got := read(t, db, "SELECT remote_id FROM early ORDER BY id"); got != "a c" {
		t.Errorf("kept for %s", got)
	}
}

// TestNobodyIsMade: what names no customer makes no contact.
func TestNobodyIsMade(t *testing.T) {
	db := aged(t, "9999")
	for _, none := range [][]desk.Address{nil, {}, {{Scheme: desk.SchemePhone}}} {
		err := db.Write(t.Context(), func(tx *Tx) error { _, _, err := tx.PutContact(none); return err })
		if desk.AsFault(err).Code != desk.CodeBadRequest {
			t.Errorf("%v: %v", none, err)
		}
	}
	if got := read(t, db, "SELECT id FROM contact"); got != "" {
		t.Errorf("contacts %s", got)
	}
}

// TestOwnNumberIsSpelledOnce: a number of ours that was kept as an old network spells it is the same as that of a new one; the last
// word of a customer is the later of both. A landline stays what it is.
func TestOwnNumberIsSpelledOnce(t *testing.T) {
	db := aged(t, "0011", shopOfOld, "INSERT INTO connection(id, channel_id, kind, number) VALUES(2, 1, 'fake', '5511987659999'), (3, 1, 'fake', '551133334444')",
		"INSERT INTO contact(id) VALUES(1), (2)", "INSERT INTO ticket(id, channel_id, contact_id, status) VALUES(1, 1, 1, 'closed')",
		`INSERT INTO message(ticket_id, contact_id, direction, origin, kind, at, received_at, status, number)
			VALUES(1, 1, 'in', 'customer', 'text', 1, 1, 'received', '551187659999'), (1, 1, 'in', 'customer', 'text', 1, 1, 'received', '551133334444')`,
		"INSERT INTO last_inbound(contact_id, number, at) VALUES(1, '551187659999', 9), (1, '5511987659999', 7), (2, '551187659999', 5), (2, '551133334444', 3)")
	for query, want := range map[string]string{
		"SELECT number FROM connection ORDER BY id":                                                            "5511987659999 5511987659999 551133334444",
		"SELECT number FROM message ORDER BY id":                                                               "5511987659999 551133334444",
		"SELECT contact_id||':'||number||':'||at FROM last_inbound ORDER BY contact_id, number COLLATE BINARY": "1:5511987659999:9 2:551133334444:3 2:5511987659999:5",
	} {
		if got := read(t, db, query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// TestAlike: connections of one number are alike however their networks spell it, until one is removed.
func TestAlike(t *testing.T) {
	db := aged(t, "9999")
	alike := func() (got string) {
		err := db.Read(t.Context(), func(v *View) error { all, err := v.Alike(1); got = fmt.Sprint(all); return err })
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	err := db.Write(t.Context(), func(tx *Tx) error {
		ch, err := tx.AddChannel("Loja")
		for _, number := range []string{"5511987659999", "551187659999", "5511987659998"} {
			if err != nil {
				return err
			}
			var id desk.ConnectionID
			if id, err = tx.AddConnection(ch, "fake", number); err == nil {
				err = tx.SetAccount(id, "linked", number)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := alike(); got != "[2]" {
		t.Errorf("alike %s", got)
	}
	if err := db.Write(t.Context(), func(tx *Tx) error { return tx.RemoveConnection(2, time.Now()) }); err != nil {
		t.Fatal(err)
	}
	if got := alike(); got != "[]" {
		t.Errorf("after the removal %s", got)
	}
}

// groupsFile is the migration that lets groups in.
func groupsFile(t *testing.T) string {
	t.Helper()
	files, err := migrations.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_group.sql") {
			return f.Name()
		}
	}
	t.Fatal("no such migration")
	return ""
}

// TestGroupsAreLetIn: the table of tickets that lets groups in holds what the old one held, is found by the same indexes, is referred to by
// the same rows, and goes on counting where the old one stopped, also where the newest ticket is gone.
func TestGroupsAreLetIn(t *testing.T) {
	db := aged(t, groupsFile(t), shopOfOld, "INSERT INTO contact(id, name) VALUES(1, 'Ana'), (2, 'Bia')",
		`INSERT INTO ticket(id, channel_id, contact_id, status, snoozed_until, pinned, imported, unread, marked, last_message_id, last_at, waiting_since,
			out_connection_id, out_at, opened_at, closed_at, draft, muted, reason_id, year, woke_at) VALUES
			(7, 1, 1, 'pending', 11, 1, 0, 3, 1, 1, 12, 13, 1, 14, 15, 0, 'rascunho', 1, 0, 2025, 16), (8, 1, 2, 'closed', 0, 0, 1, 0, 0, 2, 1, 0, 0, 0, 1, 9, '', 0, 4, 2024, 0),
			(41, 1, 2, 'open', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, 0, 2026, 0)`,
		"DELETE FROM ticket WHERE id=41",
		`INSERT INTO message(id, ticket_id, contact_id, direction, origin, kind, body, at, received_at, status)
			VALUES(1, 7, 1, 'in', 'customer', 'text', 'oi', 1, 1, 'received'), (2, 8, 2, 'out', 'phone', 'text', 'olá', 2, 2, 'sent')`,
		"INSERT INTO reaction(message_id, direction, emoji, at, by_id) VALUES(1, 'out', '👍', 3, 'R1'), (1, 'in', '❤', 4, 'R2'), (2, 'in', '', 5, 'R3')",
		"INSERT INTO step(id, act, at) VALUES(1, 'pin', 1); INSERT INTO step_change(step_id, ticket_id, col, before, after) VALUES(1, 7, 'pinned', 0, 1)")
	for query, want := range map[string]string{
		`SELECT concat_ws(',', id, channel_id, contact_id, status, snoozed_until, pinned, unpinned, imported, unread, marked, last_message_id, last_at,
			waiting_since, out_connection_id, out_at, opened_at, closed_at, draft, muted, reason_id, year, waits, woke_at) FROM ticket ORDER BY id`: "7,1,1,pending,11,1,0,0,3,1,1,12,13,1,14,15,0,rascunho,1,0,2025,13,16 " +
			"8,1,2,closed,0,0,1,1,0,0,2,1,0,0,0,1,9,,0,4,2024,9223372036854775807,0",
		"SELECT concat_ws(',', message_id, direction, author_id, emoji, at, by_id) FROM reaction ORDER BY message_id, direction": "1,in,0,❤,4,R2 1,out,0,👍,3,R1 2,in,0,,5,R3",
		"SELECT m.id||t.status FROM message m JOIN ticket t ON t.id=m.ticket_id ORDER BY m.id":                                   "1pending 2closed",
		"SELECT name FROM sqlite_schema WHERE type='index' AND tbl_name='ticket' ORDER BY name":                                  "ticket_channel ticket_contact ticket_list ticket_live ticket_next ticket_snoozed ticket_wait ticket_woke",
		"SELECT count(*) FROM sqlite_schema WHERE name LIKE '%_anew'":                                                            "0",
		"SELECT count(*) FROM pragma_foreign_key_check":                                                                          "0",
		"SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('message') ORDER BY 1":                                           "contact ticket",
		"SELECT foreign_keys FROM pragma_foreign_keys":                                                                           "1",
		"SELECT count(*) FROM sqlite_schema WHERE type='trigger' AND tbl_name='message'":                                         "2",
	} {
		if got := read(t, db, query); got != want {
			t.Errorf("%s:\n %s, want\n %s", query, got, want)
		}
	}
	var next desk.TicketID
	err := db.Write(t.Context(), func(tx *Tx) (err error) {
		var strict int
		if _, err := tx.row("SELECT foreign_keys FROM pragma_foreign_keys", nil, &strict); err != nil || strict != 1 {
			t.Errorf("the writer keeps no foreign keys: %d %v", strict, err)
		}
		next, err = tx.AddTicket(1, 2, desk.Open, time.Now(), false)
		return err
	})
	if err != nil || next != 42 {
		t.Errorf("next ticket %d, %v", next, err)
	}
	err = db.Write(t.Context(), func(tx *Tx) error {
		id, err := tx.PutGroup(desk.Group("1203"))
		if err == nil {
			_, err = tx.AddGroupTicket(1, id, time.Now())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"UPDATE ticket SET waiting_since=1 WHERE status='group'", "UPDATE ticket SET snoozed_until=1 WHERE status='group'", "UPDATE ticket SET status='lost'"} {
		if err := db.Write(t.Context(), func(tx *Tx) error { _, err := tx.exec(q); return err }); err == nil {
			t.Errorf("%s is let through", q)
		}
	}
}
