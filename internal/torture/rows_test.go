package torture

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite" // reads what the living program wrote
)

// row is a message of the operator with its attempts.
type row struct {
	id                      int64
	key, text, state, fault string
	tries                   []try
}

type try struct {
	connection                            int64
	client, remote, state, fault, network string
	attempt                               int
	doubtful                              bool
}

// rows reads all messages of the operator from a living program's folder.
func (x *trial) rows() map[string]*row {
	x.t.Helper()
	all, byID := map[string]*row{}, map[int64]*row{}
	x.query("SELECT id, send_key, body, status, fault_code FROM message WHERE direction='out'", func(s *sql.Rows) error {
		r := &row{}
		err := s.Scan(&r.id, &r.key, &r.text, &r.state, &r.fault)
		if all[r.key] != nil {
			x.t.Errorf("message %s is there twice", r.key)
		}
		all[r.key], byID[r.id] = r, r
		return err
	})
	x.query("SELECT message_id, connection_id, client_id, remote_id, state, fault_code, raw_code, attempt, doubtful FROM delivery ORDER BY id", func(s *sql.Rows) error {
		var id int64
		var y try
		err := s.Scan(&id, &y.connection, &y.client, &y.remote, &y.state, &y.fault, &y.network, &y.attempt, &y.doubtful)
		if r := byID[id]; r != nil {
			r.tries = append(r.tries, y)
		}
		return err
	})
	return all
}

// waiting is how many attempts are to leave or on their way.
func (x *trial) waiting() (n int) {
	x.t.Helper()
	x.query("SELECT count(*) FROM delivery WHERE state IN ('queued','sending')", func(s *sql.Rows) error { return s.Scan(&n) })
	return n
}

func (x *trial) query(query string, read func(*sql.Rows) error) {
	x.t.Helper()
	found, err := x.db.Query(query)
	if err != nil {
		x.t.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		if err := read(found); err != nil {
			x.t.Fatal(err)
		}
	}
	if err := found.Err(); err != nil {
		x.t.Fatal(err)
	}
}

// reader opens the database of a living program.
func reader(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "data", "inbox.db")+"?_pragma=query_only(1)&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// flying is how many attempts were on their way when the program died. A copy is read: opening the files themselves would repair them,
// which is for the next life to do.
func flying(t *testing.T, dir string) (n int) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		file, err := os.ReadFile(filepath.Join(dir, "data", "inbox.db"+suffix))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "copy.db"+suffix), file, 0o600)
		}
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "copy.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		db.Close()
		for _, suffix := range []string{"", "-wal", "-shm"} {
			os.Remove(filepath.Join(dir, "copy.db"+suffix))
		}
	}()
	var sound string
	if err := db.QueryRow("PRAGMA quick_check").Scan(&sound); err != nil || sound != "ok" {
		t.Fatalf("the database is damaged: %s %v", sound, err)
	}
	if err := db.QueryRow("SELECT count(*) FROM delivery WHERE state='sending'").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
