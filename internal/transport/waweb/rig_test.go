package waweb

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

const (
	anaNumber = "5511955500301"
	patience  = 20 * time.Second
)

func TestMain(m *testing.M) {
	whatsmeow.WACertPubKey = wasim.RootKey()
	os.Exit(m.Run())
}

// rig is a world, a customer and a connection of the business to it.
type rig struct {
	t    *testing.T
	w    *world.World
	ana  *world.Customer
	dir  string
	conn *conn
	in   *inbox
	end  func() error    // ends Run and gives its error
	over <-chan struct{} // closed when Run returned

	expect []string // what the phones may complain about in this test
}

func newRig(t *testing.T, o world.Options) *rig {
	t.Helper()
	w, err := world.New(o)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, w: w, ana: w.Customer(anaNumber, "Aninha"), dir: t.TempDir(), in: newInbox(t)}
	r.conn = r.open("")
	t.Cleanup(func() {
		if r.end != nil {
			r.end()
		}
		for _, err := range w.Errors() {
			if !slices.ContainsFunc(r.expect, func(s string) bool { return strings.Contains(err.Error(), s) }) {
				t.Error(err)
			}
		}
		for _, x := range w.Server().Unknown() {
			t.Error("stanza that the network would not know:", x)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *rig) open(account string) *conn {
	r.t.Helper()
	h, err := r.w.Link().HTTPClient()
	if err != nil {
		r.t.Fatal(err)
	}
	c, err := Driver().Open(transport.Env{Identity: account, Dir: r.dir, HTTP: h})
	if err != nil {
		r.t.Fatal(err)
	}
	return c.(*conn)
}

// link pairs by the first code and runs until the phone has passed on everything.
func (r *rig) link() *rig {
	r.t.Helper()
	r.pair()
	r.run()
	wait(r.in, func(c transport.Chunk) bool { return c.Percent == 100 })
	return r
}

func (r *rig) pair() transport.Identity {
	r.t.Helper()
	scanned := make(chan error, 1)
	id, err := r.conn.Pair(r.t.Context(), "", func(s transport.Step) {
		if qr := s.(transport.QR); qr.N == 1 {
			go func() { scanned <- r.w.Business().Phone().ScanQR(qr.Text) }()
		}
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if err := <-scanned; err != nil {
		r.t.Fatal(err)
	}
	return id
}

// run starts Run and waits until it is online.
func (r *rig) run() {
	r.t.Helper()
	before := r.in.count()
	r.start()
	r.in.wait(func(all []transport.Event) bool {
		for _, e := range all[before:] {
			if h, ok := e.(transport.Health); ok && h.State == desk.HealthOnline {
				return true
			}
		}
		return false
	})
}

func (r *rig) start() {
	ctx, cancel := context.WithCancel(r.t.Context())
	ran := make(chan error, 1)
	over := make(chan struct{})
	r.over = over
	go func() {
		defer close(over)
		ran <- r.conn.Run(ctx, r.in.take)
	}()
	r.end = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ran:
			return err
		case <-time.After(patience):
			r.t.Error("Run does not end")
			return nil
		}
	})
}

// ended waits for Run to end by itself.
func (r *rig) ended() *desk.Fault {
	r.t.Helper()
	r.in.wait(func(all []transport.Event) bool {
		for _, e := range all {
			if h, ok := e.(transport.Health); ok && h.Fault != nil && h.State != desk.HealthRetrying {
				return true
			}
		}
		return false
	})
	err := r.end()
	if err == nil {
		r.t.Fatal("Run ended without a fault")
	}
	return desk.AsFault(err)
}

func (r *rig) say(body string) transport.Say {
	return transport.Say{Client: newID(), To: []desk.Address{desk.Phone(anaNumber)}, Body: body}
}

func (r *rig) await(what string, cond func() bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	if err := r.w.Server().Wait(ctx, cond); err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
}

// inbox is a take that keeps everything, unless told to refuse.
type inbox struct {
	t      *testing.T
	mu     sync.Mutex
	all    []transport.Event
	wake   chan struct{}
	refuse func(transport.Event) error
}

func newInbox(t *testing.T) *inbox { return &inbox{t: t, wake: make(chan struct{})} }

func (b *inbox) take(_ context.Context, e transport.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse != nil {
		if err := b.refuse(e); err != nil {
			return err
		}
	}
	b.all = append(b.all, e)
	close(b.wake)
	b.wake = make(chan struct{})
	return nil
}

func (b *inbox) setRefuse(fn func(transport.Event) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refuse = fn
}

func (b *inbox) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.all)
}

func (b *inbox) wait(ok func([]transport.Event) bool) {
	b.t.Helper()
	limit := time.After(patience)
	for {
		b.mu.Lock()
		done, wake := ok(b.all), b.wake
		b.mu.Unlock()
		if done {
			return
		}
		select {
		case <-wake:
		case <-limit:
			b.t.Fatal("event does not come")
		}
	}
}

// wait waits for an event of one type and returns it.
func wait[E transport.Event](b *inbox, ok func(E) bool) (found E) {
	b.t.Helper()
	b.wait(func(all []transport.Event) bool {
		for _, e := range all {
			if e, is := e.(E); is && ok(e) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

func every[E transport.Event](b *inbox) (found []E) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.all {
		if e, is := e.(E); is {
			found = append(found, e)
		}
	}
	return found
}

func body(s string) func(transport.Incoming) bool {
	return func(m transport.Incoming) bool { return m.Body == s }
}
