package wuzapisim

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// Options configures a Server; the zero value is complete.
type Options struct {
	// Opens the host "wuzapi"; nil: a free port of 127.0.0.1.
	Listen func(host string) (net.Listener, error)
	// Reaches webhooks and, for Link.HTTPClient, the server; nil: the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	Phone    string  // of the telephone, digits with country code; empty: 5511900000000
	Token    string  // of the user; empty: a fixed one
	Release  Release // how the server speaks
	History  int     // messages kept of each conversation
	Unlinked bool    // no telephone was linked yet
	Webhook  string  // form (also when empty), json
}

// Release is what differs between versions of the server.
type Release struct {
	CapitalStatus bool // Connected and LoggedIn, and no jid, as in API.md
	NoHMAC        bool // no call to set a key, no signatures; the token goes along with each webhook
	NoBlock       bool // no calls to block anybody
	NoOwnID       bool // ignores the Id of a message and makes one itself
	TextTime      bool // Timestamp of a sent message as a text
	DropsEvents   bool // a disconnection clears the subscription
	Remembers     bool // status names the account and the last code for ever, also when there is neither any more
}

// Server is a WuzAPI server with one user of ours, one of somebody else's, a telephone and customers. Its methods may be called from
// any goroutine.
type Server struct {
	options Options
	base    string
	host    *http.Server
	client  *http.Client // of webhooks
	life    context.Context
	end     context.CancelFunc
	tasks   sync.WaitGroup
	queue   chan struct{} // woken when webhooks wait

	mu     sync.Mutex // guards what follows and everything reachable from it
	closed bool
	state
}

// New makes a Server and begins to serve. The caller must Close it.
func New(o Options) (*Server, error) {
	if o.Listen == nil {
		o.Listen = func(string) (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") }
	}
	if o.Phone == "" {
		o.Phone = "5511900000000"
	}
	if o.Token == "" {
		o.Token = "t0k3n-Of-The-Bakery"
	}
	s := &Server{options: o, queue: make(chan struct{}, 1)}
	s.life, s.end = context.WithCancel(context.Background())
	s.state = newState(o)
	s.client = &http.Client{
		Transport: &http.Transport{DialContext: o.Dial}, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	l, err := o.Listen("wuzapi")
	if err != nil {
		return nil, fmt.Errorf("listen for the simulated server: %w", err)
	}
	s.base = "http://" + l.Addr().String()
	s.host = &http.Server{Handler: s.counted(http.HandlerFunc(s.serve)), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return s.life }}
	s.tasks.Go(func() { _ = s.host.Serve(l) })
	s.tasks.Go(s.callAll)
	return s, nil
}

// counted lets Close wait for a handler and writes down what it stumbles over.
func (s *Server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		closed := s.closed
		if !closed {
			s.tasks.Add(1)
		}
		s.mu.Unlock()
		if closed {
			panic(http.ErrAbortHandler)
		}
		defer s.tasks.Done()
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p != http.ErrAbortHandler {
				s.mu.Lock()
				s.errors = append(s.errors, fmt.Errorf("%s %s: %v\n%s", r.Method, r.URL.Path, p, debug.Stack()))
				s.mu.Unlock()
			}
			panic(http.ErrAbortHandler)
		}()
		next.ServeHTTP(w, r)
	})
}

// Close ends the server at once, cutting every connection, and waits until nothing of it runs any more.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.end()
	err := s.host.Close()
	s.tasks.Wait()
	s.client.CloseIdleConnections()
	return err
}

// Link is all a client needs to use a Server.
type Link struct {
	Address string // base URL
	Token   string
	Phone   string // digits of the telephone

	dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// Link returns what a client needs.
func (s *Server) Link() Link {
	return Link{Address: s.base, Token: s.options.Token, Phone: s.options.Phone, dial: s.options.Dial}
}

// HTTPClient returns a client that reaches the server, also when it lives in memory only.
func (l Link) HTTPClient() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: l.dial}}
}

// Request is one call that came in.
type Request struct{ Method, Path, Query, Body string }

// Requests lists what was asked, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Asked counts the calls to a path.
func (s *Server) Asked(path string) (n int) {
	for _, r := range s.Requests() {
		if r.Path == path {
			n++
		}
	}
	return n
}

// Unknown lists what was asked and not understood.
func (s *Server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unknown)
}

// Errors lists what the simulator itself stumbled over.
func (s *Server) Errors() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.errors)
}

// Trouble lists everything that was not as it should be.
func (s *Server) Trouble() []string {
	out := s.Unknown()
	for _, err := range s.Errors() {
		out = append(out, err.Error())
	}
	return out
}
