package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/house"
	"github.com/balcao-app/balcao/internal/store"
)

// index makes the search index of a folder, and tells how long that took.
func (f folder) index(t testing.TB) time.Duration {
	t.Helper()
	began := time.Now()
	if err := house.Index(context.Background(), f.dir, f.Plan); err != nil {
		t.Fatal(err)
	}
	return time.Since(began)
}

// dropIndex loses the search index.
func (f folder) dropIndex(t testing.TB) {
	t.Helper()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(f.dir, store.SearchFile+suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// plainly indexes the same texts in the least way: one table with one word index, one transaction, by SQL alone.
func (f folder) plainly(t testing.TB) time.Duration {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "plain.db")+"?_pragma=journal_mode(wal)&_pragma=synchronous(normal)&_pragma=cache_size(-16000)&_pragma=temp_store(2)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	began := time.Now()
	for _, query := range []string{
		"ATTACH '" + filepath.Join(f.dir, store.File) + "' AS inbox",
		"CREATE VIRTUAL TABLE plain USING fts5(body, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
		"INSERT INTO plain(rowid, body) SELECT id, body FROM inbox.message ORDER BY id",
	} {
		if _, err := db.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(began)
}

// question is one thing that people look for, and what FTS5 is asked by the least SQL that finds the same rows.
type question struct {
	name    string
	call    string
	request any
	match   string
	from    int64 // key
	to      int64
}

// questions are the nine kinds of query that are measured.
func questions(f folder) []question {
	const all = int64(1) << 62
	ask := func(query string) app.SearchRequest { return app.SearchRequest{Query: query, Limit: 30} }
	numbered := func(id int) int { return id / 7 * 7 }
	third, half := numbered(f.Messages/3), numbered(f.Messages/2)
	middle := ask("queijo")
	middle.Since, middle.Until = f.At(f.Messages/4), f.At(f.Messages/2)
	ours := ask("queijo")
	ours.From = "me"
	body := func(match string) string { return "{body file} : (" + match + ")" }
	return []question{
		{"common", "Search.Messages", ask("queijo"), body(`"queijo"*`), 0, all},
		{"rare", "Search.Messages", ask(fmt.Sprint(third)), body(fmt.Sprintf(`"%d"*`, third)), 0, all},
		{"none", "Search.Messages", ask("brigadeiro"), body(`"brigadeiro"*`), 0, all},
		{"two-letters", "Search.Messages", ask("pa"), body(`"pa"*`), 0, all},
		{"three-letters", "Search.Messages", ask("que"), body(`"que"*`), 0, all},
		{"two-words", "Search.Messages", ask(fmt.Sprintf("pedido %d", half)), body(fmt.Sprintf(`"pedido" AND "%d"*`, half)), 0, all},
		{"phrase", "Search.Messages", ask("pão-de-queijo"), body(`"pao de queijo"*`), 0, all},
		{"from-us", "Search.Messages", ours, body(`"queijo"*`) + ` AND facts : ("zzdout" OR "zzdnote")`, 0, all},
		{"dates", "Search.Messages", middle, body(`"queijo"*`), middle.Since / 64, middle.Until / 64},
	}
}

// bench asks n times both ways.
func (q question) bench(p *program, db *sql.DB, n int) (ours, bare []time.Duration) {
	request, err := json.Marshal(q.request)
	if err != nil {
		p.t.Fatal(err)
	}
	for range n {
		began := time.Now()
		p.post(q.call, request)
		middle := time.Now()
		q.plain(p.t, db)
		ours, bare = append(ours, middle.Sub(began)), append(bare, time.Since(middle))
	}
	return ours, bare
}

// plain reads the rows of the index alone.
func (q question) plain(t testing.TB, db *sql.DB) (n int) {
	t.Helper()
	rows, err := db.Query("SELECT rowid FROM message_fts WHERE message_fts MATCH ? AND rowid>=? AND rowid<? ORDER BY rowid DESC LIMIT 30", q.match, q.from, q.to)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key int64
		if err := rows.Scan(&key); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return n
}

// check proves that both ways find the same number of messages.
func (q question) check(p *program, db *sql.DB) error {
	var answer app.SearchAnswer
	if err := json.Unmarshal(p.ask(q.call, q.request), &answer); err != nil {
		return err
	}
	if bare := q.plain(p.t, db); len(answer.Hits) != bare || bare == 0 && q.name != "none" {
		return fmt.Errorf("%s: the program finds %d messages and the bare query %d", q.name, len(answer.Hits), bare)
	}
	return nil
}

func searchReader(t testing.TB, f folder) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(f.dir, store.SearchFile))+"?_pragma=query_only(1)&_pragma=cache_size(-16000)&_pragma=temp_store(2)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// BenchmarkSearch asks nine kinds of query of the API's handler, on 1,000,000 messages, as a ratio to the bare query of the same index.
func BenchmarkSearch(b *testing.B) {
	f := fill(b, house.Whole)
	p, db := openProgram(b, app.Config{Dir: f.dir}), searchReader(b, f)
	for _, q := range questions(f) {
		b.Run(q.name, func(b *testing.B) {
			q.bench(p, db, 5) // warm
			b.ResetTimer()
			x, y := q.bench(p, db, b.N)
			ours, bare := spreadOf(x), spreadOf(y)
			b.ReportMetric(ours.p50.Seconds()/bare.p50.Seconds(), "ratio-p50")
			b.ReportMetric(float64(x[len(x)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(y[len(y)*95/100].Microseconds())/1000, "bare-p95-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkIndexing makes the index of a folder from nothing, as after it was lost, as a ratio to SQL that indexes the bodies alone in one
// transaction.
func BenchmarkIndexing(b *testing.B) {
	f := fill(b, house.Plan{Tickets: 1000, Messages: 100_000, Long: 1000, Seed: 1})
	for b.Loop() {
		f.dropIndex(b)
		plain, ours := f.plainly(b), f.index(b)
		b.ReportMetric(plain.Seconds()/ours.Seconds(), "ratio")
		b.ReportMetric(float64(f.Messages)/ours.Seconds(), "msg/s")
		b.ReportMetric(float64(f.Messages)/plain.Seconds(), "plain-msg/s")
		b.ReportMetric(0, "ns/op")
	}
}
