package graphsim

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// Net is a network in memory: names lead to listeners, nothing leaves the process. It is for tests in simulated time,
// where waiting for a real socket would keep the clock from moving.
type Net struct {
	mu    sync.Mutex
	hosts map[string]*Memory
}

// NewNet makes an empty network.
func NewNet() *Net { return &Net{hosts: map[string]*Memory{}} }

// Listen opens host, reached under http://HOST.test. It fails if the host is open already.
func (n *Net) Listen(host string) (net.Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	name := host + ".test"
	if n.hosts[name] != nil {
		return nil, fmt.Errorf("listen on %s in memory: already open", name)
	}
	m := NewMemory(name)
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
	n.mu.Unlock()
	if m == nil {
		return nil, fmt.Errorf("dial %s in memory: no such host", addr)
	}
	return m.Dial(ctx)
}

// InMemory returns options for a server in memory, and the network on which a test listens for webhooks.
func InMemory() (Options, *Net) {
	n := NewNet()
	return Options{Listen: n.Listen, Dial: n.Dial}, n
}
