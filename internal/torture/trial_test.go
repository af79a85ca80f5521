package torture

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/transport/cloudapi"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// perCustomer is how many messages each customer gets.
const perCustomer = 4

// answerIn is how long the program waits for the network's answer to a message.
const answerIn = 300 * ms

// trial is one run of the torture.
type trial struct {
	t       *testing.T
	seed    uint64
	rand    *rand.Rand
	dir     string
	sim     *graphsim.Server
	link    graphsim.Link
	numbers []string     // ids, the main one first
	world   *world.World // of the reserve, where it is a session; nil where it is another number
	evil    *director
	child   *child
	db      *sql.DB
	people  []*graphsim.Customer
	tickets []int64
	sent    map[string]int64 // by key: the message that the outbox answered with
	retried map[string]bool  // by text: the operator tried it once more
	again   map[string]bool  // by text: the operator had it sent again though it may have arrived
	lied    map[string]bool  // by the network's id: it said failed, long after the program knew of the delivery, perhaps by asking
	deaths  int
	probed  int // what the network did not understand while the connections were entered
	stats   stats
}

func newTrial(t *testing.T, seed uint64, session bool) *trial {
	x := &trial{t: t, seed: seed, rand: rand.New(rand.NewPCG(seed, 1)), dir: scratch(t), evil: newDirector(seed), sent: map[string]int64{}, retried: map[string]bool{}, again: map[string]bool{}}
	var err error
	if x.sim, err = graphsim.New(graphsim.Options{Seed: seed}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.sim.Close() })
	x.sim.SetLimits(graphsim.Limits{Throughput: -1, WithoutPair: true})
	x.link = x.sim.Link()
	x.numbers = []string{x.link.Number}
	web := ""
	if session {
		web = x.worldwide()
	} else {
		other, err := x.sim.AddNumber(x.link.WABA, "5511900000002", false)
		if err != nil {
			t.Fatal(err)
		}
		x.numbers = append(x.numbers, other)
	}
	x.write("config.json", map[string]any{"Data": filepath.Join(x.dir, "data"), "Web": web, "Graph": cloudapi.Options{Graph: x.link.Graph,
		Media: x.link.Media, Dialog: x.link.Dialog, Answer: answerIn, Unpaced: true}})
	return x
}

// worldwide starts the session library's network and returns the file that leads to it.
func (x *trial) worldwide() string {
	x.t.Helper()
	var err error
	if x.world, err = world.New(world.Options{}); err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(func() { x.world.Close() })
	x.write("web.json", x.world.Link())
	return filepath.Join(x.dir, "web.json")
}

// pair links the session that is the reserve.
func (x *trial) pair() {
	x.t.Helper()
	a := x.child.must(x.t, order{Link: true})
	if err := x.world.Business().Phone().ScanQR(a.QR); err != nil {
		x.t.Fatal(err)
	}
	if _, err := x.child.hear(); err != nil {
		x.t.Fatalf("%v\n%s", err, x.child.complaints())
	}
}

func (x *trial) write(name string, what any) {
	x.t.Helper()
	text, err := json.Marshal(what)
	if err == nil {
		err = os.WriteFile(filepath.Join(x.dir, name), text, 0o600)
	}
	if err != nil {
		x.t.Fatal(err)
	}
}

// run is the whole trial.
func (x *trial) run() {
	defer func() {
		for _, p := range x.sim.Posts() {
			x.stats.calls[fmt.Sprintf("%d at try %d", p.Status, p.Attempt)]++
		}
		if x.t.Failed() {
			x.t.Log(x.report())
		}
	}()
	x.begin()
	x.evil.script(x.sim)
	x.sim.SetWeather(graphsim.Weather{Lose: 0.03, Duplicate: 0.1, Reorder: 0.2, Batch: 1 + x.rand.IntN(20), Fields: []string{"messages"}})
	x.refuse(true)
	x.operate()
	x.refuse(false)
	x.sim.SetWeather(graphsim.Weather{})
	x.evil.heal()
	x.sim.Heal()
	x.revive()
	x.settle()
	x.lie()
	x.resolve()
	x.retry()
	x.settle()
	x.judge()
}

// begin makes the customers, and the program's two connections.
func (x *trial) begin() {
	x.t.Helper()
	var digits []string
	for i := range (*messages + perCustomer - 1) / perCustomer {
		digits = append(digits, fmt.Sprintf("55119%08d", 50000000+i))
	}
	for _, d := range digits {
		x.people = append(x.people, x.customer(d))
	}
	x.child = start(x.t, x.dir)
	x.tickets = x.child.must(x.t, order{Enter: &enter{Account: x.link.WABA, Token: x.link.Token, Secret: x.link.AppSecret, Numbers: x.numbers,
		Port: freePort(x.t), Customers: digits, Policy: policyOf(x.seed)}}).Tickets
	x.probed = len(x.sim.Unknown())
	if x.world != nil {
		x.pair()
	}
}

// customer makes one of many sorts. The program believes that each wrote to both numbers just now; of some the network knows better.
func (x *trial) customer(digits string) *graphsim.Customer {
	c := x.sim.Customer(digits).Set(func(p *graphsim.Person) {
		p.Receipts = graphsim.Receipts{Sent: x.upTo(50 * ms), Delivered: x.upTo(400 * ms), Read: x.upTo(300 * ms)}
		if x.rand.IntN(3) > 0 {
			p.Receipts.Read = -1
		}
		if x.rand.IntN(16) == 0 { // of these the network never tells anything
			p.Receipts = graphsim.Receipts{Sent: -1, Delivered: -1, Read: -1}
		}
		p.Absent = x.rand.IntN(50) == 0
		p.Blocks = x.rand.IntN(50) == 0
	})
	if x.world != nil {
		x.world.Customer(digits, "Cliente "+digits[7:])
	}
	for i, n := range x.numbers {
		if at := c.At(n); x.rand.IntN(100) < []int{8, 3}[i] {
			at.CloseWindow()
		} else {
			at.OpenedWindow(0)
		}
	}
	return c
}

func (x *trial) upTo(d time.Duration) time.Duration { return time.Duration(x.rand.Int64N(int64(d))) }

// policyOf lets most channels go on to their reserve by themselves, and some ask or never do.
func policyOf(seed uint64) string {
	switch seed % 10 {
	case 5:
		return "never"
	case 0:
		return "ask"
	}
	return "automatic"
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := quietPort()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func key(i int) string  { return fmt.Sprintf("press-%05d", i) }
func text(i int) string { return fmt.Sprintf("mensagem %05d", i) }

// operate sends all messages while the program is killed at random moments. What had no answer is sent again with the same key.
func (x *trial) operate() {
	x.t.Helper()
	x.threaten()
	for next := 0; next < *messages; {
		to := min(next+1+x.rand.IntN(60), *messages)
		var all []send
		for i := next; i < to; i++ {
			all = append(all, send{Ticket: x.tickets[i%len(x.tickets)], Key: key(i), Text: text(i)})
		}
		a, err := x.child.ask(order{Send: all})
		if alive(err) {
			x.t.Fatalf("%v\n%s", err, x.child.complaints())
		}
		if err != nil {
			x.reborn()
			continue
		}
		for i, id := range a.IDs {
			x.sent[key(next+i)] = id
		}
		next = to
		x.pause()
		x.cut()
	}
	until(x.t, "everything left or failed, and every death was died", func() bool {
		a, err := x.child.ask(order{Count: true})
		if alive(err) {
			x.t.Fatal(err)
		}
		if err != nil {
			x.reborn()
		}
		return err == nil && a.Waiting == 0 && x.deaths >= *kills
	})
}

// cut tears the session's connection, now and then.
func (x *trial) cut() {
	if x.world != nil && x.rand.IntN(20) == 0 {
		x.world.Server().KillAll()
	}
}

// refuse lets the session's network refuse some messages. Each code is certain: the message was not taken.
func (x *trial) refuse(on bool) {
	switch {
	case x.world == nil:
	case !on:
		x.world.Server().FailSend(nil)
	default:
		dice, lock := rand.New(rand.NewPCG(x.seed, 5)), sync.Mutex{}
		x.world.Server().FailSend(func(types.JID, *waBinary.Node) int {
			lock.Lock()
			defer lock.Unlock()
			if dice.IntN(100) > 0 {
				return 0
			}
			return []int{400, 406, 463, 479, 500, 503}[dice.IntN(6)]
		})
	}
}

// pause lets the program work off some of what it has, so that messages are written during the whole trial.
func (x *trial) pause() {
	timer := time.NewTimer(x.upTo(80 * ms))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-x.child.died:
	}
}

// threaten lets the program die at a random moment, while any death is left.
func (x *trial) threaten() {
	c := x.child
	if x.deaths < *kills {
		time.AfterFunc(100*ms+x.upTo(900*ms), func() { _ = c.cmd.Process.Kill() })
	}
}

func (x *trial) reborn() {
	x.t.Helper()
	<-x.child.died
	x.deaths++
	x.stats.flying += flying(x.t, x.dir)
	x.child = start(x.t, x.dir)
	x.threaten()
}

// revive kills the program a last time and starts it. From now on its rows are read from here: before, a second process at the files
// would have repaired them in its place.
func (x *trial) revive() {
	x.t.Helper()
	x.child.kill()
	x.child = start(x.t, x.dir)
	x.child.must(x.t, order{Count: true})
	x.db = reader(x.t, x.dir)
}

// settle waits until nothing is on its way: no attempt of the program, no word of the network. The network's own pauses are cut: what fell
// into several lives of the program on a slow computer would only come after ten minutes or an hour.
func (x *trial) settle() {
	x.t.Helper()
	until(x.t, "the program's queue is empty", func() bool { return x.waiting() == 0 })
	quiet, cut := time.Now(), time.Now()
	before := -1
	until(x.t, "the network is quiet and the program's queue empty", func() bool {
		posts := x.sim.Posts()
		open := len(owed(posts))
		if open > 0 && time.Since(cut) > time.Second {
			x.sim.CutPauses()
			cut = time.Now()
		}
		if now := len(posts) + 1000*x.waiting(); now != before || open > 0 {
			before, quiet = now, time.Now()
		}
		return time.Since(quiet) > time.Second
	})
}

var bodies = maphash.MakeSeed()

// owed are the calls of the network that were not taken yet.
func owed(posts []graphsim.Post) map[uint64]bool {
	open := map[uint64]bool{}
	for _, p := range posts {
		switch body := maphash.Bytes(bodies, p.Body); {
		case p.Status == 200:
			delete(open, body)
		case p.Attempt == 1 || open[body]:
			open[body] = true
		}
	}
	return open
}

// quietPort listens on a free port that no connection leaves by: systems give those from 32768 on, and could take it between two uses.
func quietPort() (l net.Listener, err error) {
	for range 100 {
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))); err == nil {
			return l, nil
		}
	}
	return nil, err
}
