package demo

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
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
	return practiseOn(t, stages())
}

// practiseOn is the program in practice mode on the usual two networks and on some others, with more ways into them than it has by itself.
func practiseOn(t *testing.T, on []stage, more ...transport.Driver) (*World, *program) {
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
	for _, guests := range people.guests {
		for i := range guests {
			hasten(&guests[i])
		}
	}
	w, err := practice(people, on)
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
	return w, start(t, app.Config{Mode: app.ModePractice, HTTP: network, Ways: byKind(w.Ways()), More: more,
		Practice: &app.Practice{Scan: w.Scan, EnterCode: w.EnterCode, Write: w.Write, Hold: w.Hold, Accounts: accounts(w)}}, w.Graph())
}

func byKind[V any](by map[string]V) map[desk.Kind]V {
	all := map[desk.Kind]V{}
	for kind, v := range by {
		all[desk.Kind(kind)] = v
	}
	return all
}

func accounts(w *World) map[desk.Kind]map[string]string {
	all := byKind(w.Accounts())
	all[cloudapi.Kind] = account(w.Graph())
	return all
}

// clean checks that neither network has anything to complain about.
func (w *World) clean(t *testing.T) {
	t.Helper()
	for _, what := range slices.Concat(w.graph.Unknown(), w.world.Server().Unknown(), w.own.trouble()) {
		t.Errorf("not understood: %s", what)
	}
	for _, err := range append(w.graph.Errors(), w.world.Errors()...) {
		t.Errorf("went wrong: %v", err)
	}
}

func practiceAccount(p *program) map[string]string {
	p.t.Helper()
	return call[app.PracticeAccount](p, "Practice.Account", app.PracticeAccountRequest{Kind: string(cloudapi.Kind)}).Values
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

const (
	lucia = "5511955500209"
	asks  = "Vocês têm pão de queijo congelado?"
	words = "Temos, o pacote sai por R$ 30,00"
)

func (p *program) scan() {
	p.t.Helper()
	p.pair("", func(string) { call[app.Empty](p, "Practice.Scan", app.ScanRequest{}) })
}

// byReserve checks that Lúcia read our words on the phone's network alone, and answers.
func byReserve(w *World, p *program, talk app.Ticket) {
	p.t.Helper()
	if m := p.reaches(talk, words, "read"); !m.Reserve {
		p.t.Errorf("not by the reserve: %+v", m)
	}
	if got := w.world.Find(lucia).Received(0); len(got) != 1 || got[0].Text != words {
		p.t.Errorf("received %v", got)
	}
	if got := w.graph.Customer(lucia).Received(); len(got) != 0 {
		p.t.Errorf("the official number delivered %v", got)
	}
	p.ticket("Lúcia Prado", "Que bom! Separa dois pacotes pra mim?")
}

func TestTheReserveDeliversWhatTheOfficialNumberOfPracticeRefuses(t *testing.T) {
	w, p := practise(t)
	p.enter(practiceAccount(p))
	p.scan()
	talk := p.ticket("Lúcia Prado", asks)
	p.send(talk, words)
	byReserve(w, p, talk)
}

func TestWhatWasRefusedLeavesOnceThereIsAReserve(t *testing.T) {
	w, p := practise(t)
	p.enter(practiceAccount(p))
	talk := p.ticket("Lúcia Prado", asks)
	p.send(talk, words)
	refused := p.reaches(talk, words, "failed")
	if refused.Fault == nil || refused.Fault.Code != "window_closed" {
		t.Errorf("fault %+v", refused.Fault)
	}
	p.scan()
	call[app.Empty](p, "Messages.Retry", app.ID{ID: refused.ID})
	byReserve(w, p, talk)
}

func TestTemplatesReachEverybodyInPractice(t *testing.T) {
	w, p := practise(t)
	p.enter(practiceAccount(p))
	talk := p.ticket("Lúcia Prado", asks)
	const text = "Oi, Lúcia! Podemos continuar a nossa conversa por aqui?"
	call[json.RawMessage](p, "Messages.Send", app.SendRequest{Ticket: talk.ID, Key: "template", Text: text, Template: &desk.TemplateUse{
		Name: "retomar_conversa", Language: "pt_BR", Body: []desk.Value{{Kind: desk.Text, Text: "Lúcia"}},
	}})
	p.reaches(talk, text, "read")
	if got := w.graph.Customer(lucia).Received(); len(got) != 1 || got[0].Type != "template" {
		t.Errorf("received %v", got)
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

// TestACustomerIsHeld: what reaches somebody gets no further than the step at which they are held, for as long as they are.
func TestACustomerIsHeld(t *testing.T) {
	w, p := practise(t)
	made := call[app.Created](p, "Channels.Create", app.CreateRequest{Kind: "waweb", Name: "Padaria"})
	p.link(made.Connection, "", func(string) { call[app.Empty](p, "Practice.Scan", app.ScanRequest{}) })
	const bruno = "5511955500205"
	hold := func(at string) {
		call[app.Empty](p, "Practice.Hold", app.HoldRequest{Customer: bruno, At: at})
	}
	hold(heldOff)
	call[app.Empty](p, "Practice.Write", app.WriteRequest{Customer: bruno, Text: "Oi"})
	talk := p.ticket("Bruno Tavares", "Oi")
	p.send(talk, "Olá, Bruno")
	p.reaches(talk, "Olá, Bruno", "sent")
	p.until("it arrives", func() bool { return len(w.world.Find(bruno).Received(0)) == 1 })
	p.reaches(talk, "Olá, Bruno", "sent")
	hold(heldUnread)
	p.reaches(talk, "Olá, Bruno", "delivered")
	hold(free)
	p.reaches(talk, "Olá, Bruno", "read")
	if err := w.Hold(bruno, "nowhere"); err == nil {
		t.Error("somebody is held nowhere")
	}
}
