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

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// World is the simulated network of practice mode.
type World struct {
	world *world.World
	graph *graphsim.Server
	play  *scenario.Play

	visitors []visitor // of the official number

	ctx  context.Context // of the passers-by; ends with Close
	end  context.CancelFunc
	wait sync.WaitGroup

	mu   sync.Mutex
	next int
	went map[string]bool // who takes the official number where both can be heard
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
	whatsmeow.WACertPubKey = root
	all := &World{world: w, graph: graph, play: play, visitors: people.official, went: map[string]bool{}}
	for _, v := range people.official {
		if len(v.Opens) > 0 {
			all.went[v.Number] = true
		}
	}
	all.ctx, all.end = context.WithCancel(context.Background())
	return all, nil
}

// HTTP reaches the simulated network, whatever the address asked for.
func (w *World) HTTP() (*http.Client, error) { return w.world.Link().HTTPClient() }

// Graph is what a client of the official interface needs.
func (w *World) Graph() Official { return w.graph.Link() }

// Run plays the script until ctx ends.
func (w *World) Run(ctx context.Context, log *slog.Logger) {
	var both sync.WaitGroup
	for _, play := range []func(context.Context) error{w.play.Run, w.visit} {
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
	return errors.Join(w.graph.Close(), w.world.Close())
}

// Scan hands the text of a QR code to the practice phone.
func (w *World) Scan(text string) error { return w.world.Business().Phone().ScanQR(text) }

// EnterCode types a pairing code on the practice phone.
func (w *World) EnterCode(code string) error { return w.world.Business().Phone().EnterPairCode(code) }
