// Command balcao answers a small business's WhatsApp customers from one desktop program.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/app/browser"
	"github.com/balcao-app/balcao/app/window"
	"github.com/balcao-app/balcao/frontend"
	"github.com/balcao-app/balcao/internal/demo"
)

// version is set when a release is built.
var version = "0.1.0-dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := start(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "balcao:", sentence(err, language()))
		stop()
		os.Exit(1)
	}
}

func start(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == "sim" {
		return demo.Simulate(ctx, os.Stdout)
	}
	o, err := parse(args, os.Stderr)
	if err != nil {
		return err
	}
	o.browser = o.browser || !window.CanOpen()
	return run(ctx, o)
}

// run is one life of the program: the network it talks to, the engine behind the API, and a face in front of it.
func run(ctx context.Context, o options) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	slog.SetDefault(log)
	life := ctx
	ctx, quit := context.WithCancel(ctx)
	defer quit()
	net, err := plug(ctx, o, log)
	if err != nil {
		return err
	}
	open, closed := context.WithCancel(ctx)
	defer closed()
	next := &successor{life: life, open: open, options: o, patience: patience, quit: quit}
	notices := &window.Notices{}
	api, err := app.Start(ctx, app.Config{Dir: o.folder(), Version: version, Face: face(o), Mode: o.mode(), HTTP: net.http, Graph: net.graph,
		Ways: net.ways, Pages: net.pages, Settings: net.settings, Replies: net.replies, Log: log, Practice: net.practice, Notifier: notifier(o, notices),
		Relaunch: next.launch, Quit: quit})
	if err != nil {
		net.close()
		return err
	}
	err = show(ctx, o, api, notices, log)
	closed()
	api.Stop()
	net.close() // before the wait: what took over already runs, for hours perhaps, and nobody uses this simulated network any more
	return errors.Join(err, next.wait())
}

func face(o options) string {
	if o.browser {
		return "browser"
	}
	return "window"
}

// notifier is what shows notices beside the page; a page in a browser does it itself.
func notifier(o options, notices *window.Notices) app.Notifier {
	if o.browser {
		return nil
	}
	return notices
}

func show(ctx context.Context, o options, api *app.API, notices *window.Notices, log *slog.Logger) error {
	assets, err := frontend.Assets()
	if err != nil {
		return fmt.Errorf("find the page: %w", err)
	}
	if o.browser {
		return browser.Run(ctx, browser.Options{Handler: api.Handler(), Assets: assets, Out: os.Stdout, Log: log})
	}
	return window.Run(ctx, window.Options{Title: "Balcão", Assets: assets, Handler: api.Handler(), Events: api.Events,
		Notices: notices, Pressed: api.Pressed, Out: os.Stdout})
}
