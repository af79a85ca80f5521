// Package store is the data folder: the database with its one writer, the migrations and the queries. Every state that
// matters is a row here; goroutines elsewhere are only hands. It knows the words of desk and nothing of networks or pages.
package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/balcao-app/balcao/internal/desk"
)

// Names of databases in the data folder. That of the search holds nothing that File does not; without it, it is made anew.
const (
	File       = "inbox.db"
	SearchFile = "search.db"
)

// DB is an open data folder.
type DB struct {
	dir    string
	lock   *os.File
	writer *sql.DB
	reader *sql.DB
	jobs   chan *job
	done   chan struct{}
	quit   sync.Once
	emit   func([]desk.Change)
	onWord func(*Tx, Word) error
	writes kept
	reads  kept
	holds  holds
	room   room        // the writer's own
	owed   atomic.Bool // the journal holds what was erased
}

// Options of Open.
type Options struct {
	Dir string
	// Emit gets the changes of each transaction after it was committed, in the order of the commits.
	Emit func([]desk.Change)
}

// Open locks the folder, opens or creates the database in it and brings its schema up to date. Its errors are *desk.Fault:
// already_running, read_only, disk_full, disk_error, corrupt or newer_schema; whatever stood in the folder is left as it was.
func Open(o Options) (*DB, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fault("make the data folder", err)
	}
	lock, err := lockFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	db := &DB{dir: o.Dir, room: room{dir: o.Dir}, lock: lock, emit: o.Emit, jobs: make(chan *job, maxJobs), done: make(chan struct{}),
		writes: kept{stmts: map[string]*sql.Stmt{}}, reads: kept{stmts: map[string]*sql.Stmt{}}, holds: holds{held: map[string]int{}, due: map[string]bool{}}}
	if db.emit == nil {
		db.emit = func([]desk.Change) {}
	}
	db.room.clear()
	if err := db.open(); err != nil {
		db.closeFiles()
		return nil, err
	}
	go db.write()
	return db, nil
}

// Dir is the data folder.
func (db *DB) Dir() string { return db.dir }

// Close finishes what is queued, checkpoints and releases the folder.
func (db *DB) Close() error {
	db.quit.Do(func() {
		close(db.jobs)
		<-db.done
		_, _ = db.writer.Exec("PRAGMA optimize")
		_, _ = db.writer.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
		db.closeFiles()
	})
	return nil
}

func (db *DB) closeFiles() {
	for _, pool := range []*sql.DB{db.reader, db.writer} {
		if pool != nil {
			_ = pool.Close()
		}
	}
	_ = db.lock.Close()
}

func (db *DB) open() error {
	path := filepath.Join(db.dir, File)
	if err := create(path); err != nil {
		return db.room.fault("create the database", err)
	}
	common := "?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=temp_store(2)&_pragma=cache_size(-16000)" +
		"&_pragma=trusted_schema(0)&_defensive=1"
	var err error
	db.writer, err = connect(uri(path) + common + "&_txlock=immediate&_pragma=journal_mode(wal)&_pragma=synchronous(full)" +
		"&_pragma=journal_size_limit(67108864)&_pragma=secure_delete(1)" + fullSync())
	if err != nil {
		return db.room.fault("open the database", err)
	}
	db.writer.SetMaxOpenConns(1)
	db.writer.SetMaxIdleConns(1)
	if err := migrate(context.Background(), db.writer); err != nil {
		return db.room.fault("bring the database up to date", err)
	}
	db.cut() // what a crash left there may have been erased
	db.reader, err = connect(uri(path) + common + "&_pragma=query_only(1)")
	if err != nil {
		return db.room.fault("open the database for reading", err)
	}
	db.reader.SetMaxOpenConns(4)
	db.reader.SetMaxIdleConns(4)
	return nil
}

// create makes the empty file first, because SQLite would make it readable by others; the -wal and -shm files follow it.
// It opens for writing, so that a folder that cannot be written is found before anything else.
func create(path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		return f.Close()
	}
	return nil
}

// uri writes a path as SQLite's file: form, in which '#', '?' and '%' of a folder's name must be escaped.
func uri(path string) string {
	parts := strings.Split(filepath.ToSlash(path), "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	joined := strings.Join(parts, "/")
	if runtime.GOOS == "windows" {
		return "file:///" + strings.TrimPrefix(joined, "/")
	}
	return "file:" + joined
}

// fullSync asks macOS to reach the platter, which a plain fsync there does not.
func fullSync() string {
	if runtime.GOOS == "darwin" {
		return "&_pragma=fullfsync(1)&_pragma=checkpoint_fullfsync(1)"
	}
	return ""
}
