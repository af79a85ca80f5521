package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/balcao-app/balcao/internal/store"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// version of the schema, and of the way in which words are cut: an index of another one is made anew.
const version = 2

// schema of the index. The key of a document is its time, so that the index itself lies in the order in which people look: newest first
// is reading backwards, and a range of dates is a range of keys. Ids would not do, because history arrives in no order at all. Both
// tables of words hold no texts. Their words are folded already and parted by spaces, so the plainest tokenizer does. `facts` are words
// that nobody types: who, whose, what kind. They all begin alike, which keeps the index of beginnings small. `word` holds the words of
// texts that are long enough to be looked for by a beginning that FTS5 has no index of.
const schema = `
CREATE TABLE doc (key INTEGER PRIMARY KEY, message INTEGER NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE message_fts USING fts5(body, file, facts, content='', contentless_delete=1, tokenize='ascii', prefix='2 3');
CREATE VIRTUAL TABLE contact_fts USING fts5(name, number, content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3');
CREATE TABLE word (text TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE mark (one INTEGER PRIMARY KEY CHECK (one=1), message INTEGER NOT NULL, contact INTEGER NOT NULL, stamp TEXT NOT NULL) STRICT;
INSERT INTO mark VALUES (1, 0, 0, '');
`

// index is an open file.
type index struct {
	writer, reader *sql.DB
}

func openIndex(dir string) (x *index, err error) {
	path := filepath.Join(dir, store.SearchFile)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // SQLite would let others read it
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	x = &index{}
	common := []string{"busy_timeout(5000)", "temp_store(2)", "cache_size(-16000)", "trusted_schema(0)"}
	// A power cut may cost the last rows, which are indexed once more.
	if x.writer, err = sql.Open("sqlite", store.Location(path, append(common, "journal_mode(wal)", "synchronous(normal)",
		"journal_size_limit(67108864)")...)+"&_txlock=immediate"); err != nil {
		return nil, err
	}
	x.writer.SetMaxOpenConns(1)
	if x.reader, err = sql.Open("sqlite", store.Location(path, append(common, "query_only(1)")...)); err != nil {
		x.close()
		return nil, err
	}
	x.reader.SetMaxOpenConns(2)
	x.reader.SetMaxIdleConns(2)
	if err := x.prepare(); err != nil {
		x.close()
		return nil, err
	}
	return x, nil
}

// prepare makes the schema in an empty file, and refuses one of another version.
func (x *index) prepare() error {
	var have int
	if err := x.writer.QueryRow("PRAGMA user_version").Scan(&have); err != nil {
		return err
	}
	switch have {
	case version:
		_, err := x.mark(context.Background())
		return err
	case 0:
		return x.write(context.Background(), func(tx *sql.Tx) error {
			_, err := tx.Exec(schema + fmt.Sprintf("PRAGMA user_version=%d", version))
			return err
		})
	}
	return &broken{fmt.Sprintf("version %d of the index, this program knows %d", have, version)}
}

func (x *index) close() {
	if x == nil {
		return
	}
	for _, pool := range []*sql.DB{x.reader, x.writer} {
		if pool != nil {
			_ = pool.Close()
		}
	}
}

func removeIndex(dir string) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(filepath.Join(dir, store.SearchFile+suffix)) // what stays is found again when it is opened
	}
}

func (x *index) write(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := x.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing to undo after the commit
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// mark is up to which ids messages and contacts were indexed, and the stamp of that state: empty where nothing was.
type mark struct {
	message, contact int64
	stamp            string
}

func (x *index) mark(ctx context.Context) (m mark, err error) {
	err = x.reader.QueryRowContext(ctx, "SELECT message, contact, stamp FROM mark").Scan(&m.message, &m.contact, &m.stamp)
	if errors.Is(err, sql.ErrNoRows) || primary(err) == sqlite3.SQLITE_ERROR {
		err = &broken{"the index has lost its mark"}
	}
	return m, err
}

// corrupt reports whether SQLite cannot read a file as what it should be.
func corrupt(err error) bool {
	switch primary(err) {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT:
		return true
	}
	return false
}

// primary is SQLite's code without its details, 0 of another error.
func primary(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code() & 0xff
}
