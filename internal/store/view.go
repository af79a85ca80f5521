package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// View reads one state of the database.
type View struct {
	ctx context.Context
	q   querier
}

// Tx reads and writes. It is only ever handed out by Write.
type Tx struct {
	View
	job *job
}

// Emit names a row that changed; listeners hear of it after COMMIT, and never if the work is undone.
func (tx *Tx) Emit(kind string, id, of int64) {
	c := desk.Change{Kind: kind, ID: id, Of: of}
	for _, old := range tx.job.out {
		if old == c {
			return
		}
	}
	tx.job.out = append(tx.job.out, c)
}

func (tx *Tx) exec(query string, args ...any) (int64, error) {
	res, err := tx.q.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%.40s: %w", query, err)
	}
	return res.RowsAffected()
}

func (tx *Tx) insert(query string, args ...any) (int64, error) {
	res, err := tx.q.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%.40s: %w", query, err)
	}
	return res.LastInsertId()
}

// row scans one row; found is false when there is none.
func (v *View) row(query string, args []any, to ...any) (found bool, err error) {
	switch err := v.q.QueryRowContext(v.ctx, query, args...).Scan(to...); {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("%.40s: %w", query, err)
	}
	return true, nil
}

// collect scans every row of a query with scan.
func collect[T any](v *View, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := v.q.QueryContext(v.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%.40s: %w", query, err)
	}
	defer rows.Close()
	all := []T{}
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("%.40s: %w", query, err)
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

type scanner interface{ Scan(to ...any) error }

// Millis writes a time as the database keeps it: unix milliseconds, 0 for none.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the reverse of Millis.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
