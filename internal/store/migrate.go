package store

import (
	"context"
	"database/sql"
	"embed"
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
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing to undo after the commit
	if _, err := tx.ExecContext(ctx, strings.TrimSpace(string(text))); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version=%d", version)); err != nil {
		return err
	}
	return tx.Commit()
}
