package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// unlike are the columns and tables in which a step and its undoing may leave a mark.
var unlike = []string{"search_todo", "contact_step", "contact_change", "sqlite_sequence"}

// dumpAll writes every row of the database, but for what is worked out from the others.
func dumpAll(t *testing.T, db *DB) string {
	t.Helper()
	var out strings.Builder
	err := db.Read(t.Context(), func(v *View) error {
		tables, err := collect(v, func(s scanner) (n string, err error) { return n, s.Scan(&n) },
			"SELECT name FROM sqlite_schema WHERE type='table' ORDER BY name")
		if err != nil {
			return err
		}
		for _, name := range tables {
			if slices.Contains(unlike, name) {
				continue
			}
			table, err := v.tracedTable(name)
			if err != nil {
				return err
			}
			rows, err := collect(v, func(s scanner) (r string, err error) { return r, s.Scan(&r) },
				fmt.Sprintf("SELECT %s FROM %s AS r ORDER BY 1", table.row("r"), name))
			if err != nil {
				return err
			}
			fmt.Fprintln(&out, name, table.columns)
			for _, r := range rows {
				fmt.Fprintln(&out, "  ", r)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// crowd writes random rows about three contacts into every table that a merge touches.
type crowd struct {
	*testing.T
	*rand.Rand
	tx       *Tx
	contacts []desk.ContactID
	tickets  map[desk.ContactID][]desk.TicketID
	at       int64
}

func (c *crowd) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *crowd) sql(query string, args ...any) int64 {
	c.Helper()
	id, err := c.tx.insert(query, args...)
	if err != nil && !strings.Contains(err.Error(), "UNIQUE") {
		c.Fatal(err)
	}
	return id
}

func (c *crowd) one(of ...string) string { return of[c.IntN(len(of))] }

func (c *crowd) someone() desk.ContactID { return c.contacts[c.IntN(len(c.contacts))] }

func (c *crowd) people() {
	for i := range 3 {
		id, _, err := c.tx.PutContact([]desk.Address{desk.Phone(fmt.Sprint("55119821400", 10+i))})
		c.must(err)
		c.contacts = append(c.contacts, id)
		_, err = c.tx.exec("UPDATE contact SET name=?, saved=?, pushed=?, pushed_at=?, note=?, blocked_at=?, marketing_stopped=?, marketing_at=? WHERE id=?",
			c.one("", "Ana", "Zé"), c.one("", "Salva"), c.one("", "P1", "P2"), c.IntN(3), c.one("", "nota\n1", "nota 2"), c.IntN(2), c.IntN(2), c.IntN(3), id)
		c.must(err)
		for range c.IntN(3) {
			c.sql("INSERT INTO address(scheme, value, contact_id, came_at, left_at) VALUES('lid',?,?,?,?)", fmt.Sprint(c.Int64()), id, c.IntN(9), c.IntN(9))
			c.sql("INSERT INTO former(scheme, value, until, contact_id) VALUES('phone',?,?,?)", fmt.Sprint(c.IntN(99)), c.IntN(9), id)
			c.sql("INSERT INTO last_inbound(contact_id, number, at, shut_at) VALUES(?,?,?,?)", id, c.one("1", "2"), c.IntN(9)+1, c.IntN(9))
			c.sql("INSERT INTO contact_tag(contact_id, tag_id) VALUES(?,?)", id, c.IntN(2)+1)
			c.sql("INSERT INTO contact_field(contact_id, field_id, value) VALUES(?,?,?)", id, c.IntN(2)+1, c.one("x", "y"))
		}
	}
}

func (c *crowd) talk() {
	for range 8 {
		who, ch := c.someone(), desk.ChannelID(c.IntN(2)+1)
		status := c.one("pending", "open", "closed", "closed")
		imported := 0
		if status == "closed" {
			imported = c.IntN(2)
		}
		id := c.sql("INSERT INTO ticket(channel_id, contact_id, status, imported, draft, pinned, muted, snoozed_until, closed_at) VALUES(?,?,?,?,?,?,?,?,?)",
			ch, who, status, imported, c.one("", "rascunho", "outro"), c.IntN(2), c.IntN(2), c.IntN(2)*99, c.IntN(99))
		if id > 0 && !slices.Contains(c.tickets[who], desk.TicketID(id)) {
			var owner desk.ContactID
			_, err := c.tx.row("SELECT contact_id FROM ticket WHERE id=?", []any{id}, &owner)
			c.must(err)
			if owner == who {
				c.tickets[who] = append(c.tickets[who], desk.TicketID(id))
			}
		}
	}
	for range 40 {
		who := c.someone()
		if len(c.tickets[who]) > 0 {
			c.message(who, c.tickets[who][c.IntN(len(c.tickets[who]))])
		}
	}
}

// message writes one, with what hangs on it. Ids of networks are few, so that both contacts come to have copies of one message.
func (c *crowd) message(who desk.ContactID, ticket desk.TicketID) {
	c.at += int64(c.IntN(3) + 1)
	d := desk.Direction(c.one("in", "out", "note", "system"))
	m := desk.Message{Ticket: ticket, Contact: who, Connection: 1, Direction: d, Origin: desk.FromOperator, Kind: desk.Text, Body: c.one("oi", "tudo?", ""),
		At: time.UnixMilli(c.at), Status: desk.Received, Number: "1"}
	id, err := c.tx.AddMessage(m, c.IntN(2) == 0, true, time.UnixMilli(c.at), "")
	c.must(err)
	if d == desk.In || d == desk.Out {
		c.sql("INSERT INTO sighting(connection_id, contact_id, direction, remote_id, message_id) VALUES(?,?,?,?,?)", c.IntN(2)+1, who, d, fmt.Sprint("r", c.IntN(6)), id)
		c.sql("INSERT INTO reaction(message_id, direction, emoji, at, by_id) VALUES(?,?,?,?,?)", id, c.one("in", "out"), "👍", c.IntN(9), c.one("a", "b"))
		c.sql("INSERT INTO attachment(message_id, kind, state, sha256, remote) VALUES(?,?,?,?,?)", id, "image", "remote", "", []byte{0, 1, byte(c.IntN(255))})
		c.sql("INSERT INTO receipt(message_id, status, at) VALUES(?,?,?)", id, c.one("delivered", "read"), c.IntN(9)+1)
	}
	if d == desk.Out {
		c.sql("INSERT INTO delivery(message_id, act, contact_id, connection_id, client_id, state, ended_at) VALUES(?,'say',?,1,?,'accepted',1)", id, who, fmt.Sprint("c", id))
	}
	if c.IntN(3) == 0 {
		c.sql("INSERT INTO early(connection_id, contact_id, direction, remote_id, event) VALUES(1,?,'out',?,?)", who, fmt.Sprint("never", c.IntN(3)), c.one("{}", "{ }"))
		step := c.sql("INSERT INTO step(act, at) VALUES('pin', 1)")
		c.sql("INSERT INTO step_change(step_id, ticket_id, col, before, after) VALUES(?,?,'pinned',0,?)", step, ticket, c.one("1", "x"))
	}
	if c.IntN(4) == 0 {
		_, err := c.tx.exec("UPDATE message SET reply_to=? WHERE id=?", id-1, id)
		c.must(err)
	}
}

func (c *crowd) fill(tx *Tx) error {
	c.tx, c.tickets = tx, map[desk.ContactID][]desk.TicketID{}
	for i := range 2 {
		ch, err := tx.AddChannel(fmt.Sprint("Canal ", i))
		c.must(err)
		_, err = tx.AddConnection(ch, "fake", "x")
		c.must(err)
		_, err = tx.PutTag(desk.Tag{Name: fmt.Sprint(i), Color: 1})
		c.must(err)
		_, err = tx.PutField(desk.Field{Name: fmt.Sprint("f", i), Variable: desk.Variable(fmt.Sprint("f", i)), Kind: desk.FieldText})
		c.must(err)
	}
	c.people()
	c.talk()
	for _, all := range c.tickets {
		for _, id := range all {
			c.must(tx.Recount(id))
		}
	}
	return nil
}

// gone lists the messages that a merge made one of another, and forgets what the search has to look at.
func (c *crowd) gone(db *DB) (all []desk.MessageID) {
	c.must(db.Write(c.Context(), func(tx *Tx) (err error) {
		if _, err = tx.exec("DELETE FROM search_todo"); err != nil {
			return err
		}
		all, err = collect(&tx.View, func(s scanner) (id desk.MessageID, err error) { return id, s.Scan(&id) },
			"SELECT json_extract(before, '$[0]') FROM contact_change WHERE tbl='message' AND after=''")
		return err
	}))
	return all
}

// soughtAgain: the search looks at messages that are there again.
func (c *crowd) soughtAgain(db *DB, all []desk.MessageID) {
	c.must(db.Read(c.Context(), func(v *View) error {
		todo, err := v.SearchTodo(10_000)
		for _, id := range all {
			if !slices.ContainsFunc(todo, func(t Todo) bool { return t.Kind == "message" && t.Of == int64(id) }) {
				c.Errorf("message %d is there again and cannot be found", id)
			}
		}
		return err
	}))
}

// TestMergeAndUndo: whatever rows two contacts have, a merge by hand that is taken back leaves every row as it was.
func TestMergeAndUndo(t *testing.T) {
	for seed := range uint64(25) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			db, err := Open(Options{Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			c := &crowd{T: t, Rand: rand.New(rand.NewPCG(seed, 7))}
			c.must(db.Write(t.Context(), c.fill))
			before := dumpAll(t, db)
			step := desk.ContactStep{Act: desk.ContactMerge, Kept: c.contacts[1], Gone: c.contacts[0], Changed: 1, At: time.UnixMilli(1)}
			c.must(db.Write(t.Context(), func(tx *Tx) error {
				id, err := tx.AddContactStep(step, time.Time{})
				c.must(err)
				step.ID = id
				return tx.MergeByHand(id, step.Gone, step.Kept, "Um só")
			}))
			if merged := dumpAll(t, db); merged == before {
				t.Fatal("nothing was merged")
			}
			gone := c.gone(db)
			c.must(db.Write(t.Context(), func(tx *Tx) error {
				c.must(tx.UndoMerge(step))
				return tx.EndContactStep(step.ID)
			}))
			if after := dumpAll(t, db); after != before {
				t.Error(difference(before, after))
			}
			c.soughtAgain(db, gone)
		})
	}
}

// difference lists the lines that only one of two dumps has.
func difference(before, after string) string {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	var out strings.Builder
	for _, l := range a {
		if !slices.Contains(b, l) {
			fmt.Fprintln(&out, "before", l)
		}
	}
	for _, l := range b {
		if !slices.Contains(a, l) {
			fmt.Fprintln(&out, "after ", l)
		}
	}
	return out.String()
}
