package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
)

// patience bounds each wait; nothing of what is waited for takes a tenth of it.
const patience = 60 * time.Second

// program is the whole program without a face, in front of a simulated network.
type program struct {
	t       *testing.T
	api     *app.API
	happens chan struct{}
	steps   chan app.PairStep
	channel int64
}

func start(t *testing.T, c app.Config, graph Official) *program {
	t.Helper()
	port := freePort(t)
	c.Dir, c.Log, c.Quit = t.TempDir(), slog.New(slog.DiscardHandler), func() {}
	c.Graph = engine.Hosts{Graph: graph.Graph, Media: graph.Media, Dialog: graph.Dialog}
	c.Settings = map[string]string{"public_address": "http://127.0.0.1:" + port, "hook_port": port}
	api, err := app.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, api: api, happens: make(chan struct{}, 1), steps: make(chan app.PairStep, 64)}
	ctx, stop := context.WithCancel(context.Background())
	followed := make(chan struct{})
	go func() { defer close(followed); api.Events(ctx, p.hear) }()
	t.Cleanup(func() {
		stop()
		<-followed
		api.Stop()
	})
	return p
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := quietPort()
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

func (p *program) hear(name string, data []byte) {
	var step app.PairStep
	if name == "pairing" && json.Unmarshal(data, &step) == nil {
		p.steps <- step
	}
	select {
	case p.happens <- struct{}{}:
	default:
	}
}

// until waits for a condition, asked again after each event of the program.
func (p *program) until(what string, condition func() bool) {
	p.t.Helper()
	end := time.After(patience)
	for !condition() {
		select {
		case <-p.happens:
		case <-end:
			p.t.Fatalf("in vain: %s", what)
		}
	}
}

func call[Ans any](p *program, name string, request any) (ans Ans) {
	p.t.Helper()
	text, err := json.Marshal(request)
	if err != nil {
		p.t.Fatal(err)
	}
	w := httptest.NewRecorder()
	p.api.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/api/call/"+name, strings.NewReader(string(text))))
	if w.Code != http.StatusOK {
		p.t.Fatalf("%s: %s", name, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &ans); err != nil {
		p.t.Fatal(err)
	}
	return ans
}

func account(l Official) map[string]string {
	return map[string]string{
		cloudapi.FieldNumber: l.Number, cloudapi.FieldAccount: l.WABA, cloudapi.FieldToken: l.Token, cloudapi.FieldSecret: l.AppSecret,
	}
}

// enter connects the official number as the main connection of a new channel and has it call us.
func (p *program) enter(values map[string]string) {
	p.t.Helper()
	got := call[app.EnterAnswer](p, "Connections.Enter", app.EnterRequest{Kind: string(cloudapi.Kind), Name: "Padaria", Values: values})
	if !got.OK || got.Connection == 0 {
		p.t.Fatalf("entered: %+v", got)
	}
	for _, f := range got.Findings {
		if f.Fault != nil {
			p.t.Errorf("%s: %s", f.What, f.Fault.Code)
		}
	}
	p.online(got.Connection)
	call[app.Empty](p, "Connections.Subscribe", app.ID{ID: got.Connection})
	p.channel = got.Channel
}

// pair adds the phone's number as the reserve. With a number a code is asked for, otherwise a picture to scan; hand carries it over.
func (p *program) pair(number string, hand func(code string)) {
	p.t.Helper()
	id := call[app.ID](p, "Channels.Reserve", app.ReserveRequest{Channel: p.channel, Kind: "waweb"}).ID
	call[app.Empty](p, "Channels.Policy", app.PolicyRequest{Channel: p.channel, Policy: "automatic"})
	p.link(id, number, hand)
}

// link links a phone to a connection.
func (p *program) link(id int64, number string, hand func(code string)) {
	p.t.Helper()
	call[app.Empty](p, "Connections.Pair", app.PairRequest{Connection: id, Phone: number})
	for step := range p.steps {
		if step.Step == "qr" && step.N == 1 || step.Step == "code" {
			hand(step.Code)
		}
		if step.Step == "linked" {
			break
		}
	}
	p.online(id)
}

func (p *program) online(id int64) {
	p.t.Helper()
	p.health(id, "online")
}

func (p *program) health(id int64, is string) {
	p.t.Helper()
	p.until(fmt.Sprintf("connection %d %s", id, is), func() bool {
		for _, c := range call[app.Snapshot](p, "System.Snapshot", app.Empty{}).Connections {
			if c.ID == id && c.Health == is {
				return true
			}
		}
		return false
	})
}

// ticket waits until somebody wrote words.
func (p *program) ticket(name, words string) (found app.Ticket) {
	p.t.Helper()
	p.until(name+" writes "+words, func() bool {
		for _, tab := range []string{"pending", "open"} {
			for _, t := range call[app.ListAnswer](p, "Tickets.List", app.ListRequest{Tab: tab, Limit: 100}).Tickets {
				if t.Name == name && p.find(t, func(m app.Message) bool { return m.Direction == "in" && m.Body == words }) != nil {
					found = t
					return true
				}
			}
		}
		return false
	})
	return found
}

func (p *program) find(t app.Ticket, fits func(app.Message) bool) *app.Message {
	p.t.Helper()
	for _, m := range call[app.Page](p, "Messages.Page", app.PageRequest{Contact: t.Contact, Limit: 100}).Messages {
		if fits(m) {
			return &m
		}
	}
	return nil
}

func (p *program) send(t app.Ticket, text string) {
	p.t.Helper()
	call[json.RawMessage](p, "Messages.Send", app.SendRequest{Ticket: t.ID, Key: "key of " + text, Text: text})
}

// reaches waits until a message of ours has one of some statuses.
func (p *program) reaches(t app.Ticket, text string, status ...string) (got app.Message) {
	p.t.Helper()
	p.until(fmt.Sprint(text, " is ", status), func() bool {
		m := p.find(t, func(m app.Message) bool { return m.Direction == "out" && m.Body == text })
		if m != nil {
			got = *m
		}
		return m != nil && slices.Contains(status, m.Status)
	})
	return got
}
