package bench

import (
	"fmt"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

// patience bounds every wait for one thing.
const patience = 2 * time.Minute

func init() { whatsmeow.WACertPubKey = wasim.RootKey() }

// receiver takes a customer's messages out of a simulated network of its own.
type receiver interface {
	// prepare encrypts n messages, so that only receiving them is measured.
	prepare(n int)
	// receive releases them and returns how long it took until the last one had arrived.
	receive() time.Duration
}

// sender is the customer's side of a receiver.
type sender struct {
	t     testing.TB
	from  *wasim.Phone
	to    *wasim.Phone
	batch *wasim.Batch
	round int
}

func (s *sender) prepare(n int) {
	s.t.Helper()
	s.round++
	batch, err := s.from.Backlog(s.to, n, func(i int) string {
		return fmt.Sprintf("Pedido %d da rodada %d: meio quilo de pão de queijo", i, s.round)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.batch = batch
}

func (s *sender) release() time.Time {
	s.t.Helper()
	began := time.Now()
	if err := s.batch.Release(); err != nil {
		s.t.Fatal(err)
	}
	return began
}

// inbound lets receivers take rounds of n messages in turn and returns the messages per second of each.
func inbound(rounds, n int, all ...receiver) []float64 {
	total := make([]time.Duration, len(all))
	for round := range rounds {
		for _, r := range all {
			r.prepare(n)
		}
		for i := range all {
			k := (i + round) % len(all) // nobody always goes first
			total[k] += all[k].receive()
		}
	}
	rates := make([]float64, len(all))
	for i, d := range total {
		rates[i] = float64(rounds*n) / d.Seconds()
	}
	return rates
}

// BenchmarkInbound receives from the socket to the event stream, as a ratio to a client that keeps nothing, and to one that keeps
// the least. One iteration is one round of 2,000 messages for each.
func BenchmarkInbound(b *testing.B) {
	all := []receiver{newBare(b), newStored(b), newAdapter(b), newProgram(b)}
	inbound(1, 200, all...) // warm
	b.ResetTimer()
	rates := inbound(b.N, 2000, all...)
	b.ReportMetric(rates[3]/rates[0], "ratio")
	b.ReportMetric(rates[3]/rates[1], "ratio-to-stored")
	b.ReportMetric(rates[2]/rates[0], "ratio-adapter")
	b.ReportMetric(rates[3], "msg/s")
	b.ReportMetric(rates[0], "bare-msg/s")
	b.ReportMetric(rates[1], "stored-msg/s")
	b.ReportMetric(0, "ns/op")
}
