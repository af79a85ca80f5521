package store

import (
	"context"
	"time"
)

const (
	forgetFor   = 2 * time.Second        // how long readers of an older state are waited for
	forgetAgain = 100 * time.Millisecond // the pause between two tries
)

// Forget overwrites what the journal of the database still holds of rows that were erased: the pages that they stood on are overwritten
// already. What somebody who reads an older state keeps there is left, and goes after one of the next writes, or at the next start at the
// latest. Nobody's write waits for that.
func (db *DB) Forget(ctx context.Context) (left bool) {
	db.owed.Store(true)
	ctx, stop := context.WithTimeout(ctx, forgetFor)
	defer stop()
	for {
		err := db.Write(ctx, func(*Tx) error { return nil }) // after it the journal is cut
		if err != nil || !db.owed.Load() {
			return err != nil
		}
		select {
		case <-ctx.Done():
			return true
		case <-time.After(forgetAgain):
		}
	}
}

// cut empties the journal if nobody reads an older state, and waits for none who does. Only the writer calls it, so that all that was
// erased before is committed.
func (db *DB) cut() {
	if _, err := db.writer.Exec("PRAGMA busy_timeout=0"); err != nil {
		return
	}
	var busy, frames, moved int
	err := db.writer.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
	if err == nil && busy == 0 {
		db.owed.Store(false)
	}
	_, _ = db.writer.Exec("PRAGMA busy_timeout=5000")
}
