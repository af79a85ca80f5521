// Package app is what a face may call: the methods of the API, the events, and the one handler that serves both. It turns rows
// into what the page draws and knows neither window nor port.
package app

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
)

// The modes the program runs in.
const (
	ModeReal      = "real"
	ModePractice  = "practice"
	ModeSimulator = "simulator"
)

// Practice is the simulated world's side of practice mode.
type Practice struct {
	Scan      func(text string) error
	EnterCode func(code string) error
	Write     func(customer, text string) error
	Hold      func(customer, at string) error
	Accounts  map[desk.Kind]map[string]string // what to enter to connect a practice number, by kind and the keys of its fields
}

// Config of an API.
type Config struct {
	Dir, Version, Face, Mode string
	HTTP                     *http.Client      // of the simulated network, nil in real mode
	Graph                    engine.Hosts      // the hosts of the official interface; the zero value is Meta's own
	Pages                    engine.Pages      // the ways to what links lead to; the zero value is the real world, or none where the network is simulated
	Ways                     engine.Ways       // to simulated networks that are not reached by HTTP
	Settings                 map[string]string // written at the start, over those of the folder
	Replies                  []desk.Reply      // kept at the start of a folder that is new
	Log                      *slog.Logger
	Practice                 *Practice   // nil outside practice mode
	More                     engine.More // further ways into networks, where tests add them
	// Relaunch starts the program again in or out of practice mode and, once that lives, ends this one. It returns where the
	// other can be reached, empty for a window. When ctx ends before, or after an error, this one stays.
	Relaunch func(ctx context.Context, practice bool) (url string, err error)
	// Notifier shows notices of the system where the page cannot; nil in a browser, whose page can.
	Notifier Notifier
	// Quit ends the program.
	Quit func()
}

// API is the running program as a face sees it.
type API struct {
	Config
	engine *engine.Engine
	stream *Stream
	end    context.CancelFunc
	wait   sync.WaitGroup

	mu sync.Mutex
	qr map[int64]string // the codes on screen, in practice mode only, for the practice phone

	asking asking
}

// Start brings the program up. Its errors are *desk.Fault.
func Start(ctx context.Context, c Config) (*API, error) {
	a := &API{Config: c, stream: NewStream(0), qr: map[int64]string{}}
	var err error
	a.engine, err = engine.Start(ctx, engine.Config{Dir: c.Dir, HTTP: c.HTTP, Graph: c.Graph, Pages: c.Pages, Ways: c.Ways, More: c.More, Simulated: c.Mode != ModeReal, Settings: c.Settings, Replies: c.Replies, Log: c.Log, Pairing: a.pairing,
		Typing: func(who desk.ContactID, until time.Time) {
			a.stream.Typing(Typing{Contact: int64(who), Until: until.UnixMilli()})
		}})
	if err != nil {
		return nil, err
	}
	follow, end := context.WithCancel(context.WithoutCancel(ctx))
	a.end = end
	a.wait.Go(func() { a.follow(follow) })
	return a, nil
}

// Stop ends the program in order.
func (a *API) Stop() {
	a.engine.Stop()
	a.end()
	a.wait.Wait()
}

// Handler answers calls, events and media.
func (a *API) Handler() http.Handler {
	return Handler(a.methods(), a.stream, http.HandlerFunc(a.media), a.upload, a.exports(), a.Log)
}

func (a *API) exports() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{"contacts": a.exportList, "contact/{id}/{form}": a.exportContact}
}

// Events hands the events to a face until ctx ends.
func (a *API) Events(ctx context.Context, emit func(name string, data []byte)) {
	a.stream.Subscribe(ctx, emit)
}

// drawn are the kinds of row that the page draws; the others only wake workers.
var drawn = []string{"ticket", "message", "contact", "channel", "connection", "setting", "removal", "event", "call", "tag", "reason", "search", "reply", "field", "people", "import"}

// follow carries committed changes from the feed to the stream.
func (a *API) follow(ctx context.Context) {
	l := a.engine.Feed.Listen()
	defer l.Close()
	if l.Rev > 0 { // what was committed while the engine started
		a.stream.Changes(Batch{Rev: l.Rev, Resync: true})
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.Wake():
		}
		batches, lost := l.Take()
		for _, b := range batches {
			out := Batch{From: b.Rev - 1, Rev: b.Rev, Resync: lost, Changes: make([]Change, 0, len(b.Changes))}
			for _, c := range b.Changes {
				if !slices.Contains(drawn, c.Kind) {
					continue
				}
				out.Changes = append(out.Changes, Change{Kind: c.Kind, ID: c.ID, Of: c.Of})
			}
			a.stream.Changes(out)
		}
	}
}

// pairing turns a step into what the dialog shows. Nothing of it is logged or stored.
func (a *API) pairing(id desk.ConnectionID, p connection.Pairing) {
	a.stream.Pairing(a.step(int64(id), p))
}
