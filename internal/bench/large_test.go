package bench

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// size of a data folder. Contact 1 has the long conversation; the others share the rest.
type size struct{ tickets, messages, long int }

var (
	whole = size{tickets: 10_000, messages: 1_000_000, long: 10_000}
	small = size{tickets: 20, messages: 2_000, long: 100}
)

// folder is a data folder full of conversations.
type folder struct {
	size
	dir string
}

// fill makes a data folder: the program's own schema, and rows that SQL makes up. Messages of all conversations alternate, as
// they do in life, so that a page of one conversation lies all over the file.
func fill(t testing.TB, s size) folder {
	t.Helper()
	f := folder{size: s, dir: t.TempDir()}
	db, err := store.Open(store.Options{Dir: f.dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), firstRows); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	f.insert(t)
	f.index(t) // otherwise the program would do it while other things are measured
	return f
}

func firstRows(tx *store.Tx) error {
	channel, err := tx.AddChannel("Padaria")
	if err == nil {
		_, err = tx.AddConnection(channel, desk.Kind("waweb"), "Padaria")
	}
	return err
}

// insert makes the rows in one transaction, without indexes until the end.
func (f folder) insert(t testing.TB) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(f.dir, store.File)+"?_pragma=synchronous(off)&_pragma=cache_size(-262144)&_pragma=temp_store(2)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	indexes := texts(t, db, "SELECT sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL")
	work := []string{"BEGIN"}
	for _, name := range texts(t, db, "SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL") {
		work = append(work, "DROP INDEX "+name)
	}
	work = append(work, f.rows()...)
	work = append(work, indexes...)
	work = append(work, lastLines, "COMMIT", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)")
	for _, query := range work {
		if _, err := db.Exec(query); err != nil {
			t.Fatalf("%.80s: %v", query, err)
		}
	}
}

// rows makes contacts, tickets and messages. Of the tickets 3 in 10 are pending, 3 open and 4 closed; every second message is
// ours, was delivered, and has the delivery that carried it.
func (f folder) rows() []string {
	count := func(n int) string {
		return fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%d) ", n)
	}
	return []string{
		"INSERT INTO contact(id, pushed) " + count(f.tickets) + "SELECT i, CASE WHEN i%10=5 AND i<=100 THEN 'Marina ' ELSE 'Cliente ' END||i FROM n",
		"INSERT INTO address(scheme, value, contact_id) " + count(f.tickets) + "SELECT 'phone', printf('551195%07d', i), i FROM n",
		"INSERT INTO ticket(id, channel_id, contact_id, status, opened_at, closed_at, unread) " + count(f.tickets) +
			`SELECT i, 1, i, CASE WHEN i%10<3 THEN 'pending' WHEN i%10<6 THEN 'open' ELSE 'closed' END, 1700000000000,
			CASE WHEN i%10<6 THEN 0 ELSE 1700000000000+i END, i%3 FROM n`,
		"INSERT INTO message(id, ticket_id, contact_id, connection_id, direction, origin, kind, body, at, received_at, status, told) " +
			count(f.messages) + fmt.Sprintf(`, m(i, who) AS (SELECT i, CASE WHEN i%%%d=0 THEN 1 ELSE 2+(i*7919)%%%d END FROM n)
			SELECT i, who, who, 1, CASE WHEN i/3%%2 THEN 'in' ELSE 'out' END, CASE WHEN i/3%%2 THEN 'customer' ELSE 'operator' END, 'text',
			'Bom dia! Gostaria de encomendar '||i||' pães de queijo para sábado de manhã, por favor.',
			1700000000000+i*1000, 1700000000000+i*1000, CASE WHEN i/3%%2 THEN 'received' ELSE 'delivered' END, 1 FROM m`,
			f.messages/f.long, f.tickets-1),
		`INSERT INTO sighting(connection_id, contact_id, direction, remote_id, message_id)
			SELECT 1, contact_id, direction, printf('3EB0%016X', id), id FROM message ORDER BY contact_id, direction, id`,
		`INSERT INTO delivery(message_id, act, contact_id, connection_id, client_id, state, attempt, started_at, ended_at)
			SELECT id, 'say', contact_id, 1, printf('3EB0%016X', id), 'accepted', 1, at, at FROM message WHERE direction='out' ORDER BY id`,
	}
}

// lastLines gives tickets the columns that the program keeps for the list.
const lastLines = `UPDATE ticket SET last_message_id=m.id, last_at=m.at, waiting_since=CASE WHEN m.direction='in' THEN m.at ELSE 0 END,
	out_connection_id=1, out_at=m.at-1 FROM message m WHERE m.id=(SELECT id FROM message x WHERE x.contact_id=ticket.contact_id ORDER BY at DESC, id DESC LIMIT 1)`

func texts(t testing.TB, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
