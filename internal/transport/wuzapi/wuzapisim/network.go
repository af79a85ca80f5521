package wuzapisim

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// Net is a network in memory: names lead to listeners, nothing leaves the process. It is for tests in simulated time, where waiting
// for a real socket would keep the clock from moving.
type Net struct {
	mu    sync.Mutex
	hosts map[string]*memory
	calls []string
}

// InMemory returns options for a server in memory, and the network on which a test listens for webhooks.
func InMemory() (Options, *Net) {
	n := &Net{hosts: map[string]*memory{}}
	return Options{Listen: n.Listen, Dial: n.Dial}, n
}

// Listen opens host, reached under http://HOST.test. It fails if the host is open already.
func (n *Net) Listen(host string) (net.Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	name := host + ".test"
	if n.hosts[name] != nil {
		return nil, fmt.Errorf("listen on %s in memory: already open", name)
	}
	m := &memory{name: name, queue: make(chan net.Conn), done: make(chan struct{})}
	n.hosts[name] = m
	return m, nil
}

// Dial connects to a host by its name, whatever the port.
func (n *Net) Dial(ctx context.Context, _, addr string) (net.Conn, error) {
	name, _, err := net.SplitHostPort(addr)
	if err != nil {
		name = addr
	}
	n.mu.Lock()
	m := n.hosts[name]
	n.calls = append(n.calls, name)
	n.mu.Unlock()
	if m == nil {
		return nil, fmt.Errorf("dial %s in memory: no such host", addr)
	}
	near, far := net.Pipe()
	select {
	case m.queue <- far:
		return near, nil
	case <-m.done:
		return nil, fmt.Errorf("dial %s in memory: connection refused", addr)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Dialled lists the hosts that were called, in order.
func (n *Net) Dialled() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.calls...)
}

// memory is a listener of a Net.
type memory struct {
	name  string
	queue chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.queue:
		return c, nil
	case <-m.done:
		return nil, net.ErrClosed
	}
}

func (m *memory) Close() error {
	m.once.Do(func() { close(m.done) })
	return nil
}

func (m *memory) Addr() net.Addr { return address(m.name) }

type address string

func (address) Network() string  { return "memory" }
func (a address) String() string { return string(a) }
