package connection

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// steady is how long a connection must have been online before its next pause is short again.
const steady = 5 * time.Minute

// supervise runs a connection and brings it back after every plain fault.
func (m *Manager) supervise(ctx context.Context, id desk.ConnectionID) {
	if !m.serveBan(ctx, id) {
		return
	}
	for attempt := 0; ctx.Err() == nil; attempt++ {
		began, back := time.Now(), m.back()
		f := m.run(ctx, id)
		if ctx.Err() != nil {
			break
		}
		if time.Since(began) > steady {
			attempt = 0
		}
		state, last := f.Code.After()
		retryAt := time.Now().Add(max(pause(f, attempt), f.After))
		if last && (state != desk.HealthBlocked || f.After == 0) {
			m.note(id, m.health(id, state, f, time.Time{}))
			return
		}
		m.Log.Warn("connection down", "connection", id, "fault", f.Code, "err", f.Err)
		m.note(id, m.health(id, state, f, retryAt))
		if f.After > 0 || last {
			back = nil // the network itself asked for patience
		}
		if !bell.Rest(ctx, retryAt, back) {
			if state == desk.HealthBlocked {
				return // the row keeps until when, for the next start
			}
			break
		}
	}
	if m.ctx.Err() != nil {
		m.note(id, m.stopped(id))
	} // else whoever ended this loop says what the connection is now
}

// serveBan waits until a block that the network set with a date is over, also across a restart; false when ctx ended before, or when the
// operator disconnected it a moment ago.
func (m *Manager) serveBan(ctx context.Context, id desk.ConnectionID) bool {
	var c desk.Connection
	err := m.DB.Read(ctx, func(v *store.View) (err error) { c, err = v.Connection(id); return err })
	if err == nil && !c.Wanted {
		return false
	}
	if err != nil || c.Health != desk.HealthBlocked || c.RetryAt.IsZero() { // without a date the operator decided to try
		return ctx.Err() == nil
	}
	return bell.Rest(ctx, c.RetryAt, nil)
}

func (m *Manager) note(id desk.ConnectionID, err error) {
	if err != nil {
		m.Log.Error("health not stored", "connection", id, "err", err)
	}
}

// back is closed when the computer's way to the network changed, and may have come back.
func (m *Manager) back() <-chan struct{} {
	if m.Uplink == nil {
		return nil
	}
	return m.Uplink.Next()
}

// soon is the pause where nothing of an attempt got anywhere.
const soon = 3 * time.Second

// pause before the next attempt. Where this computer has no way out nobody is bothered by attempts, and a network that is back is
// noticed within seconds.
func pause(f *desk.Fault, attempt int) time.Duration {
	if f.Code == desk.CodeNoNetwork {
		return soon + rand.N(time.Second)
	}
	return backoff(attempt)
}

// backoff grows from 1 s to 2 min, spread so that several connections do not return in step.
func backoff(attempt int) time.Duration {
	d := min(time.Second<<min(attempt, 7), 2*time.Minute)
	return d/2 + rand.N(d/2+1)
}

// run opens a connection and stays in it until it ends. A panic in an adapter is a fault of that connection alone.
func (m *Manager) run(ctx context.Context, id desk.ConnectionID) (f *desk.Fault) {
	defer func() {
		if p := recover(); p != nil {
			f = &desk.Fault{Code: desk.CodeInternal, Next: desk.Retry, Scope: desk.OfConnection, Err: fmt.Errorf("panic: %v\n%s", p, debug.Stack())}
		}
	}()
	var c desk.Connection
	err := m.DB.Read(ctx, func(v *store.View) (err error) { c, err = v.Connection(id); return err })
	if err != nil {
		return desk.AsFault(err)
	}
	if err := m.health(id, desk.HealthConnecting, nil, time.Time{}); err != nil {
		return desk.AsFault(err)
	}
	conn, err := m.open(c)
	if err != nil {
		return desk.AsFault(err)
	}
	running, end := context.WithCancelCause(ctx)
	defer end(nil)
	work := &shift{m: m, ctx: running, id: id, conn: conn, end: end}
	defer work.stop()
	m.onShift(id, work)
	defer m.onShift(id, nil)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer end(nil)
	wait.Go(func() { work.hasten(running) })
	if err := conn.Run(running, work.take); err != nil {
		return desk.AsFault(err)
	}
	if f, silent := errors.AsType[*desk.Fault](context.Cause(running)); silent {
		return f
	}
	return &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection}
}

// onShift notes what runs a connection now; nil: nothing does.
func (m *Manager) onShift(id desk.ConnectionID, s *shift) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s == nil {
		delete(m.shifts, id)
		return
	}
	m.shifts[id] = s
}

// workAgain is the pause before a worker that could not go on, as on a full disk, begins again.
const workAgain = 5 * time.Second

// shift is what works on a connection between its coming online and its going offline.
type shift struct {
	m      *Manager
	ctx    context.Context
	id     desk.ConnectionID
	conn   transport.Conn
	end    context.CancelCauseFunc // of the connection's run
	up     atomic.Bool             // it said last that it is online
	proof  atomic.Int64            // when its network last gave a sign of life, in unix nanoseconds
	cancel context.CancelFunc
	done   chan struct{}
}

func (s *shift) take(ctx context.Context, ev transport.Event) error {
	s.proof.Store(time.Now().UnixNano())
	switch ev := ev.(type) {
	case transport.Health:
		return s.health(ev)
	case transport.Typing:
		s.m.Typing(ev)
		return nil
	}
	return s.m.Take(ctx, s.id, ev)
}

func (s *shift) health(ev transport.Health) error {
	if err := s.m.health(s.id, ev.State, ev.Fault, ev.Again); err != nil {
		return err
	}
	s.up.Store(ev.State == desk.HealthOnline)
	switch {
	case ev.State == desk.HealthOnline && s.cancel == nil:
		s.start()
	case ev.State != desk.HealthOnline && s.cancel != nil:
		s.cancel()
		s.cancel = nil
	}
	return nil
}

// start begins a shift once the one before has gone home.
func (s *shift) start() {
	ctx, cancel := context.WithCancel(s.ctx)
	before, done := s.done, make(chan struct{})
	s.cancel, s.done = cancel, done
	go func() {
		defer close(done)
		if before != nil {
			<-before
		}
		workers := append(slices.Clone(s.m.Serve), s.watch)
		ends := make(chan struct{}, len(workers))
		for _, serve := range workers {
			go func() {
				defer func() { ends <- struct{}{} }()
				for {
					err := s.work(ctx, serve)
					if err == nil || ctx.Err() != nil {
						return
					}
					s.m.Log.Error("worker of a connection ended", "connection", s.id, "err", err)
					if !bell.Rest(ctx, time.Now().Add(workAgain), nil) {
						return
					}
				}
			}()
		}
		for range workers {
			<-ends
		}
	}()
}

// work runs one worker. A panic in it is a fault of this connection alone.
func (s *shift) work(ctx context.Context, serve func(context.Context, desk.ConnectionID, transport.Conn) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return serve(ctx, s.id, s.conn)
}

func (s *shift) stop() {
	if s.cancel != nil {
		s.cancel()
	}
	if s.done != nil {
		<-s.done
	}
}
