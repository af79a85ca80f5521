// Package memnet is a network in memory: names lead to listeners, nothing leaves the process. Simulators serve on it, and tests in
// simulated time reach them by it, since waiting for a real socket would keep the clock from moving.
package memnet

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
)

// Net is one network.
type Net struct {
	mu    sync.Mutex
	hosts map[string]*Listener
	calls []string
}

// New makes an empty network.
func New() *Net { return &Net{hosts: map[string]*Listener{}} }

// Listen opens host, reached under http://HOST.test. It fails if the host is open already.
func (n *Net) Listen(host string) (net.Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	name := host + ".test"
	if n.hosts[name] != nil {
		return nil, fmt.Errorf("listen on %s in memory: already open", name)
	}
	n.hosts[name] = NewListener(name)
	return n.hosts[name], nil
}

// Dial connects to a host by its name, whatever the port.
func (n *Net) Dial(ctx context.Context, _, addr string) (net.Conn, error) {
	name, _, err := net.SplitHostPort(addr)
	if err != nil {
		name = addr
	}
	n.mu.Lock()
	l := n.hosts[name]
	n.calls = append(n.calls, name)
	n.mu.Unlock()
	if l == nil {
		return nil, fmt.Errorf("dial %s in memory: no such host", addr)
	}
	return l.Dial(ctx)
}

// Dialled lists the hosts that were called, in order.
func (n *Net) Dialled() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.calls)
}
