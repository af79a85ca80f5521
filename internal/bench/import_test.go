package bench

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/house"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// past is what the phone passes on after linking: so many conversations of so many messages each.
type past struct{ chats, each int }

func (o past) messages() int { return o.chats * o.each }

// newImporter starts the program on a folder, beside a phone that remembers and is not linked yet.
func newImporter(t testing.TB, f folder, o past) *program {
	t.Helper()
	w, err := world.New(world.Options{History: history.Plan{Depth: o.each, Chunk: 5}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	long := time.Now().Add(-300 * 24 * time.Hour)
	for c := range o.chats {
		said := make([]history.Message, o.each)
		for i := range said {
			said[i] = history.Message{ID: fmt.Sprintf("3EC0%06X%06X", c, i), FromMe: i%2 == 1, At: long.Add(time.Duration(c+i*60) * time.Second),
				Text: fmt.Sprintf("Conversa antiga %d: meio quilo de pão de queijo", i)}
		}
		w.Business().Remember(w.Customer(fmt.Sprintf("551198%07d", c), fmt.Sprintf("Antigo %d", c)), history.Chat{Messages: said})
	}
	network, err := w.Link().HTTPClient()
	if err != nil {
		t.Fatal(err)
	}
	return openProgram(t, app.Config{Dir: f.dir, HTTP: network, Practice: &app.Practice{Scan: w.Business().Phone().ScanQR}})
}

// newest is the id of the message that was written last.
func newest(t testing.TB, db *sql.DB) (id int) {
	t.Helper()
	if err := db.QueryRow("SELECT max(id) FROM message").Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// imported is what reading took while nothing happened and while the past came in, and how many messages of it came in a second.
type imported struct {
	idle, busy []time.Duration
	rate       float64
}

// importing reads everything that the page reads, in turn: n times at rest, and for as long as the import of the past takes.
func importing(t testing.TB, f folder, o past, n int) (m imported) {
	p, db := newImporter(t, f, o), bareReader(t, f)
	all := readings(f)
	read := func(i int) time.Duration {
		r := all[i%len(all)]
		began := time.Now()
		p.ask(r.call, r.request(i))
		return time.Since(began)
	}
	for i := range 4 * len(all) {
		read(i) // warm
	}
	for i := range n {
		m.idle = append(m.idle, read(i))
	}
	p.link(1)
	began := time.Now()
	for i := 0; newest(t, db) < f.Messages+o.messages(); i++ {
		m.busy = append(m.busy, read(i))
		if time.Since(began) > 30*time.Minute {
			t.Fatalf("after %d reads %d messages were imported", i, newest(t, db)-f.Messages)
		}
	}
	m.rate = float64(o.messages()) / time.Since(began).Seconds()
	return m
}

// BenchmarkImport reads while the history of a phone that was just linked is imported at full speed into 1,000,000 messages, as a ratio to
// reading at rest.
func BenchmarkImport(b *testing.B) {
	m := importing(b, fill(b, house.Whole), past{chats: 60, each: 1000}, b.N)
	idle, busy := spreadOf(m.idle), spreadOf(m.busy)
	b.ReportMetric(busy.p99.Seconds()/idle.p99.Seconds(), "ratio-p99")
	b.ReportMetric(busy.p50.Seconds()/idle.p50.Seconds(), "ratio-p50")
	b.ReportMetric(float64(idle.p99.Microseconds())/1000, "idle-p99-ms")
	b.ReportMetric(float64(busy.p99.Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(len(m.busy)), "reads")
	b.ReportMetric(m.rate, "msg/s")
	b.ReportMetric(0, "ns/op")
}
