// Package demo plugs a simulated network into the program: the practice mode with its scripted customers, and an outside
// simulator named by a file. It is the only place, tests aside, that may change what the session library trusts.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// World is the simulated network of practice mode.
type World struct {
	world *world.World
	graph *graphsim.Server
	play  *scenario.Play
	next  atomic.Int64
	ctx   context.Context // of the passers-by; ends with Close
	end   context.CancelFunc
	wait  sync.WaitGroup
}

// Practice starts the simulated network with its customers, and makes the session library trust it and nothing else. Real
// connections cannot be opened in this process from then on.
func Practice() (*World, error) {
	w, err := world.New(world.Options{})
	if err != nil {
		return nil, fmt.Errorf("start the simulated network: %w", err)
	}
	play, err := scenario.Prepare(w, scenario.Bakery())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the customers: %w", err), w.Close())
	}
	root, err := w.Link().RootKey()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the simulated root: %w", err), w.Close())
	}
	graph, err := newGraph()
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	whatsmeow.WACertPubKey = root
	all := &World{world: w, graph: graph, play: play}
	all.ctx, all.end = context.WithCancel(context.Background())
	return all, nil
}

// HTTP reaches the simulated network, whatever the address asked for.
func (w *World) HTTP() (*http.Client, error) { return w.world.Link().HTTPClient() }

// Graph is what a client of the official interface needs.
func (w *World) Graph() Official { return w.graph.Link() }

// Run plays the script until ctx ends.
func (w *World) Run(ctx context.Context, log *slog.Logger) {
	if err := w.play.Run(ctx); err != nil && ctx.Err() == nil {
		log.Error("practice script ended", "err", err)
	}
}

// Close ends the simulated network.
func (w *World) Close() error {
	w.end()
	w.wait.Wait()
	return errors.Join(w.graph.Close(), w.world.Close())
}

// Scan hands the text of a QR code to the practice phone.
func (w *World) Scan(text string) error { return w.world.Business().Phone().ScanQR(text) }

// EnterCode types a pairing code on the practice phone.
func (w *World) EnterCode(code string) error { return w.world.Business().Phone().EnterPairCode(code) }

// Passers-by that write when the operator asks for a customer; fictional, like their numbers.
var passers = []struct{ number, name, text string }{
	{"5511955500301", "Marina Duarte", "Oi, bom dia! Vocês entregam hoje?"},
	{"5511955500302", "João Pedro Alves", "Boa tarde, qual o valor do bolo de pistache?"},
	{"5511955500303", "Rafael Nunes", "Meu pedido já saiu para entrega?"},
	{"5511955500304", "Beatriz Lima", "Vocês fazem cesta de café da manhã?"},
	{"5511955500305", "Studio Lume", "Precisamos de 40 brigadeiros para terça. Dá tempo?"},
}

// Write lets a customer write. With no number, the next passer-by does.
func (w *World) Write(number, text string) error {
	p := passers[int(w.next.Load())%len(passers)]
	if number == "" {
		number = p.number
		w.next.Add(1)
	}
	if text == "" {
		text = p.text
	}
	customer := w.world.Find(number)
	if customer == nil {
		name := p.name
		if number != p.number {
			name = "+" + number
		}
		customer = w.world.Customer(number, name)
		customer.Phone().SetAutoReceipt(false, false) // a person reads at a pace of their own
		w.wait.Go(func() { w.readAlong(customer) })
	}
	_, err := customer.Write(text)
	return err
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
