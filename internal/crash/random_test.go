package crash

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
)

const (
	inbound  = 2000 // messages that customers write
	outbound = 500  // messages that the operator sends
)

var customers = []string{"5511955500311", "5511955500312", "5511955500313", "5511955500314"}

// ordeal is the whole test: what was written, by whom, and what became of it.
type ordeal struct {
	t       *testing.T
	sim     *simulator
	data    string
	rand    *rand.Rand
	tickets []int64          // of customers, in their order
	written []string         // ids of the customers' messages
	texts   []string         // their texts
	next    int              // first message of the operator without an answer
	sent    map[string]int64 // by key: the message that Send returned
	longest time.Duration    // the latest moment of a death after the start
	deaths  struct{ open, unheard, flying int }
}

func key(i int) string  { return fmt.Sprintf("press-%04d", i) }
func body(i int) string { return fmt.Sprintf("resposta %04d", i) }

func TestKilledAtRandomMoments(t *testing.T) {
	o := &ordeal{t: t, sim: simulate(t), data: t.TempDir(), rand: dice(t), sent: map[string]int64{}}
	o.begin()
	o.measure()
	for n := range *kills {
		o.life(n)
	}
	t.Logf("%d deaths within %s of the start: %d after the page opened, %d with customers' messages unacknowledged, %d with ours on the way",
		*kills, o.longest.Round(time.Millisecond), o.deaths.open, o.deaths.unheard, o.deaths.flying)
	if o.deaths.unheard+o.deaths.flying < *kills/5 {
		t.Error("most deaths hit an idle program")
	}
	p := o.wake()
	o.write(inbound - len(o.written))
	if err := o.operate(p, outbound); err != nil {
		t.Fatal(err)
	}
	o.settle(p)
	p.stop(t)
	o.judge()
}

// wake starts a life and waits for its page.
func (o *ordeal) wake() *program {
	o.t.Helper()
	p, out := start(o.t, o.sim, o.data)
	if err := p.open(out); err != nil {
		o.t.Fatalf("%v\n%s", err, p.complaints())
	}
	return p
}

// begin links the program and lets every customer open a ticket.
func (o *ordeal) begin() {
	p := o.wake()
	p.pair(o.t, o.sim)
	for i, number := range customers {
		o.sim.customer(number, fmt.Sprintf("Cliente %d", i+1))
	}
	o.write(len(customers))
	var list app.ListAnswer
	until(o.t, "tickets", func() bool {
		list = must[app.ListAnswer](o.t, p, "Tickets.List", app.ListRequest{Tab: "pending", Limit: 10})
		return len(list.Tickets) == len(customers)
	})
	for _, number := range customers {
		i := slices.IndexFunc(list.Tickets, func(k app.Ticket) bool { return k.Number == "+"+number })
		if i < 0 {
			o.t.Fatalf("no ticket of %s in %+v", number, list.Tickets)
		}
		o.tickets = append(o.tickets, list.Tickets[i].ID)
	}
	p.stop(o.t)
}

// load is what a life n of the test has to do: the share of all messages that is due by then.
func (o *ordeal) load(n int) (theirs, ours int) {
	lives := *kills + 1
	return inbound*(n+1)/lives - len(o.written), outbound * (n + 1) / lives
}

// measure takes the time of a life that is not killed, because the others must die while they have something to do, on a fast
// machine as on a slow one.
func (o *ordeal) measure() {
	o.t.Helper()
	began := time.Now()
	theirs, ours := o.load(0)
	o.write(theirs)
	p := o.wake()
	if err := o.operate(p, ours); err != nil {
		o.t.Fatal(err)
	}
	o.quiet(p)
	o.longest = time.Since(began)
	p.stop(o.t)
}

// life starts the program, keeps it busy, and kills it at a random moment.
func (o *ordeal) life(n int) {
	theirs, ours := o.load(n + 1)
	o.write(theirs / 2)
	p, out := start(o.t, o.sim, o.data)
	doom := time.AfterFunc(time.Duration(o.rand.Int64N(int64(o.longest))), func() { _ = p.cmd.Process.Kill() })
	defer doom.Stop()
	if err := p.open(out); err == nil {
		o.deaths.open++
		var busy sync.WaitGroup
		busy.Go(func() {
			if p.reach() {
				o.write(theirs - theirs/2)
			}
		})
		if err := o.operate(p, ours); err != nil {
			o.t.Errorf("life %d: %v\n%s", n, err, p.complaints())
		}
		busy.Wait()
	}
	<-p.died
	o.check(n)
}

// reach waits until the program is connected; false when it dies before.
func (p *program) reach() bool {
	for {
		s, err := call[app.Snapshot](p, "System.Snapshot", app.Empty{})
		if err != nil || s.Online {
			return err == nil
		}
	}
}

// write lets the customers write n more messages between them.
func (o *ordeal) write(n int) {
	o.t.Helper()
	for i, number := range customers {
		share := n / len(customers)
		if i < n%len(customers) {
			share++
		}
		if share <= 0 {
			continue
		}
		prefix := fmt.Sprintf("pedido %d.%d", i, len(o.written))
		ids, err := o.sim.burst(number, prefix, share)
		if err != nil {
			o.t.Errorf("customers cannot write: %v", err)
			return
		}
		o.written = append(o.written, ids...)
		for k := range ids {
			o.texts = append(o.texts, fmt.Sprintf("%s %d", prefix, k+1))
		}
	}
}

// operate sends the operator's messages up to the given number. When the program dies under a call, the next life repeats it
// with the same key.
func (o *ordeal) operate(p *program, to int) error {
	for ; o.next < to; o.next++ {
		ticket := o.tickets[o.next%len(o.tickets)]
		id, err := call[app.ID](p, "Messages.Send", app.SendRequest{Ticket: ticket, Key: key(o.next), Text: body(o.next)})
		if f, alive := errors.AsType[fault](err); alive {
			return f
		}
		if err != nil {
			return nil //nolint:nilerr // it died
		}
		o.sent[key(o.next)] = id.ID
	}
	return nil
}

// check looks at the dead program's rows: all that it acknowledged to the network or answered to the page must be there.
func (o *ordeal) check(life int) {
	o.t.Helper()
	waits, found := o.sim.pending(), look(o.t, o.data)
	if len(waits) > 0 {
		o.deaths.unheard++
	}
	if found.flying > 0 {
		o.deaths.flying++
	}
	for _, id := range o.written {
		if n := found.inbound[id]; n > 1 || n == 0 && !waits[id] {
			o.t.Errorf("life %d: message %s of a customer is there %d times (unacknowledged: %t)", life, id, n, waits[id])
		}
	}
	for k := range o.sent {
		if n := found.keys[k]; n != 1 {
			o.t.Errorf("life %d: message %s of the operator is there %d times", life, k, n)
		}
	}
	if o.t.Failed() {
		o.t.FailNow()
	}
}
