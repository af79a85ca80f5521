package demo

import (
	"net/http"
	"testing"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport/wuzapi"
	"github.com/balcao-app/balcao/internal/transport/wwebjs"
)

// TestTheServersOfPracticeWork: each is entered with its practice account, its code is scanned by the practice phone, somebody writes,
// and the answer is read.
func TestTheServersOfPracticeWork(t *testing.T) {
	for _, c := range []struct {
		kind       desk.Kind
		name, says string
	}{
		{wwebjs.Kind, "Helena Castro", "Bom dia! Ainda dá para encomendar torta de limão?"},
		{wuzapi.Kind, "Otávio Rangel", "Boa tarde, vocês têm pão de fermentação natural?"},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			_, p := practise(t)
			values := call[app.PracticeAccount](p, "Practice.Account", app.PracticeAccountRequest{Kind: string(c.kind)}).Values
			got := call[app.EnterAnswer](p, "Connections.Enter", app.EnterRequest{Kind: string(c.kind), Name: "Padaria", Values: values})
			if !got.OK || got.Connection == 0 || got.Number != "" {
				t.Fatalf("entered: %+v", got)
			}
			if c.kind == wuzapi.Kind {
				call[app.Empty](p, "Connections.Subscribe", app.ID{ID: got.Connection})
			}
			call[app.Empty](p, "Connections.Pair", app.PairRequest{Connection: got.Connection})
			for step := range p.steps {
				if step.Step == "qr" && step.N == 1 {
					call[app.Empty](p, "Practice.Scan", app.ScanRequest{})
				}
				if step.Step == "linked" {
					break
				}
			}
			p.online(got.Connection)
			talk := p.ticket(c.name, c.says)
			p.send(talk, "Temos sim!")
			p.reaches(talk, "Temos sim!", "read")
		})
	}
}

// TestOnlySimulatedServersAreReached: the way to them leads nowhere else.
func TestOnlySimulatedServersAreReached(t *testing.T) {
	own, err := newParade()
	if err != nil {
		t.Fatal(err)
	}
	defer own.close()
	away := own.links.HTTP()
	for _, address := range []string{"http://127.0.0.1:1", "http://example.com"} {
		if r, err := away.Get(address); err == nil {
			r.Body.Close()
			t.Errorf("%s was reached", address)
		}
	}
	r, err := away.Get(own.links.Wwebjs.Address + "/ping")
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%v", err)
	}
	r.Body.Close()
}
