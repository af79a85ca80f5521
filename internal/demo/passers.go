package demo

import (
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
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

// Write lets a customer write. With no number, the next passer-by does. Where both numbers of the business can be heard, passers-by
// take turns between them, and each goes on where they began; other customers take the number that their script opens.
func (w *World) Write(number, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := passers[w.next%len(passers)]
	turn := false
	if number == "" {
		number, turn = p.number, w.next%2 == 1
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
	if w.toOfficial(number, turn) {
		w.graph.Customer(number).Write(text)
		return nil
	}
	_, err := customer.Write(text)
	return err
}

// toOfficial decides where somebody writes. Before any number can be heard they write to the phone, which keeps it.
func (w *World) toOfficial(number string, turn bool) bool {
	heard, paired := heard(w.graph), len(w.world.Business().Phone().Companions()) > 0
	if !heard || !paired {
		return heard
	}
	if _, known := w.went[number]; !known {
		w.went[number] = turn
	}
	return w.went[number]
}

// meet makes sure that somebody lives on both networks.
func (w *World) meet(number, name string) *world.Customer {
	if known := w.world.Find(number); known != nil {
		return known
	}
	settle(w.graph, number, name, graphsim.Receipts{Sent: took, Delivered: rings, Read: looks})
	customer := w.world.Customer(number, name)
	customer.Phone().SetAutoReceipt(false, false) // a person reads at a pace of their own
	w.wait.Go(func() { w.readAlong(customer) })
	return customer
}

// How long a passer-by's phone takes to ring, and the person to look at it.
const (
	rings = 400 * time.Millisecond
	looks = 2 * time.Second
)

// readAlong confirms what a passer-by gets, first as delivered and then as read, until the world ends.
func (w *World) readAlong(c *world.Customer) {
	for seen := 0; ; {
		if w.world.Server().Wait(w.ctx, func() bool { return len(c.Received(seen)) > 0 }) != nil {
			return
		}
		var ids []string
		for _, text := range c.Received(seen) {
			ids = append(ids, text.ID)
		}
		seen += len(ids)
		for _, step := range []struct {
			after time.Duration
			tell  func(...string)
		}{{rings, c.Delivered}, {looks, c.Read}} {
			select {
			case <-w.ctx.Done():
				return
			case <-time.After(step.after):
				step.tell(ids...)
			}
		}
	}
}
