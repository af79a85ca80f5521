package demo

import (
	"testing"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
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

// TestOnlySimulatedServersAreReached: the way to each leads nowhere else, not even to the others.
func TestOnlySimulatedServersAreReached(t *testing.T) {
	own, err := newParade(stages())
	if err != nil {
		t.Fatal(err)
	}
	defer own.close()
	for i, at := range own {
		away := own.ways()[at.kind]
		for _, address := range []string{"http://127.0.0.1:1", "http://example.com", "http://" + own[(i+1)%len(own)].address()} {
			if r, err := away.Get(address); err == nil {
				r.Body.Close()
				t.Errorf("%s: %s was reached", at.kind, address)
			}
		}
		r, err := away.Get("http://" + at.address() + "/")
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
	}
}

// TestAServerGoesAndComesBack: while it is away nobody gets in, and who was inside is cut.
func TestAServerGoesAndComesBack(t *testing.T) {
	own, err := newParade(stages())
	if err != nil {
		t.Fatal(err)
	}
	defer own.close()
	for _, at := range own {
		client := own.ways()[at.kind]
		reach := func() error {
			r, err := client.Get("http://" + at.address() + "/")
			if err == nil {
				err = r.Body.Close()
			}
			return err
		}
		for _, away := range []bool{true, true, false, false, true} { // twice is once
			if err := at.away(away); err != nil {
				t.Fatal(err)
			}
			if err := reach(); (err != nil) != away {
				t.Errorf("%s, away %t: %v", at.kind, away, err)
			}
		}
	}
}

// TestPracticeKnowsTheFields: what practice fills in fits the forms.
func TestPracticeKnowsTheFields(t *testing.T) {
	own, err := newParade(stages())
	if err != nil {
		t.Fatal(err)
	}
	defer own.close()
	drivers := map[string]transport.Driver{string(wwebjs.Kind): wwebjs.Driver(), string(wuzapi.Kind): wuzapi.Driver(wuzapi.Options{})}
	for _, at := range own {
		left := at.account()
		for _, f := range drivers[at.kind].Fields {
			value, known := left[f.Key]
			if delete(left, f.Key); !known && !f.Optional || known && f.Check != nil && f.Check(value) != nil {
				t.Errorf("%s: %s is %q", at.kind, f.Key, value)
			}
		}
		if len(left) > 0 {
			t.Errorf("%s has no %v", at.kind, left)
		}
	}
}
