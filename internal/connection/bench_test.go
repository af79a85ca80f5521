package connection

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// phone is the network as a test plays it: what a run and a pairing do.
type phone struct {
	mu       sync.Mutex
	runs     []time.Time
	onRun    func(ctx context.Context, n int, take transport.Take) error
	onPair   func(ctx context.Context, show func(transport.Step)) (transport.Identity, error)
	unlinked int
	beats    int
	onBeat   func(n int) error // nil: it answers
	onUnlink error
	hang     bool // the end of a session is not answered
}

// conn is a connection to it.
type conn struct{ *phone }

func (c conn) Run(ctx context.Context, take transport.Take) error {
	c.mu.Lock()
	c.runs = append(c.runs, time.Now())
	n, run := len(c.runs), c.onRun
	c.mu.Unlock()
	return run(ctx, n, take)
}

func (c conn) Pair(ctx context.Context, _ string, show func(transport.Step)) (transport.Identity, error) {
	return c.onPair(ctx, show)
}

func (c conn) Beat(ctx context.Context) error {
	c.mu.Lock()
	c.beats++
	n, on := c.beats, c.onBeat
	c.mu.Unlock()
	if on == nil {
		return ctx.Err()
	}
	return errors.Join(on(n), ctx.Err())
}

func (c conn) Unlink(ctx context.Context) error {
	c.mu.Lock()
	c.unlinked++
	c.mu.Unlock()
	if c.hang {
		<-ctx.Done()
		return ctx.Err()
	}
	return c.onUnlink
}

func (conn) Caps(desk.Address) desk.Caps { return desk.Caps{} }
func (conn) Send(context.Context, transport.Outgoing) (transport.Accepted, error) {
	return transport.Accepted{}, nil
}

// online says so and stays until the end.
func online(ctx context.Context, _ int, take transport.Take) error {
	if err := take(ctx, transport.Health{State: desk.HealthOnline}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// bench is a manager with connections of one channel, inside one bubble of time.
type bench struct {
	*testing.T
	*Manager
	phone
	uplink bell.Bell
	steps  []string
	states []desk.Health // of the first connection, as they changed
}

func at(t *testing.T, connections int, fn func(*bench)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, phone: phone{onRun: online}}
		db, err := store.Open(store.Options{Dir: dir, Emit: func([]desk.Change) {
			if b.Manager != nil {
				b.changed()
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		b.Manager = New(Needs{DB: db, Log: slog.New(slog.DiscardHandler), Typing: func(transport.Typing) {}, Pairing: b.heard, Uplink: &b.uplink,
			Driver: func(desk.Kind) (transport.Driver, bool) {
				return transport.Driver{Open: func(transport.Env) (transport.Conn, error) { return conn{&b.phone}, nil }}, true
			}})
		b.must(db.Write(t.Context(), func(tx *store.Tx) error {
			ch, err := tx.AddChannel("Loja")
			for range connections {
				if err == nil {
					_, err = tx.AddConnection(ch, "fake", "Loja")
				}
			}
			return err
		}))
		defer func() { b.Stop() }() // of the manager of then
		fn(b)
	})
}

func (b *bench) heard(_ desk.ConnectionID, p Pairing) {
	b.phone.mu.Lock()
	defer b.phone.mu.Unlock()
	switch {
	case p.Linked != nil:
		b.steps = append(b.steps, "linked "+p.Linked.Number)
	case p.Fault != nil:
		b.steps = append(b.steps, "fault "+string(p.Fault.Code))
	case p.Cancelled:
		b.steps = append(b.steps, "cancelled")
	default:
		b.steps = append(b.steps, fmt.Sprintf("%T", p.Step))
	}
}

// changed keeps the state of the first connection after a change.
func (b *bench) changed() {
	b.phone.mu.Lock()
	defer b.phone.mu.Unlock()
	var c desk.Connection
	err := b.DB.Read(context.Background(), func(v *store.View) (err error) { c, err = v.Connection(1); return err })
	if err == nil && (len(b.states) == 0 || b.states[len(b.states)-1] != c.Health) { // it may have been removed
		b.states = append(b.states, c.Health)
	}
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// link writes down that a connection was paired.
func (b *bench) link(id desk.ConnectionID, number string) {
	b.Helper()
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetAccount(id, "account "+number, number) }))
}

func (b *bench) row(id desk.ConnectionID) (c desk.Connection) {
	b.Helper()
	b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) { c, err = v.Connection(id); return err }))
	return c
}

// is checks the health of a connection and its fault, once everything rests.
func (b *bench) is(id desk.ConnectionID, h desk.Health, code desk.Code) {
	b.Helper()
	synctest.Wait()
	if c := b.row(id); c.Health != h || c.Fault != code {
		b.Errorf("connection %d is %s %q, want %s %q", id, c.Health, c.Fault, h, code)
	}
}

func (b *bench) refused(err error, code desk.Code) {
	b.Helper()
	if err == nil || desk.AsFault(err).Code != code {
		b.Errorf("%v, want %s", err, code)
	}
}

func offline() error {
	return &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Err: errors.New("no network")}
}

// stopped reports whether a loop has come to its end.
func (l *loop) stopped() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}
