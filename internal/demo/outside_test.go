package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
	"github.com/balcao-app/balcao/internal/transport/wuzapi"
)

// helmsman is the interface of one simulator, as another process sees it.
type helmsman struct {
	t           *testing.T
	base, token string
}

func (s helmsman) do(method, path string, body, answer any) {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	q, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, bytes.NewReader(text))
	if err != nil {
		s.t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+s.token)
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(answer); err != nil || r.StatusCode != http.StatusOK {
		s.t.Fatalf("%s %s: %s, %v", method, path, r.Status, err)
	}
}

func (s helmsman) clean() {
	s.t.Helper()
	var state struct{ Unknown, Errors []string }
	s.do("GET", "/state", nil, &state)
	if len(state.Unknown)+len(state.Errors) > 0 {
		s.t.Errorf("the simulator complains: %+v", state)
	}
}

// simulate runs both simulators and returns their line.
func simulate(t *testing.T) []byte {
	t.Helper()
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Simulate(ctx, in) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the simulators end with %v", err)
		}
	})
	var line json.RawMessage
	if err := json.NewDecoder(out).Decode(&line); err != nil {
		t.Fatal(err)
	}
	return line
}

func outside(t *testing.T, line []byte) (Outer, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "simulator.json")
	if err := os.WriteFile(file, line, 0o600); err != nil {
		t.Fatal(err)
	}
	return Outside(file)
}

func TestTheOfficialNumberOfASimulatorWorks(t *testing.T) {
	line := simulate(t)
	var hands struct {
		Control, Token string
		Graph          struct {
			Control string
			Token   string `json:"control_token"`
		}
	}
	if err := json.Unmarshal(line, &hands); err != nil {
		t.Fatal(err)
	}
	phones, graph := helmsman{t, hands.Control, hands.Token}, helmsman{t, hands.Graph.Control, hands.Graph.Token}
	defer func() { phones.clean(); graph.clean() }()
	outer, err := outside(t, line)
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, app.Config{Mode: app.ModeSimulator, HTTP: outer.HTTP}, outer.Graph)
	p.enter(account(outer.Graph))
	p.pair(world.DefaultNumber, func(code string) {
		phones.do("POST", "/pair-code", map[string]string{"code": code}, &struct{}{})
	})
	const ana = "5511955500401"
	phones.do("POST", "/customers", map[string]string{"number": ana, "name": "Ana"}, &struct{}{})
	graph.do("POST", "/customers", map[string]string{"key": ana, "name": "Ana"}, &struct{}{})
	graph.do("POST", "/customers/"+ana+"/write", map[string]string{"text": "Oi"}, &struct{}{})
	talk := p.ticket("Ana", "Oi")
	p.send(talk, "Olá, Ana")
	p.reaches(talk, "Olá, Ana", "delivered")
	graph.do("POST", "/customers/"+ana+"/read", nil, &struct{}{})
	p.reaches(talk, "Olá, Ana", "read")
	graph.do("POST", "/customers/"+ana+"/window", nil, &struct{}{})
	p.send(talk, "Ainda aí?")
	if m := p.reaches(talk, "Ainda aí?", "delivered"); !m.Reserve {
		t.Errorf("not by the reserve: %+v", m)
	}
}

func TestWithoutASimulatedOfficialInterfaceNothingOfItLeaves(t *testing.T) {
	var line map[string]json.RawMessage
	if err := json.Unmarshal(simulate(t), &line); err != nil {
		t.Fatal(err)
	}
	graph := line["graph"]
	delete(line, "graph")
	text, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	outer, err := outside(t, text)
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, app.Config{Mode: app.ModeSimulator, HTTP: outer.HTTP}, outer.Graph)
	var known Official
	if err := json.Unmarshal(graph, &known); err != nil {
		t.Fatal(err)
	}
	got := call[app.EnterAnswer](p, "Connections.Enter", app.EnterRequest{Kind: string(cloudapi.Kind), Name: "Padaria", Values: account(known)})
	if got.OK || len(got.Findings) != 1 || got.Findings[0].Fault == nil || got.Findings[0].Fault.Code != "offline" {
		t.Errorf("entered: %+v", got)
	}
	line["graph"] = json.RawMessage(`{"graph":"http://127.0.0.1:1"}`)
	if text, err = json.Marshal(line); err != nil {
		t.Fatal(err)
	}
	if _, err := outside(t, text); err == nil {
		t.Error("half a description of the official interface was taken")
	}
}

// TestTheServersOfASimulatorWork: each is entered with the account that the simulator's line has, linked, talked over, taken away and
// brought back, all of it steered from outside.
func TestTheServersOfASimulatorWork(t *testing.T) {
	line := simulate(t)
	var hands struct {
		Control, Token string
		Servers        map[string]Server
	}
	if err := json.Unmarshal(line, &hands); err != nil {
		t.Fatal(err)
	}
	outer, err := outside(t, line)
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, app.Config{Mode: app.ModeSimulator, HTTP: outer.HTTP, Ways: byKind(outer.Ways)}, outer.Graph)
	for kind, s := range hands.Servers {
		t.Run(kind, func(t *testing.T) {
			steerServer(t, p, kind, s, helmsman{t, hands.Control + "/servers/" + kind, hands.Token})
		})
	}
}

func steerServer(t *testing.T, p *program, kind string, s Server, far helmsman) {
	defer far.clean()
	const bia = "5511955500402"
	got := call[app.EnterAnswer](p, "Connections.Enter", app.EnterRequest{Kind: kind, Name: "Loja " + kind, Values: s.Account})
	if !got.OK || got.Connection == 0 {
		t.Fatalf("entered: %+v", got)
	}
	if kind == string(wuzapi.Kind) {
		call[app.Empty](p, "Connections.Subscribe", app.ID{ID: got.Connection})
	}
	p.link(got.Connection, s.Number, func(code string) { far.do("POST", "/pair-code", map[string]string{"code": code}, &struct{}{}) })
	far.do("POST", "/customers", map[string]string{"number": bia, "name": "Bia " + kind}, &struct{}{})
	far.do("POST", "/customers/"+bia+"/write", map[string]string{"text": "Oi"}, &struct{}{})
	talk := p.ticket("Bia "+kind, "Oi")
	p.send(talk, "Olá, Bia "+kind)
	p.reaches(talk, "Olá, Bia "+kind, "sent", "delivered")
	far.do("POST", "/customers/"+bia+"/read", nil, &struct{}{})
	p.reaches(talk, "Olá, Bia "+kind, "read")

	far.do("POST", "/away", map[string]bool{"on": true}, &struct{}{})
	p.send(talk, "Até já, "+kind)
	p.health(got.Connection, "retrying")
	p.reaches(talk, "Até já, "+kind, "queued")
	far.do("POST", "/away", map[string]bool{"on": false}, &struct{}{})
	call[app.Empty](p, "Connections.Connect", app.ID{ID: got.Connection})
	p.reaches(talk, "Até já, "+kind, "sent", "delivered")
	var texts []struct{ Text string }
	far.do("GET", "/customers/"+bia+"/received?after=1&wait=30s", nil, &texts)
	if len(texts) != 1 || texts[0].Text != "Até já, "+kind {
		t.Errorf("it arrived as %v", texts)
	}
}

// TestHowServersAreSteered: what cannot be meant is refused, and nobody steers who may not.
func TestHowServersAreSteered(t *testing.T) {
	var hands struct{ Control, Token string }
	if err := json.Unmarshal(simulate(t), &hands); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		token, method, path, body string
		status                    int
	}{
		"a stranger":        {"x", "GET", "/servers/wwebjs/state", "", http.StatusUnauthorized},
		"no such network":   {hands.Token, "GET", "/servers/nowhere/state", "", http.StatusBadRequest},
		"no such call":      {hands.Token, "GET", "/servers/wwebjs/nothing", "", http.StatusNotFound},
		"no number":         {hands.Token, "POST", "/servers/wwebjs/customers", `{"number":"1","name":"x"}`, http.StatusBadRequest},
		"another member":    {hands.Token, "POST", "/servers/wwebjs/away", `{"off":true}`, http.StatusBadRequest},
		"no code":           {hands.Token, "POST", "/servers/wuzapi/scan", "", http.StatusConflict},
		"a code of nobody":  {hands.Token, "POST", "/servers/wuzapi/scan", `{"qr":"x"}`, http.StatusConflict},
		"an endless wait":   {hands.Token, "GET", "/servers/wuzapi/customers/5511955500402/received?wait=1h", "", http.StatusBadRequest},
		"somebody's letter": {hands.Token, "POST", "/servers/wuzapi/customers/x/write", `{"text":"x"}`, http.StatusBadRequest},
	} {
		q, err := http.NewRequestWithContext(t.Context(), c.method, hands.Control+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Authorization", "Bearer "+c.token)
		r, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		if r.Body.Close(); r.StatusCode != c.status {
			t.Errorf("%s: %s", name, r.Status)
		}
	}
}
