package waweb

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// line is a session in use.
type line struct {
	*conn
	ctx   context.Context // Run's
	bg    context.Context // of the library's work, which ends a moment later
	take  transport.Take
	cli   *whatsmeow.Client
	trace *trace
	wires *wires
	shelf shelf
	again recalls

	groups *groups

	online atomic.Bool
	behind atomic.Bool      // the network is still telling what it kept while we were away
	asks   sync.WaitGroup   // questions of our own, which handlers begin
	end    chan *desk.Fault // the first one ends Run
	done   chan struct{}    // closed when Run has let go of the files

	gate sync.RWMutex // held for reading by each call of the handler, and locked for good at the end

	leaving sync.Mutex // held while unlinking, which must not lose the session under its feet
	telling sync.Mutex // orders the words about health
	told    desk.Health

	booking    sync.Mutex  // held while the address book is told
	blocking   sync.Mutex  // orders what is asked of the list of blocked people, and what is told of it
	blocksRead atomic.Bool // that list, since Run began
}

// Run keeps the session connected until ctx ends or the network ends it.
func (c *conn) Run(ctx context.Context, take transport.Take) error {
	if f := c.own(); f != nil {
		return f
	}
	defer c.disown()
	c.sweep()
	box, dev, f := c.load(ctx)
	if f != nil {
		return f
	}
	// The library's work outlives ctx for the moment that an orderly goodbye takes.
	bg, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	t, w := newTrace(), newWires(c.env.HTTP)
	l := &line{
		conn: c, ctx: ctx, bg: bg, take: take, trace: t, wires: w, shelf: box.shelf, groups: newGroups(),
		end: make(chan *desk.Fault, 1), done: make(chan struct{}),
	}
	l.cli = c.client(bg, dev, t, w, l.postponed)
	l.behind.Store(true)
	l.cli.AddEventHandlerWithSuccessStatus(l.handle)
	c.setLine(l)
	fault := l.stay(bg)
	c.setLine(nil)
	l.leave(cancel)
	err := box.Close()
	if fault != nil && fault.Code == desk.CodeSignedOut {
		err = errors.Join(err, c.wipe()) // the keys are worth nothing now
	}
	if err != nil {
		c.log.Error("close session", "err", err)
	}
	close(l.done)
	if fault == nil {
		return nil
	}
	return fault
}

// stay connects and waits for the end.
func (l *line) stay(bg context.Context) *desk.Fault {
	l.tell(desk.HealthConnecting, nil)
	if err := l.cli.ConnectContext(bg); err != nil {
		return offline(fmt.Errorf("connect: %w", err))
	}
	select {
	case <-l.ctx.Done():
		return nil
	case f := <-l.end:
		return f
	}
}

// leave disconnects and waits for every call of the handler, and for what these began.
func (l *line) leave(cancel context.CancelFunc) {
	l.online.Store(false)
	part(l.cli, l.wires, cancel)
	l.gate.Lock()
	l.asks.Wait()
}

// finish ends Run with f.
func (l *line) finish(f *desk.Fault) {
	select {
	case l.end <- f:
	default:
	}
}

// reset cuts the connection, upon which the library makes a new one and the network repeats what was not acknowledged.
func (l *line) reset() { l.wires.cut() }
