package wwebjs

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

const (
	theKey    = "k3y-Of-The-Server-0123456789"
	ourNumber = "5511900000000"
	anaNumber = "5511912345678"
	loja      = "loja1"
)

// world is a simulated server in simulated time, with a connection to it.
type world struct {
	t      *testing.T
	s      *wwebjssim.Server
	driver transport.Driver
	phone  *wwebjssim.Phone
	ana    *wwebjssim.Customer
	conn   *conn
	dir    string
	log    *sink

	mu     sync.Mutex
	events []transport.Event
	refuse error                                        // what storing answers
	store  func(context.Context, transport.Event) error // nil: events are only kept here
	odd    bool                                         // this test asks what the simulator does not know
	end    func() *desk.Fault                           // ends the Run that is under way
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

// live runs a test with a session that a phone is linked to.
func live(t *testing.T, test func(*world)) {
	t.Helper()
	bubble(t, wwebjssim.Options{Key: theKey}, func(w *world) {
		w.phone.Link(loja)
		w.conn = w.open(ourNumber + "@c.us")
		test(w)
	})
}

// bubble runs a test with a server on which no session runs.
func bubble(t *testing.T, o wwebjssim.Options, test func(*world)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))) // a bubble begins before there was such a network
		w := &world{t: t, s: wwebjssim.New(o), driver: Driver(), dir: dir, log: &sink{}}
		w.phone = w.s.Phone(ourNumber, "Padaria")
		w.ana = w.s.Customer(anaNumber, "Ana")
		defer w.s.Close()
		w.conn = w.open("")
		test(w)
		w.stop()
		synctest.Wait()
		w.audit()
		w.conn.asks.CloseIdleConnections()
	})
}

func (w *world) open(identity string) *conn {
	w.t.Helper()
	c, err := w.driver.Open(w.env(identity, theKey))
	if err != nil {
		w.t.Fatal(err)
	}
	return c.(*conn)
}

func (w *world) env(identity, key string) transport.Env {
	return transport.Env{
		Connection: 1, Identity: identity, Dir: w.dir, Config: map[string]string{FieldAddress: w.s.Address(), FieldSession: loja},
		Secret: func(string) (string, error) { return key, nil }, HTTP: w.s.Client(),
		Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
}

// reopen is the program after a restart: it remembers what is in its folder and nothing else.
func (w *world) reopen() {
	w.t.Helper()
	w.stop()
	w.driver = Driver()
	w.conn = w.open(ourNumber + "@c.us")
}

// run begins Run, and stop ends it and gives its fault.
func (w *world) run() {
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	c := w.conn
	go func() { done <- c.Run(ctx, w.take) }()
	w.end = func() *desk.Fault {
		cancel()
		err := <-done
		if err == nil {
			return nil
		}
		return desk.AsFault(err)
	}
	synctest.Wait()
}

func (w *world) stop() *desk.Fault {
	if w.end == nil {
		return nil
	}
	f := w.end()
	w.end = nil
	return f
}

// after lets time pass until everything came to rest.
func (w *world) after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
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

func (w *world) set(refuse error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refuse = refuse
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

// bodies are the texts of what was stored as a message.
func bodies(w *world) (all []string) {
	for _, in := range heard[transport.Incoming](w) {
		side := ""
		if in.Echo {
			side = "me: "
		}
		all = append(all, side+in.Body)
	}
	return all
}

func (w *world) bodiesAre(want ...string) {
	w.t.Helper()
	if got := bodies(w); !slices.Equal(got, want) {
		w.t.Errorf("stored %q, want %q", got, want)
	}
}

// healths are the states that were told, each one once in a row.
func healths(w *world) (all []desk.Health) {
	for _, h := range heard[transport.Health](w) {
		all = append(all, h.State)
	}
	return slices.Compact(all)
}

// audit looks at what the other side saw, and that no secret went where it does not belong.
func (w *world) audit() {
	for _, err := range w.s.Errors() {
		w.t.Error(err)
	}
	for _, what := range w.s.Unknown() {
		if !w.odd {
			w.t.Errorf("the server did not understand: %s", what)
		}
	}
	for _, r := range w.s.Requests() {
		if strings.Contains(r.Path+"?"+r.Query+r.Body, theKey) {
			w.t.Errorf("the key in the request %s", r.Path)
		}
	}
	for _, private := range []string{theKey, anaNumber, ourNumber, w.ana.LID} {
		if strings.Contains(w.log.String(), private) {
			w.t.Errorf("%q in the log: %s", private, w.log.String())
		}
	}
}

func ana() []desk.Address { return []desk.Address{desk.Phone(anaNumber)} }

func say(id, body string) transport.Say {
	return transport.Say{Client: desk.RemoteID(id), To: ana(), Kind: desk.Text, Body: body}
}

// send gives a message to the server and says what came of it.
func (w *world) send(m transport.Outgoing) (transport.Accepted, *desk.Fault) {
	w.t.Helper()
	got, err := w.conn.Send(w.t.Context(), m)
	if err == nil {
		return got, nil
	}
	for _, private := range []string{theKey, anaNumber, ourNumber} {
		if strings.Contains(err.Error(), private) {
			w.t.Errorf("%q in an error: %v", private, err)
		}
	}
	return got, desk.AsFault(err)
}
