package transporttest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// patience bounds every wait, in real time.
const patience = 20 * time.Second

// Ana is the customer of most cases, Bia another one.
const (
	Ana = "5511955500301"
	Bia = "5511955500302"
)

// bench is one case: a rig, a connection of it, and what was heard.
type bench struct {
	*testing.T
	Rig
	conn   transport.Conn
	within time.Duration // bounds every wait
	lacks  bool          // the case found that this network cannot do what it asks

	mu     sync.Mutex
	heard  []transport.Event
	refuse func(transport.Event) error
	end    context.CancelFunc
	ran    chan error
}

func newBench(t *testing.T, rig Rig, within time.Duration) *bench {
	return &bench{T: t, Rig: rig, conn: rig.Open(t), within: within}
}

func (b *bench) take(_ context.Context, e transport.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse != nil {
		if err := b.refuse(e); err != nil {
			return err
		}
	}
	b.heard = append(b.heard, e)
	return nil
}

// start runs the connection.
func (b *bench) start() {
	ctx, cancel := context.WithCancel(b.Context())
	b.end, b.ran = cancel, make(chan error, 1)
	go func() { b.ran <- b.Rig.Run(ctx, b.conn, b.take) }()
}

// online runs the connection and waits until it says that it is online.
func (b *bench) online() {
	b.Helper()
	b.start()
	b.until("online", func() bool { return b.health() == desk.HealthOnline })
}

// health is the last that the connection said of itself.
func (b *bench) health() (h desk.Health) {
	for _, e := range heard[transport.Health](b) {
		h = e.State
	}
	return h
}

// stop ends the run and returns its error.
func (b *bench) stop() error {
	b.Helper()
	if b.end == nil {
		return nil
	}
	b.end()
	b.end = nil
	return b.ended()
}

// ended waits for the run to end.
func (b *bench) ended() error {
	b.Helper()
	select {
	case err := <-b.ran:
		b.end = nil
		return err
	case <-time.After(b.within):
		b.Fatal("Run does not end")
		return nil
	}
}

func heard[T transport.Event](b *bench) (all []T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.heard {
		if e, ok := e.(T); ok {
			all = append(all, e)
		}
	}
	return all
}

// texts are the texts that customers wrote, as they were heard, each remote id once.
func (b *bench) texts() (all []string) {
	known := map[desk.RemoteID]bool{}
	for _, e := range heard[transport.Incoming](b) {
		if !e.Echo && !known[e.Remote] {
			known[e.Remote] = true
			all = append(all, e.Body)
		}
	}
	return all
}

func (b *bench) until(what string, ok func() bool) {
	b.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(b.within); !ok(); <-tick.C {
		if time.Now().After(end) {
			b.Fatalf("%s: not within %s", what, b.within)
		}
	}
}

func (b *bench) say(text string) transport.Say {
	return transport.Say{Client: b.Driver().NewID(), To: Someone(Ana), Kind: desk.Text, Body: text}
}

// sent sends a message that must be taken.
func (b *bench) sent(m transport.Say) transport.Accepted {
	b.Helper()
	got, err := b.conn.Send(b.Context(), m)
	if err != nil {
		b.Fatalf("send %q: %v", m.Body, err)
	}
	return got
}

// failed sends a message that must not be taken and returns why. Every error of an adapter is a fault.
func (b *bench) failed(ctx context.Context, m transport.Outgoing) *desk.Fault {
	b.Helper()
	_, err := b.conn.Send(ctx, m)
	if err == nil {
		b.Fatal("it was taken")
	}
	f, ok := errors.AsType[*desk.Fault](err)
	if !ok {
		b.Fatalf("%v (%T) is no fault", err, err)
	}
	if f.Code == "" || f.Next == "" || f.Scope == "" {
		b.Errorf("half a fault: %+v", f)
	}
	return f
}

func (b *bench) next(f *desk.Fault, want ...desk.Next) {
	b.Helper()
	for _, w := range want {
		if f.Next == w {
			return
		}
	}
	b.Errorf("%s says %s next (%v), want one of %v", f.Code, f.Next, f.Err, want)
}

// arrived waits until Ana has as many messages, and returns them.
func (b *bench) arrived(n int) []string {
	b.Helper()
	ana := b.Customer(Ana)
	b.until("messages arrive", func() bool { return len(ana.Received()) >= n })
	return ana.Received()
}
