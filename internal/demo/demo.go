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
	own   parade
	play  *scenario.Play
	holds *holds

	visitors []visitor // of the official number
	guests   map[string][]scenario.Person

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
	return practice(people, stages())
}

func practice(people cast, of []stage) (*World, error) {
	all := &World{visitors: people.official, guests: people.guests, went: map[string]string{}, holds: newHolds()}
	all.ctx, all.end = context.WithCancel(context.Background())
	if err := all.build(people, of); err != nil {
		return nil, errors.Join(err, all.Close())
	}
	for _, p := range people.phone.People { // everybody lives on every network
		all.own.meet(p.Number, p.Name)
	}
	for _, v := range people.official {
		if len(v.Opens) > 0 {
			all.went[v.Number] = toOfficial
		}
	}
	return all, nil
}

func (w *World) build(people cast, of []stage) (err error) {
	if w.world, err = world.New(world.Options{}); err != nil {
		return fmt.Errorf("start the simulated network: %w", err)
	}
	if w.play, err = scenario.Prepare(w.world, people.phone, w.held); err != nil {
		return fmt.Errorf("prepare the customers: %w", err)
	}
	root, err := w.world.Link().RootKey()
	if err != nil {
		return fmt.Errorf("read the simulated root: %w", err)
	}
	if w.graph, err = newGraph(people.official); err != nil {
		return err
	}
	if w.own, err = newParade(of); err != nil {
		return err
	}
	whatsmeow.WACertPubKey = root
	return nil
}

// held makes a talk wait while its customer is held.
func (w *World) held(number string, c scenario.Chat) scenario.Chat {
	return w.holds.around(w.ctx, number, c)
}

// HTTP reaches the simulated network, whatever the address asked for.
func (w *World) HTTP() (*http.Client, error) { return w.world.Link().HTTPClient() }

// Graph is what a client of the official interface needs.
func (w *World) Graph() Official { return w.graph.Link() }

// Ways are the ways to the other simulated networks, by kind of connection.
func (w *World) Ways() map[string]*http.Client { return w.own.ways() }

// Accounts are what the operator enters to connect the numbers of the other networks, by kind and by the keys of the fields.
func (w *World) Accounts() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, at := range w.own {
		all[at.kind] = at.account()
	}
	return all
}

// Hold keeps a customer from confirming more than a step, "sent" or "delivered"; empty lets them go. On the official interface nobody is
// held.
func (w *World) Hold(number, at string) error { return w.holds.set(number, at) }

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
	err := w.own.close()
	if w.graph != nil {
		err = errors.Join(err, w.graph.Close())
	}
	if w.world != nil {
		err = errors.Join(err, w.world.Close())
	}
	return err
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

// call plays the people of the other networks, each from when a phone is linked there until ctx ends.
func (w *World) call(ctx context.Context) error {
	group, inner := errgroup.WithContext(ctx)
	for _, at := range w.own {
		group.Go(func() error {
			if lookUntil(inner, at.linked) != nil {
				return nil
			}
			for _, p := range w.guests[at.kind] {
				group.Go(func() error { return scenario.Act(inner, w.held(p.Number, at.person(p.Number, p.Name)), p) })
			}
			return nil
		})
	}
	return group.Wait()
}
