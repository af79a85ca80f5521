package demo

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// Passers-by that write when the operator asks for a customer; fictional, like their numbers.
var passers = []struct{ number, name, text string }{
	{"5511955500301", "Marina Duarte", "Oi, bom dia! Vocês entregam hoje?"},
	{"5511955500302", "João Pedro Alves", "Boa tarde, qual o valor do bolo de pistache?"},
	{"5511955500303", "Rafael Nunes", "Meu pedido já saiu para entrega?"},
	{"5511955500304", "Beatriz Lima", "Vocês fazem cesta de café da manhã?"},
	{"5511955500305", "Studio Lume", "Precisamos de 40 brigadeiros para terça. Dá tempo?"},
}

// Where somebody may write.
const (
	toPhone    = "phone"
	toOfficial = "official"
	// and otherwise the kind of another network
)

// Write lets a customer write. With no number, the next passer-by does. Where several numbers of the business can be heard, passers-by
// take turns between them, and each goes on where they began; other customers take the number that their script opens.
func (w *World) Write(number, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := passers[w.next%len(passers)]
	turn := 0
	if number == "" {
		number, turn = p.number, w.next
		w.next++
	}
	if text == "" {
		text = p.text
	}
	name := p.name
	if number != p.number {
		name = "+" + number
	}
	customer := w.meet(number, name)
	to := w.where(number, turn)
	if to == toOfficial {
		w.graph.Customer(number).Write(text)
		return nil
	}
	talk := scenario.InWorld(w.world, customer)
	if i := slices.IndexFunc(w.own, func(at scene) bool { return at.kind == to }); i >= 0 {
		talk = w.own[i].person(number, name)
	}
	_, err := talk.Write(text)
	return err
}

// where decides to which number somebody writes. Before any can be heard they write to the phone, which keeps it.
func (w *World) where(number string, turn int) string {
	var open []string
	if len(w.world.Business().Phone().Companions()) > 0 {
		open = append(open, toPhone)
	}
	if heard(w.graph) {
		open = append(open, toOfficial)
	}
	for _, at := range w.own {
		if at.linked() {
			open = append(open, at.kind)
		}
	}
	switch {
	case len(open) == 0:
		return toPhone
	case len(open) == 1:
		return open[0]
	}
	if at, known := w.went[number]; !known || !slices.Contains(open, at) {
		w.went[number] = open[turn%len(open)]
	}
	return w.went[number]
}

// meet makes sure that somebody lives on both networks.
func (w *World) meet(number, name string) *world.Customer {
	if known := w.world.Find(number); known != nil {
		return known
	}
	for _, at := range w.own {
		w.attend(number, at.person(number, name))
	}
	settle(w.graph, number, name, graphsim.Receipts{Sent: took, Delivered: rings, Read: looks})
	customer := w.world.Customer(number, name)
	customer.Phone().SetAutoReceipt(false, false) // a person reads at a pace of their own
	w.attend(number, scenario.InWorld(w.world, customer))
	return customer
}

// How long a passer-by's phone takes to ring, and the person to look at it.
const (
	rings = 400 * time.Millisecond
	looks = 2 * time.Second
)

// attend confirms what a passer-by gets, first as delivered and then as read, until the world ends.
func (w *World) attend(number string, c scenario.Chat) {
	pace := scenario.Pace{Delivered: scenario.Duration(rings), Read: scenario.Duration(looks)}
	w.wait.Go(func() { _ = scenario.Act(w.ctx, w.held(number, c), scenario.Person{Pace: pace}) })
}
