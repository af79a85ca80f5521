package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
)

// senders is how many messages leave at the same time, as from the program's connection.
const senders = 4

// send lets the outbox take n messages and waits until the network has accepted all of them.
func (o *official) send(round, n int) time.Duration {
	o.t.Helper()
	news := o.Feed.Listen()
	defer news.Close()
	began := time.Now()
	for i := range n {
		d := outbox.Draft{Ticket: o.tickets[i%len(o.tickets)], Key: fmt.Sprintf("r%d-%d", round, i), Text: fmt.Sprintf("Resposta %d da rodada %d", i, round)}
		if _, err := o.Outbox.Enqueue(context.Background(), d); err != nil {
			o.t.Fatal(err)
		}
	}
	for late := time.After(patience); o.queued() > 0; news.Take() {
		select {
		case <-news.Wake():
		case <-late:
			o.t.Fatalf("%d messages do not leave", o.queued())
		}
	}
	return time.Since(began)
}

func (o *official) queued() int {
	o.t.Helper()
	var c desk.Counts
	if err := o.DB.Read(context.Background(), func(v *store.View) (err error) { c, err = v.Counts(); return err }); err != nil {
		o.t.Fatal(err)
	}
	return c.Queued
}

// post sends n messages to the network and keeps nothing, over connections of their own each, or over ones that stay open.
func (o *official) post(round, n int, alone bool) time.Duration {
	o.t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: alone, MaxIdleConnsPerHost: senders}}
	began := time.Now()
	var wait sync.WaitGroup
	for w := range senders {
		wait.Go(func() {
			for i := w; i < n; i += senders {
				body := fmt.Appendf(nil, `{"messaging_product":"whatsapp","recipient_type":"individual","to":"+55119%08d","type":"text","text":{"body":"Resposta %d da rodada %d"},`+
					`"biz_opaque_callback_data":"%d-%d-%t"}`, 50000000+i%len(o.tickets), i, round, round, i, alone)
				q, err := http.NewRequestWithContext(context.Background(), http.MethodPost, o.link.Graph+"/"+o.link.Version+"/"+o.link.Number+"/messages", bytes.NewReader(body))
				if err != nil {
					o.t.Error(err)
					return
				}
				q.Header.Set("Content-Type", "application/json")
				q.Header.Set("Authorization", "Bearer "+o.link.Token)
				r, err := client.Do(q)
				if err != nil {
					o.t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
				if r.StatusCode != http.StatusOK {
					o.t.Errorf("post: %s", r.Status)
				}
			}
		})
	}
	wait.Wait()
	client.CloseIdleConnections()
	return time.Since(began)
}

// outbound sends rounds of n messages in turn by the program, by posts on connections of their own, and by posts on open ones.
func outbound(o *official, rounds, n int) []float64 {
	ways := []func(round int) time.Duration{
		func(r int) time.Duration { return o.send(r, n) },
		func(r int) time.Duration { return o.post(r, n, true) },
		func(r int) time.Duration { return o.post(r, n, false) },
	}
	total := make([]time.Duration, len(ways))
	for round := range rounds {
		for i := range ways {
			k := (i + round) % len(ways)
			total[k] += ways[k](round)
		}
	}
	rates := make([]float64, len(ways))
	for i, d := range total {
		rates[i] = float64(rounds*n) / d.Seconds()
	}
	return rates
}

// BenchmarkOutbound sends by an official connection, from the operator's press until the network's answer is on the disk, as a ratio to
// posts that keep nothing. Nobody posts faster than on connections that stay open, and nobody posts safely on them: a dead one makes the
// library repeat. One iteration is one round of 500 messages for each.
func BenchmarkOutbound(b *testing.B) {
	o := newOfficial(b, 100)
	o.send(-1, 50) // warm
	b.ResetTimer()
	rates := outbound(o, b.N, 500)
	b.ReportMetric(rates[0]/rates[1], "ratio")
	b.ReportMetric(rates[0]/rates[2], "ratio-to-kept-open")
	b.ReportMetric(rates[0], "msg/s")
	b.ReportMetric(rates[1], "bare-msg/s")
	b.ReportMetric(rates[2], "kept-open-msg/s")
	b.ReportMetric(0, "ns/op")
}

// decide takes the decision which way a message goes n times, from ready ways and from the rows, and returns what one costs.
func decide(o *official, n int) (plan, rows time.Duration) {
	o.t.Helper()
	driver, _ := o.Driver("cloudapi")
	now, draft := time.Now(), desk.Draft{Kind: desk.Text, Body: "Bom dia"}
	ways := []desk.Way{
		{Connection: 1, Official: true, Caps: driver.Caps, Up: true, Tried: true, LastInbound: now},
		{Connection: 2, Official: true, Caps: driver.Caps, Up: true, LastInbound: now},
	}
	refused := &desk.Fault{Code: desk.CodeWindow, Next: desk.Reroute, Scope: desk.OfMessage}
	began := time.Now()
	for range n {
		if c := desk.Plan(draft, desk.PolicyAutomatic, ways, refused, now); c.Connection != 2 {
			o.t.Fatalf("planned %+v", c)
		}
	}
	plan = time.Since(began) / time.Duration(n)
	began = time.Now()
	for range n {
		if f, err := o.Outbox.Foresee(context.Background(), o.tickets[0], draft); err != nil || f.By.ID == 0 {
			o.t.Fatalf("foreseen %+v, %v", f, err)
		}
	}
	return plan, time.Since(began) / time.Duration(n)
}

// BenchmarkDecision is what it costs to find the way of a message: the plan alone, and with reading its ticket, channel, routes and
// windows from the database.
func BenchmarkDecision(b *testing.B) {
	o := newOfficial(b, 1)
	decide(o, 50) // warm
	b.ResetTimer()
	plan, rows := decide(o, b.N)
	b.ReportMetric(float64(plan.Nanoseconds()), "plan-ns")
	b.ReportMetric(float64(rows.Nanoseconds()), "with-rows-ns")
	b.ReportMetric(0, "ns/op")
}

func TestOutboundAtASmallSize(t *testing.T) {
	o := newOfficial(t, 5)
	for i, rate := range outbound(o, 2, 20) {
		if rate <= 0 {
			t.Errorf("way %d: %f messages per second", i, rate)
		}
	}
	n := 0
	for _, c := range o.sim.Customers() {
		n += len(c.Received())
	}
	if want := 3 * 2 * 20; n != want {
		t.Errorf("customers got %d messages, not %d", n, want)
	}
	if plan, rows := decide(o, 10); plan <= 0 || rows <= plan {
		t.Errorf("a decision took %v, with rows %v", plan, rows)
	}
}
