package store

import (
	"context"
	"database/sql"
)

// prepared plans each statement once in a transaction: a batch of history runs the same dozen thousands of times, and planning
// one costs more than running it.
type prepared struct {
	tx    *sql.Tx
	known map[string]*sql.Stmt
	kept  *kept
}

// statement returns the planned form. The transaction closes it at its end.
func (p *prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := p.known[query]; ok {
		return s, nil
	}
	if s, ok := p.kept.stmts[query]; ok {
		p.known[query] = p.tx.StmtContext(ctx, s)
		return p.known[query], nil
	}
	s, err := p.tx.PrepareContext(ctx, query)
	if err == nil {
		p.known[query] = s
		p.kept.wanted = append(p.kept.wanted, query)
	}
	return s, err
}

// maxKept bounds the planned forms that outlive their transaction. The program's queries are far fewer.
const maxKept = 256

// kept are the planned forms that the writer keeps between transactions: planning a query costs more than most of them take, and
// a message that comes alone would pay for all of its own.
type kept struct {
	stmts  map[string]*sql.Stmt
	wanted []string // used for the first time by the transaction at hand, which holds the only connection
}

// keep plans what the last transaction used for the first time. What cannot be kept is planned each time.
func (k *kept) keep(pool *sql.DB) {
	for _, query := range k.wanted {
		if len(k.stmts) >= maxKept {
			break
		}
		if s, err := pool.Prepare(query); err == nil {
			k.stmts[query] = s
		}
	}
	k.wanted = nil
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
