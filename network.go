package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/demo"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
)

// network is what the program talks to: the real one when http is nil.
type network struct {
	http     *http.Client
	graph    engine.Hosts
	ways     engine.Ways
	pages    engine.Pages
	settings map[string]string
	replies  []desk.Reply
	practice *app.Practice
	close    func()
}

// plug finds the network of the mode. Of a simulated one the web is simulated too: no link leads out of it.
func plug(ctx context.Context, o options, log *slog.Logger) (network, error) {
	n, err := inMode(ctx, o, log)
	if err != nil || o.mode() == app.ModeReal {
		return n, err
	}
	pages, end, err := demo.Web()
	if err != nil {
		n.close()
		return n, err
	}
	leave := n.close
	n.pages, n.close = engine.Pages(pages), func() {
		leave()
		if err := end(); err != nil {
			log.Warn("simulated web not closed", "err", err)
		}
	}
	return n, nil
}

func inMode(ctx context.Context, o options, log *slog.Logger) (network, error) {
	n := network{close: func() {}}
	switch o.mode() {
	case app.ModePractice:
		return practise(ctx, o, log)
	case app.ModeSimulator:
		outer, err := demo.Outside(o.sim)
		if err != nil {
			return n, &desk.Fault{Code: codeSimulator, Next: desk.Stop, Err: err}
		}
		n.http, n.graph, n.ways = outer.HTTP, hosts(outer.Graph), byKind(outer.Ways)
	}
	return n, nil
}

func hosts(l demo.Official) engine.Hosts {
	return engine.Hosts{Graph: l.Graph, Media: l.Media, Dialog: l.Dialog}
}

// practise starts the simulated network. It remembers nothing between two starts, so neither may the data: a session of the
// last practice would be a stranger to it.
func practise(ctx context.Context, o options, log *slog.Logger) (network, error) {
	n := network{close: func() {}}
	if err := store.Wipe(o.folder()); err != nil {
		return n, err
	}
	settings, err := door()
	if err != nil {
		return n, err
	}
	w, err := demo.Practice()
	if err != nil {
		return n, err
	}
	if n.http, err = w.HTTP(); err != nil {
		return n, err
	}
	play, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); w.Run(play, log) }()
	n.close = func() {
		end()
		<-done
		if err := w.Close(); err != nil {
			log.Warn("simulated network not closed", "err", err)
		}
	}
	n.graph, n.ways, n.settings, n.replies = hosts(w.Graph()), byKind(w.Ways()), settings, replies()
	n.practice = &app.Practice{Scan: w.Scan, EnterCode: w.EnterCode, Write: w.Write, Hold: w.Hold, Accounts: accounts(w)}
	return n, nil
}

func replies() (all []desk.Reply) {
	for _, r := range demo.Replies() {
		all = append(all, desk.Reply{Shortcut: r.Shortcut, Text: r.Text})
	}
	return all
}

// byKind names by its kind what a simulated network names by a word.
func byKind[V any](by map[string]V) map[desk.Kind]V {
	all := map[desk.Kind]V{}
	for kind, v := range by {
		all[desk.Kind(kind)] = v
	}
	return all
}

// accounts are what the operator enters to connect the practice numbers, and to sign in for the official one.
func accounts(w *demo.World) map[desk.Kind]map[string]string {
	all, l := byKind(w.Accounts()), w.Graph()
	all[cloudapi.Kind] = map[string]string{
		cloudapi.FieldNumber: l.Number, cloudapi.FieldAccount: l.WABA, cloudapi.FieldToken: l.Token, cloudapi.FieldSecret: l.AppSecret,
		cloudapi.FieldApp: l.AppID, cloudapi.FieldConfig: l.ConfigID,
	}
	return all
}

// door lets the simulated network call us without anything to set up: it lives on this computer, so the local port is the public
// address as well. The port is a free one, because the usual one may be the real program's.
func door() (map[string]string, error) {
	l, err := quietPort()
	if err != nil {
		return nil, fmt.Errorf("find a free port: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		return nil, fmt.Errorf("free the port that was found: %w", err)
	}
	return map[string]string{"public_address": fmt.Sprintf("http://127.0.0.1:%d", port), "hook_port": strconv.Itoa(port)}, nil
}

// quietPort listens on a free port that no connection leaves by: systems give those from 32768 on, and could take it between two uses.
func quietPort() (l net.Listener, err error) {
	for range 100 {
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))); err == nil {
			return l, nil
		}
	}
	return nil, err
}
