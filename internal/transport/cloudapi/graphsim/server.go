package graphsim

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"
)

// Options configures a Server; the zero value is complete.
type Options struct {
	// Opens the hosts "graph", "media" and "www"; nil: free ports of 127.0.0.1.
	Listen func(host string) (net.Listener, error)
	// Reaches webhooks and, for Link.HTTPClient, the server; nil: the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	Name     string   // of the first account and number; empty: Padaria da Esquina
	Phone    string   // of the first number, digits with country code; empty: 5511900000000
	Seed     uint64   // of probabilities, ids and tokens that need no secrecy
	Versions []string // of the Graph API, oldest first; nil: v23.0 to v25.0
	Limits   Limits
	Strict   Strictness
}

// Server is Meta's side with all accounts and customers. Its methods may be called from any goroutine.
type Server struct {
	options Options
	link    Link
	hosts   []*http.Server
	tasks   tasks
	changes changes
	cut     changes      // of pauses
	client  *http.Client // of webhooks
	life    context.Context
	end     context.CancelFunc

	mu sync.Mutex // guards what follows and everything reachable from it
	state
}

// New makes a Server with one app, one account, one Brazilian number and one token that may do everything, and begins
// to serve. The caller must Close it.
func New(o Options) (*Server, error) {
	if o.Listen == nil {
		o.Listen = func(string) (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") }
	}
	if o.Versions == nil {
		o.Versions = []string{"v23.0", "v24.0", "v25.0"}
	}
	s := &Server{options: o, changes: newChanges(), cut: newChanges()}
	s.life, s.end = context.WithCancel(context.Background())
	s.state = newState(o)
	s.client = newWebhookClient(o)
	s.link.dial = o.Dial
	if err := s.open(); err != nil {
		s.Close()
		return nil, err
	}
	s.tasks.spawn(s.workOff)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	return s, nil
}

// open listens on the three hosts.
func (s *Server) open() error {
	for _, h := range []struct {
		name    string
		handler http.HandlerFunc
		base    *string
	}{{"graph", s.serveGraph, &s.link.Graph}, {"media", s.serveMedia, &s.link.Media}, {"www", s.serveDialog, &s.link.Dialog}} {
		l, err := s.options.Listen(h.name)
		if err != nil {
			return fmt.Errorf("listen for the simulated %s host: %w", h.name, err)
		}
		*h.base = "http://" + l.Addr().String()
		host := &http.Server{
			Handler: s.counted(h.handler), ReadHeaderTimeout: 10 * time.Second,
			BaseContext: func(net.Listener) context.Context { return s.life },
		}
		s.hosts = append(s.hosts, host)
		s.tasks.spawn(func() { host.Serve(l) })
	}
	return nil
}

// counted lets Close wait for a handler and writes down what it stumbles over.
func (s *Server) counted(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		closed := s.closed
		if !closed {
			s.tasks.group.Add(1)
		}
		s.mu.Unlock()
		if closed {
			panic(http.ErrAbortHandler)
		}
		defer s.tasks.group.Done()
		defer func() {
			p := recover()
			if p != nil && p != http.ErrAbortHandler {
				s.trouble(fmt.Errorf("%s %s: %v\n%s", r.Method, r.URL.Path, p, debug.Stack()))
			}
			if p != nil {
				panic(http.ErrAbortHandler)
			}
		}()
		next(w, r)
	})
}

// Close ends the server at once, cutting every connection, and waits until nothing of it runs any more.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.end()
	for _, h := range s.hosts {
		h.Close()
	}
	s.tasks.wait()
	s.client.CloseIdleConnections()
	return nil
}

// Wait returns when condition holds, or with ctx's error. condition is asked again whenever something happened and may
// call the server.
func (s *Server) Wait(ctx context.Context, condition func() bool) error {
	for {
		changed := s.changes.next()
		if condition() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
