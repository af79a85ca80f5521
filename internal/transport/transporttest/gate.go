package transporttest

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
)

// Gate is the way to a network, which can be shut: what goes through it ends then, and nothing new begins.
type Gate struct {
	mu   sync.Mutex
	shut bool
	open map[*passage]bool
	next func(ctx context.Context, network, address string) (net.Conn, error)
}

// NewGate makes an open gate before what dials.
func NewGate(dial func(ctx context.Context, network, address string) (net.Conn, error)) *Gate {
	return &Gate{next: dial, open: map[*passage]bool{}}
}

// Client reaches what lies behind the gate.
func (g *Gate) Client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: g.dial}}
}

// Shut reports whether nothing goes through.
func (g *Gate) Shut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut
}

// Cut shuts the gate, Mend opens it again.
func (g *Gate) Cut() {
	g.mu.Lock()
	g.shut = true
	open := g.open
	g.open = map[*passage]bool{}
	g.mu.Unlock()
	for p := range open {
		_ = p.Conn.Close() // it is cut
	}
}

// Mend opens the gate.
func (g *Gate) Mend() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = false
}

func (g *Gate) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if g.Shut() {
		return nil, errors.New("network is unreachable")
	}
	c, err := g.next(ctx, network, address)
	if err != nil {
		return nil, err
	}
	p := &passage{c, g}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open[p] = true
	return p, nil
}

// passage is one connection through the gate.
type passage struct {
	net.Conn
	gate *Gate
}

func (p *passage) Close() error {
	p.gate.mu.Lock()
	delete(p.gate.open, p)
	p.gate.mu.Unlock()
	return p.Conn.Close()
}
