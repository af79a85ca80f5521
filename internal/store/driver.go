package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"github.com/balcao-app/balcao/internal/desk"
	"modernc.org/sqlite"
)

// connector opens the database with a driver of this data folder's own, which carries the functions that queries use. The schema uses
// none of them, so that any other program can still read the file.
type connector struct {
	own *sqlite.Driver
	dsn string
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.own.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.own }

func connect(dsn string) (*sql.DB, error) {
	own := &sqlite.Driver{}
	if err := own.RegisterDeterministicScalarFunction("fold", 1, fold); err != nil {
		return nil, fmt.Errorf("register fold: %w", err)
	}
	return sql.OpenDB(connector{own, dsn}), nil
}

// fold is desk.Fold in SQL.
func fold(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	switch text := args[0].(type) {
	case string:
		return desk.Fold(text), nil
	case nil:
		return nil, nil
	}
	return nil, fmt.Errorf("fold of %T", args[0])
}
