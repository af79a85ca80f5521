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
