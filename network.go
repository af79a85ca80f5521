package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/demo"
	"github.com/balcao-app/balcao/internal/store"
)

// network is what the program talks to: the real one when http is nil.
type network struct {
	http     *http.Client
	practice *app.Practice
	close    func()
}

func plug(ctx context.Context, o options, log *slog.Logger) (network, error) {
	n := network{close: func() {}}
	switch o.mode() {
	case app.ModePractice:
		return practise(ctx, o, log)
	case app.ModeSimulator:
		client, err := demo.Outside(o.sim)
		n.http = client
		return n, err
	}
	return n, nil
}

// practise starts the simulated network. It remembers nothing between two starts, so neither may the data: a session of the
// last practice would be a stranger to it.
func practise(ctx context.Context, o options, log *slog.Logger) (network, error) {
	n := network{close: func() {}}
	if err := store.Wipe(o.folder()); err != nil {
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
	n.practice = &app.Practice{Scan: w.Scan, EnterCode: w.EnterCode, Write: w.Write}
	return n, nil
}
