package crash

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // reads what the dead program left
)

// rows is what lies on the disk.
type rows struct {
	inbound map[string]int // by the network's id
	texts   map[string]int // of customers, by body
	keys    map[string]int // of the operator, by key
	flying  int            // of the operator: given to the network and not answered
}

// look reads the database of a dead program. It reads a copy: opening the files themselves would repair them, and the next
// start of the program is to do that.
func look(t *testing.T, data string) rows {
	t.Helper()
	dir := t.TempDir()
	for _, suffix := range []string{"", "-wal"} {
		file, err := os.ReadFile(filepath.Join(data, "simulator", "inbox.db"+suffix))
		if os.IsNotExist(err) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "inbox.db"+suffix), file, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "inbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var sound string
	if err := db.QueryRow("PRAGMA quick_check").Scan(&sound); err != nil || sound != "ok" {
		t.Fatalf("the database is damaged: %s %v", sound, err)
	}
	return rows{
		flying: count(t, db, "SELECT 'all', count(*) FROM delivery WHERE state='sending'")["all"],
		inbound: count(t, db, `SELECT s.remote_id, count(*) FROM sighting s JOIN message m ON m.id=s.message_id
			WHERE m.direction='in' GROUP BY 1`),
		texts: count(t, db, "SELECT body, count(*) FROM message WHERE direction='in' GROUP BY 1"),
		keys:  count(t, db, "SELECT send_key, count(*) FROM message WHERE direction='out' GROUP BY 1"),
	}
}

func count(t *testing.T, db *sql.DB, query string) map[string]int {
	t.Helper()
	found, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	out := map[string]int{}
	for found.Next() {
		var key string
		var n int
		if err := found.Scan(&key, &n); err != nil {
			t.Fatal(err)
		}
		out[key] = n
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
