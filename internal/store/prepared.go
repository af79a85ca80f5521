package store

import (
	"context"
	"database/sql"
	"sync"
)

// prepared plans each statement once in a transaction: a batch of history runs the same dozen thousands of times, and planning
// one costs more than running it.
type prepared struct {
	tx    *sql.Tx
	known map[string]*sql.Stmt
	kept  *kept
	new   []string // what it was the first to use
}

func (k *kept) within(tx *sql.Tx) *prepared {
	return &prepared{tx: tx, known: map[string]*sql.Stmt{}, kept: k}
}

// statement returns the planned form. The transaction closes it at its end.
func (p *prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := p.known[query]; ok {
		return s, nil
	}
	if s := p.kept.find(query); s != nil {
		p.known[query] = p.tx.StmtContext(ctx, s)
		return p.known[query], nil
	}
	s, err := p.tx.PrepareContext(ctx, query)
	if err == nil {
		p.known[query] = s
		p.new = append(p.new, query)
	}
	return s, err
}

// maxKept bounds the planned forms that outlive their transaction. The program's queries are far fewer.
const maxKept = 256

// kept are the planned forms that outlive the transactions of one pool: planning a query costs more than most of them take, and a
// message that comes alone would pay for all of its own.
type kept struct {
	mu    sync.RWMutex
	stmts map[string]*sql.Stmt
}

func (k *kept) find(query string) *sql.Stmt {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.stmts[query]
}

// keep plans what a transaction was the first to use, after its end: the pool may have no other connection. What cannot be kept is
// planned each time.
func (k *kept) keep(pool *sql.DB, queries []string) {
	for _, query := range queries {
		if k.find(query) != nil {
			continue
		}
		if s, err := pool.Prepare(query); err == nil { // unlocked: it may wait for a connection whose holder looks for a plan
			k.put(query, s)
		}
	}
}

func (k *kept) put(query string, s *sql.Stmt) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stmts[query] != nil || len(k.stmts) >= maxKept {
		_ = s.Close()
		return
	}
	k.stmts[query] = s
}

func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := p.statement(ctx, query)
	if err != nil {
		return p.tx.QueryRowContext(ctx, query, args...) // a Row carries its error, and only the package can make one
	}
	return s.QueryRowContext(ctx, args...)
}

func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}
