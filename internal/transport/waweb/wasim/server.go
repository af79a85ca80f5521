package wasim

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/noise"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/wire"
)

// Options configures a Server; the zero value is complete.
type Options struct {
	Listener net.Listener                            // nil: a free port of 127.0.0.1
	Dial     func(context.Context) (net.Conn, error) // reaches Listener when it lives in memory only
	Log      *slog.Logger                            // nil: silent
	Now      func() time.Time                        // nil: time.Now; stanza times and certificate dates
}

// Server is the chat server with all accounts. Its methods may be called from any goroutine.
type Server struct {
	log      *slog.Logger
	now      func() time.Time
	link     Link
	identity noise.Identity
	gate     *gate
	http     *http.Server
	mux      *http.ServeMux
	iqs      iqTable
	changes  changes
	tasks    tasks
	pace     pace
	life     context.Context // of all connections, also those in their handshake
	end      context.CancelFunc

	mu       sync.Mutex // guards what follows, and everything in accounts, devices and queues
	byPN     map[string]*account
	byLID    map[string]*account
	sessions map[*Session]struct{}
	calls    map[string]*ring
	groups   map[string]*Group
	faults   faults
	counts   Counts
	unknown  []string
	ids      uint64
}

// Start begins to serve. The caller must Close the server.
func Start(o Options) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Listener == nil {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("listen for simulator clients: %w", err)
		}
		o.Listener = l
	}
	s, err := newServer(o)
	if err != nil {
		o.Listener.Close()
		return nil, err
	}
	s.tasks.spawn(func() { s.http.Serve(s.gate) })
	return s, nil
}

func newServer(o Options) (*Server, error) {
	cert, pem, err := selfSigned(o.Now())
	if err != nil {
		return nil, err
	}
	id, err := noise.NewIdentity(rootPair(), o.Now())
	if err != nil {
		return nil, err
	}
	s := &Server{
		log: o.Log, now: o.Now, identity: id,
		link:  newLink(o, pem),
		gate:  newGate(o.Listener, cert),
		mux:   http.NewServeMux(),
		byPN:  map[string]*account{},
		byLID: map[string]*account{},
		calls: map[string]*ring{}, groups: map[string]*Group{},

		sessions: map[*Session]struct{}{},
		faults:   faults{window: defaultWindow},
	}
	s.life, s.end = context.WithCancel(context.Background())
	s.mux.HandleFunc("GET /ws/chat", s.serveChat)
	s.http = &http.Server{Handler: s.mux, ReadHeaderTimeout: 20 * time.Second, ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug)}
	s.installIQs()
	return s, nil
}

// Close drops every connection and waits until all work of the server and its phones has ended.
func (s *Server) Close() error {
	s.tasks.close()
	s.end()
	err := s.http.Close()
	s.KillAll()
	s.tasks.wait()
	return err
}

// Link tells how to reach the server.
func (s *Server) Link() Link { return s.link }

// Handle serves other hosts' requests, such as those to the media host, on the same listener.
func (s *Server) Handle(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// Now returns the server's time.
func (s *Server) Now() time.Time { return s.now() }

// NewID returns a stanza id that the server has not used before.
func (s *Server) NewID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newID()
}

func (s *Server) newID() string {
	s.ids++
	return fmt.Sprintf("%d.%d", s.now().Unix(), s.ids)
}

func (s *Server) serveChat(w http.ResponseWriter, r *http.Request) {
	if !s.tasks.enter() {
		return
	}
	defer s.tasks.leave()
	conn, err := wire.Accept(s.life, w, r, s.identity)
	if err != nil {
		s.log.Debug("connection refused", "error", err)
		return
	}
	c := newSession(s, conn)
	if !s.open(c) {
		conn.Close()
		return
	}
	c.run()
	s.forget(c)
}

// open registers a session unless the server is closing.
func (s *Server) open(c *Session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tasks.closed() {
		return false
	}
	s.sessions[c] = struct{}{}
	s.counts.Connections++
	return true
}

func (s *Server) forget(c *Session) {
	s.mu.Lock()
	delete(s.sessions, c)
	if d := c.device; d != nil && d.session == c {
		d.session = nil
		s.setAvailable(d, false)
		s.dropSubscriptions(d)
	}
	s.mu.Unlock()
	s.Changed()
}

// noteUnknown remembers a stanza that the server has no answer for.
func (s *Server) noteUnknown(what string, n *waBinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.unknown) < maxUnknown {
		s.unknown = append(s.unknown, what+": "+n.String())
	}
}
