package flap

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/memnet"
	"github.com/balcao-app/balcao/internal/transport/waweb"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

var (
	seed  = flag.Uint64("seed", 1, "of what happens when")
	flaps = flag.Int("flaps", 500, "how often the network goes in a day")
)

const (
	people = 5
	// soon is how quickly the program has to be back.
	soon = 5 * time.Second
	// slowest bounds the pause between two attempts where nothing gets anywhere.
	slowest = 5 * time.Second
)

// day is one day of the program.
type day struct {
	*testing.T
	dice    *rand.Rand
	world   *world.World
	link    *link
	engine  *engine.Engine
	people  []*world.Customer
	tickets []desk.TicketID
	sent    map[string]desk.MessageID // by text
	wrote   int
	worst   time.Duration
}

// TestADayOfFlaps: the network goes and comes back five hundred times in a day. Each time the program is back within seconds, it bothers
// nobody meanwhile, nothing is sent twice or lost, and at the end of the day nothing is left running.
func TestADayOfFlaps(t *testing.T) {
	dir := t.TempDir()
	before := handles(t)
	trusted := whatsmeow.WACertPubKey
	defer func() { whatsmeow.WACertPubKey = trusted }()
	synctest.Test(t, func(t *testing.T) { // it fails when a goroutine outlives it
		d := begin(t, dir)
		for i := range *flaps {
			d.flap(i)
		}
		d.judge()
		d.end()
	})
	if after := handles(t); after > before {
		t.Errorf("%d files and sockets were left open", after-before)
	}
}

// handles counts what the process holds open, where the system says.
func handles(t *testing.T) int {
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Logf("open files are not counted here: %v", err)
	}
	return len(all)
}

func begin(t *testing.T, dir string) *day {
	m := memnet.NewListener("wasim")
	w, err := world.New(world.Options{Server: wasim.Options{Listener: m, Dial: m.Dial}})
	if err != nil {
		t.Fatal(err)
	}
	d := &day{T: t, dice: rand.New(rand.NewPCG(*seed, 3)), world: w, sent: map[string]desk.MessageID{}}
	if whatsmeow.WACertPubKey, err = w.Link().RootKey(); err != nil {
		t.Fatal(err)
	}
	for i := range people {
		d.people = append(d.people, w.Customer(fmt.Sprintf("551198765000%d", i), fmt.Sprint("Cliente ", i)))
	}
	l, client, err := through(w.Link())
	if err != nil {
		t.Fatal(err)
	}
	d.link = l
	pairing := make(chan connection.Pairing, 16)
	d.engine, err = engine.Start(t.Context(), engine.Config{Dir: dir, HTTP: client, Simulated: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Pairing: func(_ desk.ConnectionID, p connection.Pairing) { pairing <- p }})
	if err != nil {
		t.Fatal(err)
	}
	d.pair(pairing)
	for i, c := range d.people {
		if _, err := c.Write(fmt.Sprint("oi de ", i)); err != nil {
			t.Fatal(err)
		}
	}
	d.until("everybody has a conversation", soon, func() bool { return len(d.conversations()) == people })
	d.tickets = d.conversations()
	return d
}

func (d *day) pair(steps chan connection.Pairing) {
	d.Helper()
	_, id, err := d.engine.Channels.Create(d.Context(), "Padaria", waweb.Kind)
	if err == nil {
		err = d.engine.Connections.Pair(d.Context(), id, "")
	}
	for err == nil {
		p := <-steps
		if p.Linked != nil {
			break
		}
		if qr, shown := p.Step.(transport.QR); shown {
			err = d.world.Business().Phone().ScanQR(qr.Text)
		} else if p.Fault != nil {
			err = p.Fault
		}
	}
	if err != nil {
		d.Fatal(err)
	}
	d.until("online", time.Minute, d.online)
}

func (d *day) read(fn func(*store.View) error) {
	d.Helper()
	if err := d.engine.DB.Read(context.WithoutCancel(d.Context()), fn); err != nil {
		d.Fatal(err)
	}
}

func (d *day) online() (is bool) {
	d.read(func(v *store.View) error {
		all, err := v.Connections()
		is = len(all) == 1 && all[0].Health == desk.HealthOnline
		return err
	})
	return is
}

func (d *day) conversations() (ids []desk.TicketID) {
	d.read(func(v *store.View) error {
		all, _, err := v.List(store.ListAsk{Tab: "pending", Limit: 50})
		if err == nil && len(all) == 0 {
			all, _, err = v.List(store.ListAsk{Tab: "open", Limit: 50})
		}
		for _, t := range all {
			ids = append(ids, t.ID)
		}
		return err
	})
	slices.Sort(ids)
	return ids
}

// until waits for something and says how long that took.
func (d *day) until(what string, most time.Duration, ok func() bool) time.Duration {
	d.Helper()
	began := time.Now()
	for !ok() {
		if time.Since(began) > most {
			d.Fatalf("%s: not within %s", what, most)
		}
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
	}
	return time.Since(began)
}

// flap is one loss of the network, with messages written before, during and after.
func (d *day) flap(i int) {
	d.Helper()
	each := 24 * time.Hour / time.Duration(*flaps)
	began := time.Now()
	d.say(fmt.Sprint("antes ", i))
	time.Sleep(time.Duration(d.dice.Int64N(int64(200 * time.Millisecond)))) // some are on their way
	d.link.down(loss(d.dice.IntN(int(losses))))
	d.hear(fmt.Sprint("durante ", i))
	time.Sleep(d.gone(each))
	d.say(fmt.Sprint("sem rede ", i))
	dials := d.link.back()
	for j := range dials[:max(0, len(dials)-1)] {
		if pause := dials[j+1].Sub(dials[j]); pause > slowest {
			d.Errorf("flap %d: %s passed between two attempts", i, pause)
		}
	}
	d.worst = max(d.worst, d.until(fmt.Sprintf("online after flap %d", i), soon, d.online))
	d.hear(fmt.Sprint("depois ", i))
	time.Sleep(time.Until(began.Add(each)))
	synctest.Wait()
}

// gone is how long the network is away: moments, minutes, or most of the time that there is.
func (d *day) gone(each time.Duration) time.Duration {
	most := []time.Duration{2 * time.Second, 40 * time.Second, each * 7 / 10}[d.dice.IntN(3)]
	return time.Duration(d.dice.Int64N(int64(most)))
}

func (d *day) say(text string) {
	d.Helper()
	id, err := d.engine.Outbox.Enqueue(d.Context(), outbox.Draft{Ticket: d.tickets[d.dice.IntN(people)], Key: text, Text: text})
	if err != nil {
		d.Fatal(err)
	}
	d.sent[text] = id
}

func (d *day) hear(text string) {
	d.Helper()
	if _, err := d.people[d.dice.IntN(people)].Write(text); err != nil {
		d.Fatal(err)
	}
	d.wrote++
}

// judge compares what was written with what arrived, on both sides.
func (d *day) judge() {
	d.Helper()
	time.Sleep(2 * time.Minute)
	synctest.Wait()
	arrived := map[string]int{}
	for _, c := range d.people {
		ids := map[string]bool{}
		for _, m := range c.Received(0) {
			if ids[m.ID] { // a frame repeated by the library under one id: the customer sees one message
				continue
			}
			ids[m.ID] = true
			arrived[m.Text]++
		}
	}
	states := map[desk.MessageStatus]int{}
	d.read(func(v *store.View) error {
		for text, id := range d.sent {
			m, err := v.Message(id)
			if err != nil {
				return err
			}
			states[m.Status]++
			switch n := arrived[text]; {
			case n > 1:
				d.Errorf("%q arrived %d times", text, n)
			case n == 0 && m.Status.Rung() > 0:
				d.Errorf("%q is %s and did not arrive", text, m.Status)
			case n == 1 && m.Status.Rung() == 0 && m.Status != desk.Unsure:
				d.Errorf("%q arrived and is %s", text, m.Status)
			case m.Status == desk.Queued:
				d.Errorf("%q still waits", text)
			}
		}
		return nil
	})
	if got := d.heard(); got != d.wrote+people {
		d.Errorf("customers wrote %d messages, and %d are here", d.wrote+people, got)
	}
	d.Logf("%d flaps, back within %s; %d messages sent: %v", *flaps, d.worst, len(d.sent), states)
}

// heard counts the customers' messages that are stored.
func (d *day) heard() (n int) {
	d.read(func(v *store.View) error {
		for _, id := range d.tickets {
			t, err := v.Ticket(id)
			if err != nil {
				return err
			}
			for before := desk.MessageID(0); ; {
				page, more, err := v.Page(store.PageAsk{Contact: t.Contact.ID, Before: before, Limit: 200})
				if err != nil {
					return err
				}
				for _, m := range page {
					if m.Direction == desk.In {
						n++
					}
				}
				if !more || len(page) == 0 {
					break
				}
				before = page[0].ID
			}
		}
		return nil
	})
	return n
}

func (d *day) end() {
	d.Helper()
	d.engine.Stop()
	if n := d.link.left(); n > 0 {
		d.Errorf("%d connections were left open", n)
	}
	if err := d.world.Close(); err != nil {
		d.Error(err)
	}
}
