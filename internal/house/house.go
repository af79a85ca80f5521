// Package house makes a data folder full of years of talk, the same one for the same plan: what benchmarks measure, end-to-end tests
// walk through, and whoever changes a query wants to try it on. It writes rows as no program does, in bulk and without a network, and is
// no part of the program.
package house

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Plan says how large a house is. Contact 1 has the long conversation; the others share the rest.
type Plan struct {
	Tickets  int
	Messages int
	Long     int // messages of the long conversation
	Seed     uint64
}

// Whole is the size at which the program has to be quick: more than one person answers in years.
var Whole = Plan{Tickets: 10_000, Messages: 1_000_000, Long: 10_000, Seed: 1}

const (
	leastTickets = 20
	// leastTalk is how many messages there have to be for each ticket, so that each has some.
	leastTalk = 50
	// earlier is how many closed tickets a regular customer has before the newest.
	earlier = 4
	years   = 2 * 365 * 24 * time.Hour
	// number is the business's, as the session simulator has it, so that its telephone can be linked to the house.
	number = "5511955500100"
)

// began is when the first message was said. It is fixed, because a house may not depend on the day on which it is built.
var began = time.Date(2024, 7, 1, 11, 0, 0, 0, time.UTC)

func (p Plan) check() error {
	switch {
	case p.Tickets < leastTickets:
		return fmt.Errorf("a house needs at least %d tickets", leastTickets)
	case p.Messages < p.Tickets*leastTalk:
		return fmt.Errorf("%d tickets need at least %d messages", p.Tickets, p.Tickets*leastTalk)
	case p.Long < leastTalk || p.Long > p.Messages/2:
		return fmt.Errorf("the long conversation has between %d messages and half of all", leastTalk)
	}
	return nil
}

// regulars are the contacts that have earlier tickets: the first ones.
func (p Plan) regulars() int { return p.Tickets / leastTickets }

// Contacts is how many customers there are; their ids are 1 to that.
func (p Plan) Contacts() int { return p.Tickets - earlier*p.regulars() }

// Current is the newest ticket of a contact.
func (p Plan) Current(contact int) int64 { return int64(earlier*p.regulars() + contact) }

// ticketOf is the ticket in which a contact's i-th message of the house stands: a regular's tickets share the years.
func (p Plan) ticketOf(contact, i int) int64 {
	if part := i * (earlier + 1) / p.Messages; contact <= p.regulars() && part < earlier {
		return int64(part*p.regulars() + contact)
	}
	return p.Current(contact)
}

// Step is how far apart the messages of the long conversation are: their ids are its multiples.
func (p Plan) Step() int { return p.Messages / p.Long }

// At is when the message of an id was said, in unix milliseconds.
func (p Plan) At(id int) int64 { return store.Millis(began) + int64(id)*p.gap() }

func (p Plan) gap() int64 { return years.Milliseconds() / int64(p.Messages) }

// Numbered tells whether a message is a text that ends with its own id, a word that no other message has.
func (p Plan) Numbered(id int) bool { return id%7 == 0 || id == p.Messages }

// Build makes the folder with its search index. A folder in which there is something already is left alone.
func Build(ctx context.Context, dir string, p Plan) error {
	if err := p.check(); err != nil {
		return err
	}
	if there, err := os.ReadDir(dir); err == nil && len(there) > 0 {
		return fmt.Errorf("%s is not empty", dir)
	}
	if err := found(ctx, dir); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	if err := furnish(ctx, dir, p); err != nil {
		return fmt.Errorf("fill the folder: %w", err)
	}
	if err := settle(ctx, dir, p); err != nil {
		return fmt.Errorf("count the tickets: %w", err)
	}
	return Index(ctx, dir, p)
}

// found makes the program's own schema and its first rows.
func found(ctx context.Context, dir string) error {
	return write(ctx, dir, func(tx *store.Tx) error {
		channel, err := tx.AddChannel("Padaria")
		if err == nil {
			_, err = tx.AddConnection(channel, desk.Kind("waweb"), "Padaria")
		}
		return err
	})
}

// settle lets the program count the columns that it keeps on tickets.
func settle(ctx context.Context, dir string, p Plan) error {
	return write(ctx, dir, func(tx *store.Tx) error {
		for id := range p.Tickets {
			if err := tx.Recount(desk.TicketID(id + 1)); err != nil {
				return err
			}
		}
		return nil
	})
}

func write(ctx context.Context, dir string, do func(tx *store.Tx) error) (err error) {
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Write(ctx, do)
}

// furnish makes the rows and files, without indexes and triggers until the end. Who is interrupted has no house: nothing is synced.
func furnish(ctx context.Context, dir string, p Plan) (err error) {
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, store.File))+
		"?_pragma=journal_mode(off)&_pragma=synchronous(off)&_pragma=cache_size(-262144)&_pragma=temp_store(2)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	files, err := makeFiles(filepath.Join(dir, "files"))
	if err != nil {
		return err
	}
	restore, err := strip(ctx, db)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := all(ctx, tx, p.people()); err != nil {
		return err
	}
	if err := p.talk(ctx, tx, files); err != nil {
		return err
	}
	if err := all(ctx, tx, append(p.consequences(), restore...)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "ANALYZE")
	return err
}

// strip drops indexes and triggers, and returns what makes them again.
func strip(ctx context.Context, db *sql.DB) (restore []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var drop []string
	for rows.Next() {
		var kind, name, text string
		if err := rows.Scan(&kind, &name, &text); err != nil {
			return nil, err
		}
		drop, restore = append(drop, "DROP "+kind+" "+name), append(restore, text)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	return restore, all(ctx, db, drop)
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func all(ctx context.Context, on execer, queries []string) error {
	for _, query := range queries {
		if _, err := on.ExecContext(ctx, query); err != nil {
			return fmt.Errorf("%.60s: %w", query, err)
		}
	}
	return nil
}
