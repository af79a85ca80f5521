package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
)

//go:embed *.sql
var migrations embed.FS

// migrate applies the numbered files that the database has not seen, each in one transaction. A database of a newer
// program is refused untouched.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := migrations.ReadDir(".")
	if err != nil {
		return err
	}
	var have int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return err
	}
	if have > len(files) {
		return &desk.Fault{Code: desk.CodeNewerSchema, Next: desk.Stop, Scope: desk.OfChannel,
			Err: fmt.Errorf("schema %d, this program knows %d", have, len(files))}
	}
	for i, f := range files[have:] {
		if err := apply(ctx, db, f.Name(), have+i+1); err != nil {
			return fmt.Errorf("migration %s: %w", f.Name(), err)
		}
	}
	return survey(ctx, db)
}

// survey lets the planner know how the tables have grown, but not which values they hold: with samples of values SQLite plans a
// statement anew each time that another value is bound to it, which takes longer than most of ours run.
func survey(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, "PRAGMA optimize=0x10002"); err != nil {
		return err
	}
	var samples bool
	err := db.QueryRowContext(ctx, "SELECT count(*)>0 FROM sqlite_schema WHERE name='sqlite_stat4'").Scan(&samples)
	if err == nil && samples {
		_, err = db.ExecContext(ctx, "DELETE FROM sqlite_stat4; ANALYZE sqlite_schema")
	}
	return err
}

func apply(ctx context.Context, db *sql.DB, name string, version int) error {
	text, err := migrations.ReadFile(name)
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	anew := strings.HasPrefix(string(text), makesAnew)
	if anew { // it can be done between transactions only
		if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys=OFF"); err != nil {
			return err
		}
	}
	err = within(ctx, conn, string(text), version, anew)
	if anew {
		_, on := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA foreign_keys=ON")
		err = errors.Join(err, on)
	}
	return err
}

// makesAnew begins a migration that drops a table to which others refer, and puts another one in its place.
const makesAnew = "-- foreign keys: off"

// within runs a migration as one transaction. One that worked without foreign keys has to leave none that leads nowhere.
func within(ctx context.Context, conn *sql.Conn, text string, version int, anew bool) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing to undo after the commit
	if _, err := tx.ExecContext(ctx, strings.TrimSpace(text)); err != nil {
		return err
	}
	if anew {
		if err := unbroken(ctx, tx); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version=%d", version)); err != nil {
		return err
	}
	return tx.Commit()
}

// unbroken looks whether every foreign key leads somewhere.
func unbroken(ctx context.Context, tx *sql.Tx) error {
	var table string
	switch err := tx.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table); {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("a row of %s refers to none", table)
}
