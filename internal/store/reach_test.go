package store

import "fmt"

// FillDisk lets the file grow by so many pages and no further, as a full disk does: SQLite answers SQLITE_FULL.
func (db *DB) FillDisk(more int) error {
	var pages int
	if err := db.writer.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	_, err := db.writer.Exec(fmt.Sprintf("PRAGMA max_page_count=%d", pages+more))
	return err
}

// FreeDisk ends what FillDisk began.
func (db *DB) FreeDisk() error {
	_, err := db.writer.Exec("PRAGMA max_page_count=4294967294")
	return err
}

// Waiting is how many writes are queued.
func (db *DB) Waiting() int { return len(db.jobs) }

// Exec runs any SQL in a write.
func (tx *Tx) Exec(query string, args ...any) error {
	_, err := tx.exec(query, args...)
	return err
}
