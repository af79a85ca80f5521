package bench

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/house"
	"github.com/balcao-app/balcao/internal/store"
)

// spread is how long something took: the middle and the worst but one in a hundred.
type spread struct{ p50, p99 time.Duration }

func spreadOf(all []time.Duration) spread {
	slices.Sort(all)
	return spread{all[len(all)/2], all[len(all)*99/100]}
}

// against times two ways of reading the same in turn.
func against(n int, ours, bare func(i int)) (a, b spread) {
	x, y := make([]time.Duration, 0, n), make([]time.Duration, 0, n)
	for i := range n {
		began := time.Now()
		ours(i)
		middle := time.Now()
		bare(i)
		x, y = append(x, middle.Sub(began)), append(y, time.Since(middle))
	}
	return spreadOf(x), spreadOf(y)
}

// reading is one thing that the page asks for, and the least SQL that reads the same rows.
type reading struct {
	name    string
	call    string
	request func(i int) any
	query   string
	args    func(i int) []any
}

const (
	bubble = "SELECT id, direction, kind, body, at, status FROM message WHERE contact_id=? "
	line   = `SELECT t.id, t.status, t.unread, t.last_at, c.pushed, m.body FROM ticket t JOIN contact c ON c.id=t.contact_id
		JOIN message m ON m.id=t.last_message_id WHERE t.status='open' AND t.snoozed_until=0 `
)

// readings of a folder. Each draws its conversation or place afresh.
func readings(f folder) []reading {
	dice := rand.New(rand.NewPCG(1, 2))
	step := f.Step()
	deep := make([]int64, 4096) // messages in the long conversation
	who := make([]int, 4096)    // contacts
	for i := range deep {
		deep[i] = int64(step * (f.Long/2 + dice.IntN(f.Long/2)))
		who[i] = 1 + dice.IntN(f.Contacts())
	}
	none := func(int) []any { return nil }
	return []reading{
		{"open-long", "Tickets.Open", func(int) any { return app.ID{ID: f.Current(1)} },
			bubble + "ORDER BY at DESC, id DESC LIMIT 60", func(int) []any { return []any{1} }},
		{"open-any", "Tickets.Open", func(i int) any { return app.ID{ID: f.Current(who[i%len(who)])} },
			bubble + "ORDER BY at DESC, id DESC LIMIT 60", func(i int) []any { return []any{who[i%len(who)]} }},
		{"scroll-back", "Messages.Page", func(i int) any { return app.PageRequest{Contact: 1, Before: deep[i%len(deep)], Limit: 60} },
			bubble + "AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT 60",
			func(i int) []any {
				id := deep[i%len(deep)]
				return []any{1, f.At(int(id)), id}
			}},
		{"list", "Tickets.List", func(int) any { return app.ListRequest{Tab: "open", Limit: 50} },
			line + "ORDER BY t.pinned DESC, t.last_at DESC, t.id DESC LIMIT 50", none},
		{"list-search", "Tickets.List", func(int) any { return app.ListRequest{Tab: "open", Limit: 50, Query: "zuleica"} },
			line + "AND instr(lower(c.pushed), 'zuleica')>0 ORDER BY t.pinned DESC, t.last_at DESC, t.id DESC LIMIT 50", none},
	}
}

// bench reads n times both ways.
func (r reading) bench(p *program, db *sql.DB, n int) (ours, bare spread) {
	requests := make([][]byte, n)
	for i := range requests {
		var err error
		if requests[i], err = json.Marshal(r.request(i)); err != nil {
			p.t.Fatal(err)
		}
	}
	return against(n, func(i int) { p.post(r.call, requests[i]) }, func(i int) { rowsOf(p.t, db, r.query, r.args(i)...) })
}

// rowsOf reads the rows of a query into Go's values and drops them.
func rowsOf(t testing.TB, db *sql.DB, query string, args ...any) (n int) {
	rows, err := db.Query(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var a, b, c, d, e, f any
	for rows.Next() {
		if err := rows.Scan(&a, &b, &c, &d, &e, &f); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return n
}

// bareReader opens the database as the program's readers do.
func bareReader(t testing.TB, f folder) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(f.dir, store.File))+"?_pragma=query_only(1)&_pragma=cache_size(-16000)&_pragma=temp_store(2)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// BenchmarkReading asks the API's handler for what the page shows, on 1,000,000 messages in 10,000 tickets, as a ratio to the
// least SQL that reads the same rows.
func BenchmarkReading(b *testing.B) {
	f := fill(b, house.Whole)
	p, db := openProgram(b, app.Config{Dir: f.dir}), bareReader(b, f)
	for _, r := range readings(f) {
		b.Run(r.name, func(b *testing.B) {
			r.bench(p, db, 20) // warm
			b.ResetTimer()
			ours, bare := r.bench(p, db, b.N)
			b.ReportMetric(ours.p50.Seconds()/bare.p50.Seconds(), "ratio-p50")
			b.ReportMetric(ours.p99.Seconds()/bare.p99.Seconds(), "ratio-p99")
			b.ReportMetric(float64(ours.p50.Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(ours.p99.Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(bare.p50.Microseconds())/1000, "bare-p50-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// check proves that both ways read the same number of rows.
func (r reading) check(p *program, db *sql.DB) error {
	var answer struct {
		Messages []app.Message
		Tickets  []app.Ticket
	}
	if err := json.Unmarshal(p.ask(r.call, r.request(0)), &answer); err != nil {
		return err
	}
	ours, bare := len(answer.Messages)+len(answer.Tickets), rowsOf(p.t, db, r.query, r.args(0)...)
	if ours != bare || ours == 0 {
		return fmt.Errorf("%s: the program reads %d rows and the bare query %d", r.name, ours, bare)
	}
	return nil
}
