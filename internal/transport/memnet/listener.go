package memnet

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Listener is where connections in memory arrive. They buffer what is written: with unbuffered pipes both ends can wait for each other
// to say goodbye while simulated time stands still.
type Listener struct {
	arrivals chan net.Conn
	name     string
	once     sync.Once
	done     chan struct{}
}

// NewListener makes a listener; Dial connects to it.
func NewListener(name string) *Listener {
	return &Listener{name: name, arrivals: make(chan net.Conn), done: make(chan struct{})}
}

// Accept waits for the next connection.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.arrivals:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Dial connects to the listener.
func (l *Listener) Dial(ctx context.Context) (net.Conn, error) {
	up, down := newStream(), newStream()
	select {
	case l.arrivals <- &conn{in: up, out: down}:
		return &conn{in: down, out: up}, nil
	case <-l.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close ends Accept and Dial; connections live on.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr returns the name, since there is no address.
func (l *Listener) Addr() net.Addr { return address(l.name) }

type address string

func (address) Network() string  { return "memory" }
func (a address) String() string { return string(a) }

// conn is one end of a connection.
type conn struct{ in, out *stream }

func (c *conn) Read(b []byte) (int, error)  { return c.in.read(b) }
func (c *conn) Write(b []byte) (int, error) { return c.out.write(b) }

func (c *conn) Close() error {
	c.in.close(net.ErrClosed)
	c.out.close(io.EOF)
	return nil
}

func (c *conn) LocalAddr() net.Addr               { return address("memory") }
func (c *conn) RemoteAddr() net.Addr              { return address("memory") }
func (c *conn) SetReadDeadline(t time.Time) error { c.in.expire(t); return nil }
func (c *conn) SetWriteDeadline(time.Time) error  { return nil } // writing never waits
func (c *conn) SetDeadline(t time.Time) error     { return c.SetReadDeadline(t) }

// stream is one direction of a connection.
type stream struct {
	mu      sync.Mutex
	arrived sync.Cond
	buf     []byte
	err     error // what to return once buf is empty
	late    bool  // the reader's deadline has passed
	timer   *time.Timer
	setting int // number of the current deadline, so that an older timer is ignored
}

func newStream() *stream {
	s := &stream{}
	s.arrived.L = &s.mu
	return s
}

func (s *stream) read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.err == net.ErrClosed:
			return 0, s.err
		case s.late:
			return 0, os.ErrDeadlineExceeded
		case len(s.buf) > 0:
			n := copy(b, s.buf)
			s.buf = s.buf[n:]
			return n, nil
		case s.err != nil:
			return 0, s.err
		}
		s.arrived.Wait()
	}
}

func (s *stream) write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return 0, io.ErrClosedPipe
	}
	s.buf = append(s.buf, b...)
	s.arrived.Broadcast()
	return len(b), nil
}

func (s *stream) close(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil || err == net.ErrClosed {
		s.err = err
	}
	if s.timer != nil {
		s.timer.Stop()
	}
	s.arrived.Broadcast()
}

// expire makes reads fail from t on; the zero time is never.
func (s *stream) expire(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer != nil {
		s.timer.Stop()
	}
	s.setting++
	s.late = !t.IsZero() && !t.After(time.Now())
	if s.late {
		s.arrived.Broadcast()
	} else if !t.IsZero() {
		setting := s.setting
		s.timer = time.AfterFunc(time.Until(t), func() { s.lapse(setting) })
	}
}

func (s *stream) lapse(setting int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.setting == setting {
		s.late = true
		s.arrived.Broadcast()
	}
}
