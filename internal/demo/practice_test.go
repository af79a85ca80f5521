package demo

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
)

// hasten makes people as quick as the test wants them; the order of their words stays.
func hasten(p *scenario.Person) {
	quick := func(d *scenario.Duration) { *d = min(*d, scenario.Duration(50*time.Millisecond)) }
	for _, d := range []*scenario.Duration{&p.Arrives, &p.Pace.Delivered, &p.Pace.Read, &p.Pace.Think, &p.Pace.PerLetter} {
		quick(d)
	}
	p.Pace.PerLetter = min(p.Pace.PerLetter, scenario.Duration(time.Millisecond))
}

func practise(t *testing.T) (*World, *program) {
	t.Helper()
	people, err := assemble()
	if err != nil {
		t.Fatal(err)
	}
	for i := range people.phone.People {
		hasten(&people.phone.People[i])
	}
	for i := range people.official {
		hasten(&people.official[i].Person)
	}
	w, err := practice(people)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); w.Run(ctx, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		stop()
		<-ended
		w.clean(t)
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	network, err := w.HTTP()
	if err != nil {
		t.Fatal(err)
	}
	values := account(w.Graph())
	return w, start(t, app.Config{Mode: app.ModePractice, HTTP: network,
		Practice: &app.Practice{Scan: w.Scan, EnterCode: w.EnterCode, Write: w.Write, Account: values}}, w.Graph())
}

// clean checks that neither network has anything to complain about.
func (w *World) clean(t *testing.T) {
	t.Helper()
	for _, what := range append(w.graph.Unknown(), w.world.Server().Unknown()...) {
		t.Errorf("not understood: %s", what)
	}
	for _, err := range append(w.graph.Errors(), w.world.Errors()...) {
		t.Errorf("went wrong: %v", err)
	}
}

func practiceAccount(p *program) map[string]string {
	p.t.Helper()
	return call[app.PracticeAccount](p, "Practice.Account", app.Empty{}).Values
}

func TestTheOfficialNumberOfPracticeWorks(t *testing.T) {
	w, p := practise(t)
	p.enter(practiceAccount(p))
	bruno := p.ticket("Bruno Tavares", "opa, esse número novo tbm é de vcs?")
	p.send(bruno, "É sim, entregamos por aqui também")
	p.reaches(bruno, "É sim, entregamos por aqui também", "read")
	p.ticket("Bruno Tavares", "quero 2 fatias de red velvet e 1 brownie")
	if got := w.graph.Customer("5511955500205").Received(); len(got) != 1 {
		t.Errorf("it arrived %d times", len(got))
	}
	if err := w.Write("", ""); err != nil {
		t.Fatal(err)
	}
	marina := p.ticket("Marina Duarte", "Oi, bom dia! Vocês entregam hoje?")
	p.send(marina, "Entregamos!")
	p.reaches(marina, "Entregamos!", "read")
}

func TestTheReserveDeliversWhatTheOfficialNumberOfPracticeRefuses(t *testing.T) {
	for name, pairFirst := range map[string]bool{"reserve there": true, "no reserve": false} {
		t.Run(name, func(t *testing.T) {
			w, p := practise(t)
			p.enter(practiceAccount(p))
			if pairFirst {
				p.pair("", func(string) { call[app.Empty](p, "Practice.Scan", app.ScanRequest{}) })
			}
			lucia := p.ticket("Lúcia Prado", "Vocês têm pão de queijo congelado?")
			const words = "Temos, o pacote sai por R$ 30,00"
			p.send(lucia, words)
			if !pairFirst {
				if m := p.reaches(lucia, words, "failed"); m.Fault == nil || m.Fault.Code != "window_closed" {
					t.Errorf("fault %+v", m.Fault)
				}
				return
			}
			if m := p.reaches(lucia, words, "read"); !m.Reserve {
				t.Errorf("not by the reserve: %+v", m)
			}
			if got := w.world.Find("5511955500209").Received(0); len(got) != 1 || got[0].Text != words {
				t.Errorf("received %v", got)
			}
			if got := w.graph.Customer("5511955500209").Received(); len(got) != 0 {
				t.Errorf("the official number delivered %v", got)
			}
			p.ticket("Lúcia Prado", "Que bom! Separa dois pacotes pra mim?")
		})
	}
}

func TestEverybodyLivesOnBothNetworks(t *testing.T) {
	c, err := assemble()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.official) != len(c.phone.People) {
		t.Fatalf("%d on the official number, %d on the phone", len(c.official), len(c.phone.People))
	}
	refused := 0
	for i, v := range c.official {
		p := c.phone.People[i]
		if v.Number != p.Number || v.Name != p.Name || v.Name == "" || v.Closing == "" || v.Pace.Read == 0 {
			t.Errorf("%s and %s are not one whole person", v.Name, p.Name)
		}
		if v.Refused {
			refused++
			if len(v.Opens) == 0 || len(p.Opens) > 0 {
				t.Errorf("%s does not write to the official number alone", v.Name)
			}
		}
	}
	if refused != 1 {
		t.Errorf("%d people are refused", refused)
	}
}
