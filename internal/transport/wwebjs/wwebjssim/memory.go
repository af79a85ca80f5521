package wwebjssim

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// memory is a listener without a network, for tests in simulated time. Its connections buffer what is written: with unbuffered pipes
// both ends can wait for each other to say goodbye while simulated time stands still.
type memory struct {
	arrivals chan net.Conn
	once     sync.Once
	done     chan struct{}
}

func newMemory() *memory { return &memory{arrivals: make(chan net.Conn), done: make(chan struct{})} }

func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.arrivals:
		return c, nil
	case <-m.done:
		return nil, net.ErrClosed
	}
}

// dial connects to the listener, whatever the address.
func (m *memory) dial(ctx context.Context) (net.Conn, error) {
	up, down := newStream(), newStream()
	select {
	case m.arrivals <- &memoryConn{in: up, out: down}:
		return &memoryConn{in: down, out: up}, nil
	case <-m.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (m *memory) Close() error {
	m.once.Do(func() { close(m.done) })
	return nil
}

func (m *memory) Addr() net.Addr { return memoryAddr("memory") }

type memoryAddr string

func (memoryAddr) Network() string  { return "memory" }
func (a memoryAddr) String() string { return string(a) }

// memoryConn is one end of a connection.
type memoryConn struct{ in, out *stream }

func (c *memoryConn) Read(b []byte) (int, error)  { return c.in.read(b) }
func (c *memoryConn) Write(b []byte) (int, error) { return c.out.write(b) }

func (c *memoryConn) Close() error {
	c.in.close(net.ErrClosed)
	c.out.close(io.EOF)
	return nil
}

func (c *memoryConn) LocalAddr() net.Addr               { return memoryAddr("memory") }
func (c *memoryConn) RemoteAddr() net.Addr              { return memoryAddr("memory") }
func (c *memoryConn) SetReadDeadline(t time.Time) error { c.in.expire(t); return nil }
func (c *memoryConn) SetWriteDeadline(time.Time) error  { return nil } // writing never waits
func (c *memoryConn) SetDeadline(t time.Time) error     { return c.SetReadDeadline(t) }

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
