// Command victim is the program without its faces that kills itself at one of the two moments at which a message could be
// lost or doubled. Only the crash tests build it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/balcao-app/balcao/internal/demo"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/transport"
)

func main() {
	v := victim{}
	flag.StringVar(&v.data, "data", "", "data folder")
	flag.StringVar(&v.sim, "sim", "", "file that describes the simulator")
	flag.BoolVar(&v.after, "after", false, "die after the commit and before the acknowledgement, instead of before the commit")
	flag.Int64Var(&v.at, "at", 1, "at which message of this life to die")
	flag.Parse()
	if err := v.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "victim:", err)
		os.Exit(1)
	}
}

type victim struct {
	data, sim string
	after     bool
	at        int64
	heard     atomic.Int64
}

func (v *victim) run(ctx context.Context) error {
	network, err := demo.Outside(v.sim)
	if err != nil {
		return err
	}
	graph := engine.Hosts{Graph: network.Graph.Graph, Media: network.Graph.Media, Dialog: network.Graph.Dialog}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	e, err := engine.Start(ctx, engine.Config{Dir: filepath.Join(v.data, "simulator"), HTTP: network.HTTP, Graph: graph, Log: log, Around: v.around})
	if err != nil {
		return err
	}
	// Whoever started it ends it by closing its input.
	_, err = io.Copy(io.Discard, os.Stdin)
	e.Stop()
	return err
}

func (v *victim) around(next engine.Take) engine.Take {
	return func(ctx context.Context, on desk.ConnectionID, ev transport.Event) error {
		m, ok := ev.(transport.Incoming)
		if !ok || m.Echo || v.heard.Add(1) != v.at {
			return next(ctx, on, ev)
		}
		if v.after {
			if err := next(ctx, on, ev); err != nil {
				return err
			}
		}
		die(m.Remote)
		return nil
	}
}

// die says at which message this life ended, and ends it as nothing can be prepared for.
func die(at desk.RemoteID) {
	fmt.Println(at)
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}
