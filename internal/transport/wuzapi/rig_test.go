package wuzapi

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/memnet"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

const anaNumber = "5511912345678"

// hookAddress is where the world's server is told to call.
const hookAddress = "http://shop.test/hook/unguessable"

// world is a simulated server in simulated time, with a connection to it that can be called.
type world struct {
	t    *testing.T
	s    *wuzapisim.Server
	net  *memnet.Net
	link wuzapisim.Link
	http *http.Client
	ana  *wuzapisim.Customer
	conn *conn
	drv  transport.Driver
	dir  string
	log  *sink

	mu     sync.Mutex
	events []transport.Event
	refuse error                                        // what storing answers
	store  func(context.Context, transport.Event) error // nil: events are only kept here
	odd    bool                                         // this test asks what the simulator does not know
}

// sink is a log that several goroutines write.
type sink struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *sink) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func live(t *testing.T, o wuzapisim.Options, test func(*world)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		base, network := wuzapisim.InMemory()
		o.Listen, o.Dial = base.Listen, base.Dial
		s, err := wuzapisim.New(o)
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, s: s, net: network, link: s.Link(), http: s.Link().HTTPClient(), drv: Driver(Options{}), dir: dir, log: &sink{}}
		w.use(w.open(w.link.Phone))
		l, err := network.Listen("shop")
		if err != nil {
			t.Fatal(err)
		}
		shop := &http.Server{Handler: http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			w.mu.Lock()
			called := w.conn
			w.mu.Unlock()
			called.ServeHook(out, r, w.take)
		})}
		served := make(chan struct{})
		go func() { defer close(served); _ = shop.Serve(l) }()
		defer func() {
			w.http.CloseIdleConnections()
			_ = s.Close()
			_ = shop.Close()
			<-served
		}()
		w.ana = s.Customer(anaNumber)
		test(w)
		synctest.Wait()
		w.audit()
	})
}

func (w *world) open(account string, set ...string) *conn {
	w.t.Helper()
	values := map[string]string{FieldAddress: w.link.Address, FieldToken: w.link.Token}
	for i := 0; i+1 < len(set); i += 2 {
		values[set[i]] = set[i+1]
	}
	c, err := w.drv.Open(transport.Env{
		Identity: account, Config: map[string]string{FieldAddress: values[FieldAddress], FieldHistory: values[FieldHistory]},
		Secret: func(f string) (string, error) { return values[f], nil },
		HTTP:   w.http, Dir: w.dir, Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c.(*conn)
}

// use makes c the connection that is tested, and that calls come to.
func (w *world) use(c *conn) { w.set(func() { w.conn = c }) }

// reborn is the connection after the program was started again.
func (w *world) reborn() *conn {
	w.drv = Driver(Options{})
	w.use(w.open(w.link.Phone))
	return w.conn
}

func (w *world) take(ctx context.Context, e transport.Event) error {
	w.mu.Lock()
	refuse, store := w.refuse, w.store
	if refuse == nil {
		w.events = append(w.events, e)
	}
	w.mu.Unlock()
	if refuse == nil && store != nil {
		return store(ctx, e)
	}
	return refuse
}

func (w *world) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

// heard gives what was stored of one kind, after everything came to rest.
func heard[T transport.Event](w *world) (all []T) {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.events {
		if e, ok := e.(T); ok {
			all = append(all, e)
		}
	}
	return all
}

// bodies are the texts that customers wrote, as they were stored; each as often as it was.
func (w *world) bodies() string {
	var all []string
	for _, in := range heard[transport.Incoming](w) {
		if !in.Echo {
			all = append(all, in.Body)
		}
	}
	return strings.Join(all, " ")
}

func (w *world) states() string {
	var all []string
	for _, h := range heard[transport.Health](w) {
		text := string(h.State)
		if h.Fault != nil {
			text += ":" + string(h.Fault.Code)
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

// begin runs the connection; end stops it and gives what Run returned.
func (w *world) begin() (end func() error, done <-chan error) {
	ctx, cancel := context.WithCancel(w.t.Context())
	out := make(chan error, 1)
	go func() { out <- w.conn.Run(ctx, w.take) }()
	synctest.Wait()
	return func() error {
		cancel()
		return <-out
	}, out
}

// subscribe has the server call the world.
func (w *world) subscribe() {
	w.t.Helper()
	if err := w.conn.Subscribe(w.t.Context(), hookAddress); err != nil {
		w.t.Fatal(err)
	}
}

// send gives a message to the network and says what came of it.
func (w *world) send(m transport.Outgoing) (transport.Accepted, *desk.Fault) {
	w.t.Helper()
	got, err := w.conn.Send(w.t.Context(), m)
	if err == nil {
		return got, nil
	}
	for _, private := range []string{w.link.Token, anaNumber, hookAddress} {
		if strings.Contains(err.Error(), private) {
			w.t.Errorf("%q in an error: %v", private, err)
		}
	}
	return got, desk.AsFault(err)
}

// audit looks at what the other side saw, and that no secret went where it does not belong.
func (w *world) audit() {
	for _, what := range w.s.Trouble() {
		if !w.odd {
			w.t.Errorf("the server did not understand: %s", what)
		}
	}
	for _, r := range w.s.Requests() {
		if strings.Contains(r.Path+"?"+r.Query, w.link.Token) {
			w.t.Errorf("the token in the address %s", r.Path)
		}
		if strings.Contains(r.Query, wuzapisim.Neighbour) {
			w.t.Error("the conversations of another user of the server were read")
		}
	}
	for _, host := range w.net.Dialled() {
		if !slices.Contains([]string{"wuzapi.test", "shop.test"}, host) {
			w.t.Errorf("%s was called", host)
		}
	}
	for _, private := range []string{w.link.Token, anaNumber, wuzapisim.Neighbour, hookAddress, w.conn.key} {
		if strings.Contains(w.log.String(), private) {
			w.t.Errorf("%q in the log: %s", private, w.log.String())
		}
	}
}

func text(body string) transport.Say {
	return transport.Say{Client: newID(), To: []desk.Address{desk.Phone(anaNumber)}, Kind: desk.Text, Body: body}
}

func failAs(f *desk.Fault) string {
	if f == nil {
		return "taken"
	}
	return fmt.Sprintf("%s %s %s", f.Code, f.Next, f.Scope)
}
