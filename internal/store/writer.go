package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/balcao-app/balcao/internal/desk"
)

const maxJobs = 200 // in one transaction

type job struct {
	ctx  context.Context
	fn   func(*Tx) error
	err  error
	done chan struct{}
	out  []desk.Change
	drop []string // hashes of files that lost a reference

	onWord func(*Tx, Word) error
}

// Write runs fn in the writer and returns after COMMIT, or with fn's error after its work was undone. fn must not wait for
// anything but the database: no network, no file, no user.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) (err error) {
	defer func() {
		if recover() != nil { // the channel was closed under us
			err = &desk.Fault{Code: desk.CodeInternal, Next: desk.Stop, Err: errors.New("store is closed")}
		}
	}()
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{}), onWord: db.onWord}
	select {
	case db.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	<-j.done // not ctx: the caller must know whether it was committed
	return j.err
}

// write is the one goroutine that owns the writer. It takes what is queued into one transaction, each job in a savepoint of
// its own, and answers all of them after COMMIT: many callers share the price of one fsync.
func (db *DB) write() {
	defer close(db.done)
	for j := range db.jobs {
		batch := append(make([]*job, 0, 8), j)
	more:
		for len(batch) < maxJobs {
			select {
			case next, open := <-db.jobs:
				if !open {
					break more
				}
				batch = append(batch, next)
			default:
				break more
			}
		}
		db.commit(batch)
	}
}

func (db *DB) commit(batch []*job) {
	err := db.transact(batch)
	if err != nil {
		err = db.room.fault("write", err) // once: it may have to ask the disk
	}
	for _, j := range batch {
		switch {
		case err != nil && (j.err == nil || broken(j.err)):
			j.err = err
		case codeOf(j.err) != desk.CodeInternal:
			j.err = fault("write", j.err)
		}
		if j.err == nil {
			db.removeFiles(j.drop)
		}
		if j.err == nil && len(j.out) > 0 {
			db.emit(j.out)
		}
	}
	if db.owed.Load() {
		db.cut()
	}
	for _, j := range batch {
		close(j.done)
	}
}

func (db *DB) transact(batch []*job) error {
	tx, err := db.writer.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	q := db.writes.within(tx)
	defer func() { db.writes.keep(db.writer, q.new) }()
	defer tx.Rollback() //nolint:errcheck // nothing to undo after the commit
	for _, j := range batch {
		if j.err = j.ctx.Err(); j.err != nil {
			continue
		}
		if err := savepoint(q, j); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// savepoint runs one job so that its failure undoes only itself. The error it returns is the database's own.
func savepoint(q querier, j *job) error {
	ctx := context.WithoutCancel(j.ctx)
	if _, err := q.ExecContext(ctx, "SAVEPOINT job"); err != nil {
		return err
	}
	t := &Tx{View: View{ctx: ctx, q: q}, job: j}
	if j.err = protect(t, j.fn); j.err != nil {
		j.out, j.drop = nil, nil
		if broken(j.err) {
			return j.err // SQLite may have rolled the whole transaction back
		}
		if _, err := q.ExecContext(ctx, "ROLLBACK TO job"); err != nil {
			return err
		}
	}
	_, err := q.ExecContext(ctx, "RELEASE job")
	return err
}

// broken reports whether an error is the disk's, so that nothing of its transaction can be kept.
func broken(err error) bool {
	code := codeOf(err)
	return code == desk.CodeDiskFull || code == desk.CodeDiskError
}

func protect(t *Tx, fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(t)
}

// Read runs fn on a snapshot of the database.
func (db *DB) Read(ctx context.Context, fn func(*View) error) error {
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return faultReading(db.dir, "read", err)
	}
	q := db.reads.within(tx)
	defer func() { db.reads.keep(db.reader, q.new) }()
	defer tx.Rollback() //nolint:errcheck // a read has nothing to commit
	err = fn(&View{ctx: ctx, q: q})
	if err != nil && codeOf(err) != desk.CodeInternal {
		return faultReading(db.dir, "read", err)
	}
	return err
}
