package bench

import (
	"database/sql"
	"path/filepath"
	"testing"

	"go.mau.fi/whatsmeow/types/events"
)

// newStored is the bare client with the least that keeps the promise: each message is one row of one table, on the disk before
// it is acknowledged. No program that stores before it acknowledges can be faster than this on the same disk.
func newStored(t testing.TB) receiver {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(t.TempDir(), "rows.db"))+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec("CREATE TABLE message(id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID"); err != nil {
		t.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO message(id, body) VALUES(?,?) ON CONFLICT DO NOTHING")
	if err != nil {
		t.Fatal(err)
	}
	return newClient(t, func(m *events.Message) bool {
		_, err := insert.Exec(m.Info.ID, m.Message.GetConversation())
		return err == nil
	})
}
