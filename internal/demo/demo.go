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

	"go.mau.fi/whatsmeow"
	"golang.org/x/sync/errgroup"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// World is the simulated network of practice mode.
type World struct {
	world *world.World
	graph *graphsim.Server
	own   *parade
	play  *scenario.Play

	visitors []visitor // of the official number
	guests   map[place][]scenario.Person

	ctx  context.Context // of the passers-by; ends with Close
	end  context.CancelFunc
	wait sync.WaitGroup

	mu   sync.Mutex
	next int
	went map[string]string // where a passer-by writes
}

// Practice starts the simulated network with its customers, and makes the session library trust it and nothing else. Real
// connections cannot be opened in this process from then on.
func Practice() (*World, error) {
	people, err := assemble()
	if err != nil {
		return nil, err
	}
	return practice(people)
}

func practice(people cast) (*World, error) {
	w, err := world.New(world.Options{})
	if err != nil {
		return nil, fmt.Errorf("start the simulated network: %w", err)
	}
	play, err := scenario.Prepare(w, people.phone)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the customers: %w", err), w.Close())
	}
	root, err := w.Link().RootKey()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the simulated root: %w", err), w.Close())
	}
	graph, err := newGraph(people.official)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	own, err := newParade()
	if err != nil {
		return nil, errors.Join(err, graph.Close(), w.Close())
	}
	whatsmeow.WACertPubKey = root
	all := &World{world: w, graph: graph, own: own, play: play, visitors: people.official, went: map[string]string{},
		guests: map[place][]scenario.Person{own.wwebjs: people.wwebjs, own.wuzapi: people.wuzapi}}
	for _, p := range people.phone.People { // everybody lives on every network
		own.meet(p.Number, p.Name)
	}
	for _, v := range people.official {
		if len(v.Opens) > 0 {
			all.went[v.Number] = toOfficial
		}
	}
	all.ctx, all.end = context.WithCancel(context.Background())
	return all, nil
}

// HTTP reaches the simulated network, whatever the address asked for.
func (w *World) HTTP() (*http.Client, error) { return w.world.Link().HTTPClient() }

// Graph is what a client of the official interface needs.
func (w *World) Graph() Official { return w.graph.Link() }

// Servers are what clients of the simulated servers need.
func (w *World) Servers() Servers { return w.own.links }

// Run plays the script until ctx ends.
func (w *World) Run(ctx context.Context, log *slog.Logger) {
	var both sync.WaitGroup
	for _, play := range []func(context.Context) error{w.play.Run, w.visit, w.call} {
		both.Go(func() {
			if err := play(ctx); err != nil && ctx.Err() == nil {
				log.Error("practice script ended", "err", err)
			}
		})
	}
	both.Wait()
}

// Close ends the simulated network.
func (w *World) Close() error {
	w.end()
	w.wait.Wait()
	return errors.Join(w.graph.Close(), w.own.close(), w.world.Close())
}

// Scan hands the text of a QR code to the practice phone of the network that shows it.
func (w *World) Scan(text string) error {
	if w.own.scan(text) {
		return nil
	}
	return w.world.Business().Phone().ScanQR(text)
}

// EnterCode types a pairing code on the practice phone of the network that shows it.
func (w *World) EnterCode(code string) error {
	if w.own.enter(code) {
		return nil
	}
	return w.world.Business().Phone().EnterPairCode(code)
}

// call plays the people of the servers, each from when a phone is linked there until ctx ends.
func (w *World) call(ctx context.Context) error {
	group, inner := errgroup.WithContext(ctx)
	for at, people := range w.guests {
		group.Go(func() error {
			if lookUntil(inner, at.linked) != nil {
				return nil
			}
			for _, p := range people {
				group.Go(func() error { return scenario.Act(inner, at.person(p.Number, p.Name), p) })
			}
			return nil
		})
	}
	return group.Wait()
}
