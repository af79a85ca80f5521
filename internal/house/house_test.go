package house

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

var small = Plan{Tickets: 40, Messages: 4000, Long: 400, Seed: 7}

func build(t *testing.T, p Plan) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "house")
	if err := Build(context.Background(), dir, p); err != nil {
		t.Fatal(err)
	}
	return dir
}

func reader(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, store.File))+"?_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// lines are the rows of a query as text.
func lines(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		var line strings.Builder
		for _, c := range cells {
			fmt.Fprintf(&line, "%v|", *c.(*any))
		}
		all = append(all, line.String())
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// whole is everything that stands in a house, as one hash.
func whole(t *testing.T, dir string) string {
	t.Helper()
	db, sum := reader(t, dir), sha256.New()
	for _, table := range []string{"contact", "address", "ticket", "message", "attachment", "reaction", "delivery", "contact_tag"} {
		for _, line := range lines(t, db, "SELECT * FROM "+table+" ORDER BY 1, 2") {
			fmt.Fprintln(sum, table, line)
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func TestTheSamePlanIsTheSameHouse(t *testing.T) {
	one, again := whole(t, build(t, small)), whole(t, build(t, small))
	if one != again {
		t.Error("the same plan made two houses")
	}
	other := small
	other.Seed++
	if whole(t, build(t, other)) == one {
		t.Error("another seed made the same house")
	}
}

// TestAHouseIsSound: what the program would have written itself is what stands there, and nothing is named that is not there.
func TestAHouseIsSound(t *testing.T) {
	dir := build(t, small)
	db := reader(t, dir)
	for query, want := range map[string]string{
		"PRAGMA integrity_check":                                  "ok|",
		"SELECT count(*) FROM pragma_foreign_key_check":           "0|",
		"SELECT count(*), count(DISTINCT contact_id) FROM ticket": fmt.Sprintf("%d|%d|", small.Tickets, small.Contacts()),
		"SELECT count(*) FROM message":                            fmt.Sprintf("%d|", small.Messages),
		"SELECT count(*) FROM message WHERE contact_id=1":         fmt.Sprintf("%d|", small.Long),
		"SELECT count(*) FROM message m JOIN ticket t ON t.id=m.ticket_id WHERE m.contact_id<>t.contact_id": "0|",
		"SELECT message FROM notice":                                                                                      fmt.Sprintf("%d|", small.Messages),
		"SELECT count(*) FROM ticket WHERE last_message_id=0":                                                             "0|",
		"SELECT count(*) FROM ticket WHERE status='closed' AND closed_at<=last_at":                                        "0|",
		"SELECT count(*) FROM message r JOIN message q ON q.id=r.reply_to WHERE r.contact_id<>q.contact_id OR q.at>=r.at": "0|",
		"SELECT count(DISTINCT ticket_id) FROM message WHERE contact_id=1":                                                fmt.Sprintf("%d|", earlier+1),
	} {
		if got := strings.Join(lines(t, db, query), "\n"); got != want {
			t.Errorf("%s: %s, not %s", query, got, want)
		}
	}
	for _, query := range []string{
		"SELECT 1 FROM message WHERE reply_to>0", "SELECT 1 FROM message WHERE revoked_at>0", "SELECT 1 FROM message WHERE edited_at>0", "SELECT 1 FROM reaction",
		"SELECT 1 FROM message WHERE seen=0", "SELECT 1 FROM contact_tag", "SELECT 1 FROM ticket WHERE reason_id>0",
		"SELECT 1 FROM contact WHERE pushed LIKE '" + RareName + "%'",
	} {
		if len(lines(t, db, query)) == 0 {
			t.Errorf("a house has nothing of: %s", query)
		}
	}
	if got := len(lines(t, db, "SELECT DISTINCT kind FROM message")); got != len(kinds) {
		t.Errorf("%d kinds of messages, not %d", got, len(kinds))
	}
	for _, line := range lines(t, db, "SELECT DISTINCT sha256, bytes FROM attachment") {
		sum, size, _ := strings.Cut(strings.TrimSuffix(line, "|"), "|")
		if info, err := os.Stat(filepath.Join(dir, "files", sum[:2], sum)); err != nil || fmt.Sprint(info.Size()) != size {
			t.Errorf("file %s: %v", line, err)
		}
	}
	if got := lines(t, db, fmt.Sprintf("SELECT body FROM message WHERE id=%d", small.Messages))[0]; !strings.HasSuffix(got, fmt.Sprintf(" Pedido %d.|", small.Messages)) {
		t.Errorf("the newest message says %q", got)
	}
}

// TestTheProgramCountsTheSame: the columns of the list are those that the program would come to.
func TestTheProgramCountsTheSame(t *testing.T) {
	dir := build(t, small)
	const columns = "SELECT id, unread, last_message_id, last_at, waiting_since, out_connection_id, out_at, opened_at FROM ticket ORDER BY id"
	before := lines(t, reader(t, dir), columns)
	if err := settle(context.Background(), dir, small); err != nil {
		t.Fatal(err)
	}
	if after := lines(t, reader(t, dir), columns); strings.Join(before, "\n") != strings.Join(after, "\n") {
		t.Error("the program counts otherwise")
	}
}

func TestHousesThatCannotBeBuilt(t *testing.T) {
	for name, p := range map[string]Plan{
		"no tickets": {}, "few messages": {Tickets: 100, Messages: 100, Long: 60}, "all in one": {Tickets: 40, Messages: 4000, Long: 4000},
	} {
		if Build(context.Background(), t.TempDir(), p) == nil {
			t.Errorf("%s: built", name)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "inbox.db"), []byte("somebody's"), 0o600); err != nil {
		t.Fatal(err)
	}
	if Build(context.Background(), dir, small) == nil {
		t.Error("built over what was there")
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if Build(stopped, filepath.Join(t.TempDir(), "house"), small) == nil {
		t.Error("built although it was stopped")
	}
}

func TestPlan(t *testing.T) {
	if id := Whole.Current(1); Whole.ticketOf(1, Whole.Messages) != int64(id) || Whole.ticketOf(1, 1) != 1 {
		t.Errorf("the long conversation ends in ticket %d, not %d", Whole.ticketOf(1, Whole.Messages), id)
	}
	if desk.TicketID(Whole.Current(Whole.Contacts())) != desk.TicketID(Whole.Tickets) {
		t.Error("the last contact does not have the last ticket")
	}
}
