package demo

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
)

// gate is the way into a server. Shut, it cuts whoever is inside and lets nobody knock, as when the server's process is gone.
type gate struct {
	at net.Addr

	mu      sync.Mutex
	socket  net.Listener  // nil while it is shut
	changed chan struct{} // closed when the socket is another one
	over    bool
	inside  map[net.Conn]bool
}

func newGate() (*gate, error) {
	l, err := quietPort()
	if err != nil {
		return nil, fmt.Errorf("listen for a simulated server: %w", err)
	}
	return &gate{at: l.Addr(), socket: l, changed: make(chan struct{}), inside: map[net.Conn]bool{}}, nil
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

// shut closes the gate, or opens it again under the same address.
func (g *gate) shut(on bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.over || on == (g.socket == nil):
		return nil
	case on:
		_ = g.socket.Close()
		g.turn(nil)
		for c := range g.inside {
			_ = c.Close()
		}
		return nil
	}
	l, err := net.Listen("tcp", g.at.String())
	if err != nil {
		return fmt.Errorf("open a simulated server again: %w", err)
	}
	g.turn(l)
	return nil
}

func (g *gate) turn(to net.Listener) {
	g.socket = to
	close(g.changed)
	g.changed = make(chan struct{})
}

// Accept waits until the gate is open and somebody comes.
func (g *gate) Accept() (net.Conn, error) {
	for {
		g.mu.Lock()
		socket, changed, over := g.socket, g.changed, g.over
		g.mu.Unlock()
		switch {
		case over:
			return nil, net.ErrClosed
		case socket == nil:
			<-changed
			continue
		}
		c, err := socket.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			<-changed // it was shut
		case err != nil:
			return nil, err //nolint:wrapcheck // the server knows it by what it is
		case g.admits(c):
			return guest{c, g}, nil
		}
	}
}

func (g *gate) admits(c net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.socket == nil {
		_ = c.Close()
		return false
	}
	g.inside[c] = true
	return true
}

// Addr is where the server is, also while it is away.
func (g *gate) Addr() net.Addr { return g.at }

// Close ends it for good.
func (g *gate) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over {
		return nil
	}
	g.over = true
	if g.socket != nil {
		_ = g.socket.Close()
	}
	g.turn(nil)
	return nil
}

// guest is a connection that came in by a gate.
type guest struct {
	net.Conn
	by *gate
}

func (g guest) Close() error {
	g.by.mu.Lock()
	delete(g.by.inside, g.Conn)
	g.by.mu.Unlock()
	return g.Conn.Close() //nolint:wrapcheck // it is a connection like any other
}
