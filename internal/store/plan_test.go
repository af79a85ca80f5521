package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// recorder notes every statement that passes, with its values.
type recorder struct {
	querier
	seen []statement
}

type statement struct {
	text string
	args []any
}

func (r *recorder) note(text string, args []any) { r.seen = append(r.seen, statement{text, args}) }

func (r *recorder) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r.note(query, args)
	return r.querier.QueryContext(ctx, query, args...)
}

func (r *recorder) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	r.note(query, args)
	return r.querier.QueryRowContext(ctx, query, args...)
}

func (r *recorder) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	r.note(query, args)
	return r.querier.ExecContext(ctx, query, args...)
}

// TestPlans: what runs for every message, key press or redraw reads a range of an index. A scan would grow with the years, a
// temporary B-tree with the number of conversations.
func TestPlans(t *testing.T) {
	db, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Write(t.Context(), func(tx *Tx) error { _, _, err := tx.PutContact([]desk.Address{desk.LID("1")}); return err }); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	hot := map[string]func(*Tx) error{
		"arrivals":       func(tx *Tx) error { _, _, _, err := tx.Arrivals(); return err },
		"page before":    func(tx *Tx) error { _, _, err := tx.Page(PageAsk{Contact: 1, Before: 9}); return err },
		"page after":     func(tx *Tx) error { _, _, err := tx.Page(PageAsk{Contact: 1, After: 9}); return err },
		"page":           func(tx *Tx) error { _, _, err := tx.Page(PageAsk{Contact: 1}); return err },
		"around":         func(tx *Tx) error { _, _, _, _ = tx.Around(1, 9, 20); return nil },
		"searched after": func(tx *Tx) error { _, err := tx.SearchedAfter(9, 20); return err },
		"searched again": func(tx *Tx) error { _, err := tx.SearchedAgain([]desk.MessageID{9}); return err },
		"persons after":  func(tx *Tx) error { _, err := tx.PersonsAfter(0, 20); return err },
		"search todo":    func(tx *Tx) error { _, err := tx.SearchTodo(20); return err },
		"todo done":      func(tx *Tx) error { return tx.DropTodo(9, "s") },
		"stamp":          func(tx *Tx) error { return tx.Stamp("s") },
		"stamped":        func(tx *Tx) error { _, err := tx.Stamped("s"); return err },
		"found":          func(tx *Tx) error { _, _, err := tx.Found(9); return err },
		"shelf":          func(tx *Tx) error { _, _, err := tx.Shelf(ShelfAsk{Contact: 1, Before: 9}); return err },
		"messages":       func(tx *Tx) error { _, err := tx.Messages([]desk.MessageID{1}); return err },
		"claim":          func(tx *Tx) error { _, _, _, err := tx.Claim(1, now); return err },
		"orphans":        func(tx *Tx) error { _, err := tx.Orphans(); return err },
		"counts":         func(tx *Tx) error { _, err := tx.Counts(); return err },
		"sighted":        func(tx *Tx) error { _, err := tx.Sighted(1, 1, desk.In, "x"); return err },
		"remote of":      func(tx *Tx) error { _, err := tx.RemoteOf(1, 1); return err },
		"by key":         func(tx *Tx) error { _, err := tx.ByKey("k"); return err },
		"address":        func(tx *Tx) error { _, err := tx.FindContact([]desk.Address{desk.Phone("5511987654321")}); return err },
		"moved": func(tx *Tx) error {
			return tx.MoveAddresses([]desk.Address{desk.Phone("5511987654321")}, []desk.Address{desk.Phone("5511987654322")}, now)
		},
		"former": func(tx *Tx) error {
			_, err := tx.FormerHolder([]desk.Address{desk.Phone("5511987654321")}, now)
			return err
		},
		"reassign":   func(tx *Tx) error { return tx.Reassign([]desk.Address{desk.Phone("5511987654321")}, now) },
		"wrote":      func(tx *Tx) error { return tx.WroteFrom([]desk.Address{desk.Phone("5511987654321")}, now) },
		"another":    func(tx *Tx) error { _, err := tx.another(hold{contact: 1}, nil, now); return err },
		"spellings":  func(tx *Tx) error { return tx.alignSpellings(desk.Phone("5511987654321")) },
		"addresses":  func(tx *Tx) error { _, err := tx.Addresses(1); return err },
		"contact":    func(tx *Tx) error { _, err := tx.Contact(1); return err },
		"live":       func(tx *Tx) error { _, err := tx.Live(1); return err },
		"next":       func(tx *Tx) error { _, err := tx.NextWaiting(1); return err },
		"unseen":     func(tx *Tx) error { _, err := tx.FirstUnseen(1); return err },
		"untold":     func(tx *Tx) error { _, err := tx.Untold(1); return err },
		"seen":       func(tx *Tx) error { return tx.MarkSeen(1, 9) },
		"wake":       func(tx *Tx) error { _, err := tx.WakeDue(now); return err },
		"recount":    func(tx *Tx) error { return tx.Recount(1) },
		"early":      func(tx *Tx) error { _, err := tx.TakeEarly(1, 1, desk.In, "x"); return err },
		"waiting":    func(tx *Tx) error { _, err := tx.EarlyOf(1); return err },
		"matched":    func(tx *Tx) error { _, err := tx.TakeMatched(1); return err },
		"quoted":     func(tx *Tx) error { return tx.Quoted(1, 1, "x", 1) },
		"merge":      func(tx *Tx) error { return tx.mergeContact(8, 9) },
		"edit":       func(tx *Tx) error { return tx.SetBody(1, "x", now, "y") },
		"revoke":     func(tx *Tx) error { return tx.SetRevoked(1, now) },
		"deliveries": func(tx *Tx) error { _, err := tx.Deliveries(1); return err },
		"settle":     func(tx *Tx) error { _, err := tx.Settle(1, desk.DeliveryFailed, nil, now, now); return err },
		"stand":      func(tx *Tx) error { _, err := tx.Stand(1); return unless(err, desk.CodeNotFound) },
		"step": func(tx *Tx) error {
			step, err := tx.AddStep(desk.ActPin, now)
			if err != nil {
				return err
			}
			if _, err := tx.Stepped(step, 1); unless(err, desk.CodeNotFound) != nil {
				return err
			}
			return tx.EndStep(step)
		},
		"stretches":    func(tx *Tx) error { _, err := tx.Stretches(1); return err },
		"asked":        func(tx *Tx) error { _, err := tx.Asked(1); return err },
		"said":         func(tx *Tx) error { _, err := tx.Said(1, desk.LineCourtesy, now); return err },
		"hang":         func(tx *Tx) error { _, err := tx.Hang(1, 1, false); return err },
		"tagged":       func(tx *Tx) error { _, err := tx.Tagged(1); return err },
		"reopen":       func(tx *Tx) error { _, err := tx.Minutes("reopen_minutes"); return err },
		"shared since": func(tx *Tx) error { _, err := tx.SharedSince("x", now); return err },
		"said since":   func(tx *Tx) error { _, err := tx.SaidSince(desk.Text, "x", now); return err },
		"routed":       func(tx *Tx) error { _, err := tx.Routed(1, 1); return err },
		"event":        func(tx *Tx) error { return tx.RecordMessage(desk.EventUnsure, 1, 1, "", now) },
		"file":         func(tx *Tx) error { _, err := tx.attachmentOf(1); return err },
	}
	for tab := range tabs {
		for _, after := range []string{"", "0.1.1"} {
			hot["list "+tab+after] = func(tx *Tx) error {
				_, _, err := tx.List(ListAsk{Tab: tab, After: after, Limit: 50})
				return err
			}
			hot["list of a tag "+tab+after] = func(tx *Tx) error {
				_, _, err := tx.List(ListAsk{Tab: tab, Tag: 1, After: after, Limit: 50})
				return err
			}
		}
	}
	for tab, edge := range map[string]string{"pending": "(unpinned,waits)>", "open": "(pinned,last_at)<", "closed": "(pinned,last_at)<", "snoozed": "snoozed_until>?"} {
		if all := plans(t, db, hot["list "+tab+"0.1.1"]); !strings.Contains(all[0], edge) {
			t.Errorf("a page of %s does not begin where the page before ended:\n%s", tab, all[0])
		}
	}
	for name, run := range hot {
		t.Run(name, func(t *testing.T) {
			for _, plan := range plans(t, db, run) {
				if bad := costly(plan); bad != "" {
					t.Errorf("%s\n%s", bad, plan)
				}
			}
		})
	}
}

// unless is an error of another code.
func unless(err error, code desk.Code) error {
	if f := desk.AsFault(err); f != nil && f.Code == code {
		return nil
	}
	return err
}

// plans runs something and returns the plan of each statement it used.
func plans(t *testing.T, db *DB, run func(*Tx) error) (all []string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *Tx) error {
		r := &recorder{querier: tx.q}
		if err := run(&Tx{View: View{ctx: tx.ctx, q: r}, job: &job{}}); err != nil {
			return err
		}
		for _, s := range r.seen {
			lines, err := collect(&tx.View, func(s scanner) (line string, err error) {
				var id, parent, unused int
				return line, s.Scan(&id, &parent, &unused, &line)
			}, "EXPLAIN QUERY PLAN "+s.text, s.args...)
			if err != nil {
				return err
			}
			all = append(all, fmt.Sprintf("%s\n  %s", strings.Join(strings.Fields(s.text), " "), strings.Join(lines, "\n  ")))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// small names the tables that a person fills by hand; reading one whole is right.
var small = []string{"setting", "channel", "connection", "route", "(subquery-1)"}

func costly(plan string) string {
	for line := range strings.Lines(plan) {
		line = strings.TrimSpace(line)
		table, scans := strings.CutPrefix(line, "SCAN ")
		table, _, _ = strings.Cut(table, " ")
		switch {
		case strings.Contains(line, "USE TEMP B-TREE"):
			return line
		case scans && !slices.Contains(small, table) && !strings.HasSuffix(line, " INDEX delivery_line"): // only what is on its way
			return line
		}
	}
	return ""
}
