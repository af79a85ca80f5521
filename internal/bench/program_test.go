package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
)

// program is the whole program without a port: its API's handler and its event stream.
type program struct {
	sender
	*tally
	t       testing.TB
	api     *app.API
	handler http.Handler
	pairing chan app.PairStep
	newest  int64 // message that was heard of
	stop    func()
}

// openProgram starts the program on a folder. With practice set, its pairing can be scanned by practice's phone.
func openProgram(t testing.TB, c app.Config) *program {
	t.Helper()
	c.Mode, c.Log, c.Quit = app.ModePractice, slog.New(slog.DiscardHandler), func() {}
	api, err := app.Start(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, tally: newTally(), api: api, handler: api.Handler(), pairing: make(chan app.PairStep, 16)}
	ctx, stop := context.WithCancel(context.Background())
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		api.Events(ctx, p.hear)
	}()
	p.stop = sync.OnceFunc(func() {
		stop()
		<-followed
		api.Stop()
	})
	t.Cleanup(p.stop)
	return p
}

// hear is the page's side of the event stream.
func (p *program) hear(name string, data []byte) {
	switch name {
	case "pairing":
		var step app.PairStep
		if json.Unmarshal(data, &step) == nil {
			p.pairing <- step
		}
	case "changes":
		var b app.Batch
		if err := json.Unmarshal(data, &b); err != nil {
			p.t.Errorf("event %s: %v", data, err)
		}
		n := 0
		for _, c := range b.Changes {
			if c.Kind == "message" && c.ID > p.newest { // each once: they come in the order of their ids
				n, p.newest = n+1, c.ID
			}
		}
		p.count(n)
	}
}

func newProgram(t testing.TB) receiver {
	t.Helper()
	w, s := newWorld(t)
	network, err := w.Link().HTTPClient()
	if err != nil {
		t.Fatal(err)
	}
	phone := w.Business().Phone()
	p := openProgram(t, app.Config{Dir: t.TempDir(), HTTP: network, Practice: &app.Practice{Scan: phone.ScanQR}})
	p.sender = s
	made := call[app.Created](p, "Channels.Create", app.CreateRequest{Kind: "waweb", Name: "Padaria"})
	p.link(made.Connection)
	p.settle()
	return p
}

// link links the phone of practice to a connection.
func (p *program) link(connection int64) {
	p.t.Helper()
	call[app.Empty](p, "Connections.Pair", app.PairRequest{Connection: connection})
	for step := range p.pairing {
		if step.Step == "qr" && step.N == 1 {
			call[app.Empty](p, "Practice.Scan", app.ScanRequest{})
		}
		if step.Step == "linked" {
			return
		}
	}
}

// settle waits until the connection is up and has nothing left to import.
func (p *program) settle() {
	p.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); ; <-tick.C {
		s := call[app.Snapshot](p, "System.Snapshot", app.Empty{})
		if s.Online && s.Connections[0].Importing == 100 {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("not settled: %+v", s.Connections)
		}
	}
}

func (p *program) receive() time.Duration {
	p.t.Helper()
	p.expect(len(p.batch.IDs))
	began := p.release()
	return p.wait(p.t).Sub(began)
}

// ask carries out one method of the API and returns the answer as it would go to the page.
func (p *program) ask(name string, request any) []byte {
	p.t.Helper()
	text, err := json.Marshal(request)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.post(name, text)
}

func (p *program) post(name string, request []byte) []byte {
	q := httptest.NewRequest(http.MethodPost, "/api/call/"+name, bytes.NewReader(request))
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, q)
	if w.Code != http.StatusOK {
		p.t.Fatalf("%s: %s", name, w.Body)
	}
	return w.Body.Bytes()
}

func call[Ans any](p *program, name string, request any) (ans Ans) {
	p.t.Helper()
	if err := json.Unmarshal(p.ask(name, request), &ans); err != nil {
		p.t.Fatal(err)
	}
	return ans
}
