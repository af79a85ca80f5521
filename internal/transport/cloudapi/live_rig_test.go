package cloudapi

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

const anaNumber = "5511912345678"

// world is a simulated network in simulated time, with a connection to it that can be called.
type world struct {
	t    *testing.T
	s    *graphsim.Server
	link graphsim.Link
	http *http.Client
	ana  *graphsim.Customer
	conn *conn
	opts Options
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

func live(t *testing.T, test func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o, network := graphsim.InMemory()
		s, err := graphsim.New(o)
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, s: s, link: s.Link(), http: s.Link().HTTPClient(), log: &sink{}}
		w.opts = Options{Graph: w.link.Graph, Media: w.link.Media, Dialog: w.link.Dialog}
		w.conn = w.open(w.link.Token, w.link.AppSecret)
		l, err := network.Listen("shop")
		if err != nil {
			t.Fatal(err)
		}
		shop := &http.Server{Handler: http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			w.conn.ServeHook(out, r, w.take)
		})}
		served := make(chan struct{})
		go func() { defer close(served); _ = shop.Serve(l) }()
		defer func() {
			w.http.CloseIdleConnections()
			s.Close()
			shop.Close()
			<-served
		}()
		if err := w.conn.Subscribe(t.Context(), "http://shop.test/hook"); err != nil {
			t.Fatal(err)
		}
		w.ana = s.Customer(anaNumber).Set(func(p *graphsim.Person) { p.Name = "Ana" })
		test(w)
		synctest.Wait()
		w.audit()
	})
}

func (w *world) open(token, secret string) *conn {
	return w.reopen(w.link.Number, token, secret)
}

func (w *world) reopen(number, token, secret string) *conn {
	w.t.Helper()
	c, err := Driver(w.opts).Open(transport.Env{
		Config: map[string]string{FieldNumber: number, FieldAccount: w.link.WABA},
		Secret: func(f string) (string, error) {
			return map[string]string{FieldToken: token, FieldSecret: secret}[f], nil
		},
		HTTP: w.http, Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return c.(*conn)
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

// audit looks at what the other side saw, and that no secret went where it does not belong.
func (w *world) audit() {
	for _, err := range w.s.Errors() {
		w.t.Error(err)
	}
	for _, what := range w.s.Unknown() {
		if !w.odd {
			w.t.Errorf("the network did not understand: %s", what)
		}
	}
	for _, r := range w.s.Requests() {
		for _, secret := range []string{w.link.Token, w.link.AppSecret} {
			if strings.Contains(r.Path+"?"+r.Query, secret) {
				w.t.Errorf("a secret in the address %s", r.Path)
			}
		}
	}
	for _, private := range []string{w.link.Token, w.link.AppSecret, anaNumber, w.conn.Handshake()} {
		if strings.Contains(w.log.String(), private) {
			w.t.Errorf("%q in the log: %s", private, w.log.String())
		}
	}
}

// send gives a message to the network and says what came of it.
func (w *world) send(m transport.Outgoing) (transport.Accepted, *desk.Fault) {
	w.t.Helper()
	got, err := w.conn.Send(w.t.Context(), m)
	if err == nil {
		return got, nil
	}
	f := desk.AsFault(err)
	for _, private := range []string{w.link.Token, w.link.AppSecret, anaNumber} {
		if strings.Contains(err.Error(), private) {
			w.t.Errorf("%q in an error: %v", private, err)
		}
	}
	return got, f
}

// share lets the business app use the number too.
func (w *world) share() {
	w.t.Helper()
	if err := w.s.ChangeNumber(w.link.Number, func(n *graphsim.Number) { n.Coexistence = true }); err != nil {
		w.t.Fatal(err)
	}
}
