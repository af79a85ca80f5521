package wwebjssim

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/balcao-app/balcao/internal/transport/memnet"
)

// Options configures a Server.
type Options struct {
	Key    string // empty: everyone is let in
	Base   string // path under which it lives, such as /wa
	Listen net.Listener
	// Hook is where events are posted as well, by HTTP; empty: nowhere.
	Hook     string
	HookHTTP *http.Client
}

// Habits are what the real server does to its clients.
type Habits struct {
	NoSocket   bool // ENABLE_WEBSOCKET is not set
	Silent     bool // DISABLED_CALLBACKS names every event
	Doubled    bool // every event comes twice
	Lost       bool // no event comes; the socket stays open
	Dead       bool // sessions say CONNECTED and reach nobody
	Hidden     bool // conversations are filed under hidden numbers
	TwoNames   bool // the copy of a sent message names the telephone, the list of conversations the hidden number
	Minified   bool // ids lost their text form
	OldServer  bool // POST /client/getChats does not exist
	EchoFirst  bool // the copy of a message comes before the answer
	EventDelay time.Duration
}

// Server is one wwebjs-api server. Its methods may be called from any goroutine.
type Server struct {
	options Options
	memory  *memnet.Listener
	http    *http.Server
	client  *http.Client
	life    context.Context
	end     context.CancelFunc
	wait    sync.WaitGroup

	mu       sync.Mutex
	habits   Habits
	sessions map[string]*session // those that run
	folders  map[string]*Phone   // logins that outlive their session, by session
	people   map[string]*Customer
	sockets  map[*websocket.Conn]socket
	faults   []*Fault
	requests []Request
	errors   []error
	unknown  []string
	starting map[string]bool
	next     int
}

// Request is one request that came in, without its secrets.
type Request struct {
	Method, Path, Query string
	Body                string
	Key                 bool // the right key came with it
}

// New makes a server and begins to serve. Without a listener it serves a network in memory, which only Client reaches.
func New(o Options) *Server {
	s := &Server{
		options: o, sessions: map[string]*session{}, folders: map[string]*Phone{}, people: map[string]*Customer{},
		sockets: map[*websocket.Conn]socket{}, starting: map[string]bool{},
	}
	s.life, s.end = context.WithCancel(context.Background())
	l := o.Listen
	if l == nil {
		s.memory = memnet.NewListener(memoryHost)
		l = s.memory
	}
	s.client = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if s.memory == nil {
			return new(net.Dialer).DialContext(ctx, network, addr)
		}
		if host, _, _ := net.SplitHostPort(addr); host != memoryHost {
			s.fail(fmt.Errorf("somebody dials %s", addr))
			return nil, fmt.Errorf("dial %s in memory: no such host", addr)
		}
		return s.memory.Dial(ctx)
	}}}
	s.http = &http.Server{Handler: s}
	s.wait.Go(func() { _ = s.http.Serve(l) })
	return s
}

const memoryHost = "wwebjs.test"

// Address is where the server lives.
func (s *Server) Address() string {
	if s.memory != nil {
		return "http://" + memoryHost + ":3000" + s.options.Base
	}
	return "http://" + s.options.Listen.Addr().String() + s.options.Base
}

// Client reaches the server and nobody else.
func (s *Server) Client() *http.Client { return s.client }

// Close ends everything and waits for it.
func (s *Server) Close() {
	s.end()
	_ = s.http.Close()
	s.mu.Lock()
	for c := range s.sockets {
		go c.CloseNow() //nolint:errcheck // it is over
	}
	s.mu.Unlock()
	s.client.CloseIdleConnections()
	s.wait.Wait()
}

// Set changes the habits.
func (s *Server) Set(change func(*Habits)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.habits)
}

func (s *Server) habit() Habits {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.habits
}

// Errors are what no careful client does.
func (s *Server) Errors() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.errors)
}

// Unknown are the routes, fields and options that were asked for and do not exist.
func (s *Server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unknown)
}

// Requests are all that came in.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Asked counts the requests of a path without the name of the session, such as client/sendMessage.
func (s *Server) Asked(call string) (n int) {
	for _, r := range s.Requests() {
		if r.Path == s.options.Base+"/"+call || len(r.Path) > len(call) && r.Path[:min(len(r.Path), len(s.options.Base)+len(call)+2)] == s.options.Base+"/"+call+"/" {
			n++
		}
	}
	return n
}

func (s *Server) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errors = append(s.errors, err)
}

func (s *Server) strange(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unknown = append(s.unknown, what)
}

// Crash ends every session without a goodbye, as when the server is killed; the logins stay. With restore they run again at once.
func (s *Server) Crash(restore bool) {
	s.mu.Lock()
	names := []string{}
	for name := range s.sessions {
		names = append(names, name)
	}
	sockets := s.sockets
	s.sockets = map[*websocket.Conn]socket{}
	for _, name := range names {
		ss := s.sessions[name]
		delete(s.sessions, name)
		if restore {
			s.sessions[name] = s.launch(name)
			s.sessions[name].chats = ss.chats
		}
	}
	s.mu.Unlock()
	for c := range sockets {
		_ = c.CloseNow()
	}
}

// CutSockets ends every socket; clients may come again.
func (s *Server) CutSockets() {
	s.mu.Lock()
	all := s.sockets
	s.sockets = map[*websocket.Conn]socket{}
	s.mu.Unlock()
	for c := range all {
		_ = c.CloseNow()
	}
}

// Sockets counts who listens.
func (s *Server) Sockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}
