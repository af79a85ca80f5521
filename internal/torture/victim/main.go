// Command victim is the program without its faces. It does what lines of JSON on its input say, answers each with one on its
// output, and waits to be killed. Only the torture tests build it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"sync"

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
)

func main() {
	file := flag.String("config", "", "file that says how to run")
	flag.Parse()
	if err := run(context.Background(), *file); err != nil {
		fmt.Fprintln(os.Stderr, "victim:", err)
		os.Exit(1)
	}
}

// config is how to run.
type config struct {
	Data  string // the folder
	Graph engine.Hosts
	Web   string // file of the session library's simulator; empty: there is none
}

// order is one thing to do; exactly one member is set.
type order struct {
	Enter   *enter
	Send    []send
	Resolve *resolve
	Retry   desk.MessageID
	Link    bool // a session to the channel as its last reserve
	Count   bool // what is to leave or on its way
}

type send struct {
	Ticket desk.TicketID
	Key    string
	Text   string
}

type resolve struct {
	Message desk.MessageID
	Choice  outbox.Choice
}

// answer to an order.
type answer struct {
	Error   string
	Tickets []desk.TicketID  // of enter, in the order of its customers
	IDs     []desk.MessageID // of send, in its order
	QR      string           // of link: to be scanned; another answer follows
	Waiting int              // of count
}

type victim struct {
	*engine.Engine
	pairing chan connection.Pairing
}

func run(ctx context.Context, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var c config
	if err := json.Unmarshal(text, &c); err != nil {
		return err
	}
	network, err := web(c.Web)
	if err != nil {
		return err
	}
	v := &victim{pairing: make(chan connection.Pairing, 16)}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	v.Engine, err = engine.Start(ctx, engine.Config{Dir: c.Data, Graph: c.Graph, HTTP: network, Simulated: true, Log: log,
		Pairing: func(_ desk.ConnectionID, p connection.Pairing) { v.pairing <- p }})
	if err != nil {
		return err
	}
	defer v.Stop()
	in, out := bufio.NewScanner(os.Stdin), json.NewEncoder(os.Stdout)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var o order
		if err := json.Unmarshal(in.Bytes(), &o); err != nil {
			return err
		}
		a, err := v.do(ctx, o, out)
		if err != nil {
			a.Error = err.Error()
		}
		if err := out.Encode(a); err != nil {
			return err
		}
	}
	return in.Err()
}

func (v *victim) do(ctx context.Context, o order, out *json.Encoder) (a answer, err error) {
	switch {
	case o.Enter != nil:
		a.Tickets, err = v.enter(ctx, *o.Enter)
	case o.Resolve != nil:
		err = v.Outbox.Resolve(ctx, o.Resolve.Message, o.Resolve.Choice, 0)
	case o.Retry != 0:
		err = v.Outbox.Retry(ctx, o.Retry)
	case o.Count:
		err = v.DB.Read(ctx, func(r *store.View) error {
			c, err := r.Counts()
			a.Waiting = c.Queued
			return err
		})
	case o.Link:
		err = v.link(ctx, out)
	default:
		a.IDs, err = v.send(ctx, o.Send)
	}
	return a, err
}

// send gives all messages to the outbox at once.
func (v *victim) send(ctx context.Context, all []send) ([]desk.MessageID, error) {
	ids, errs := make([]desk.MessageID, len(all)), make([]error, len(all))
	var wait sync.WaitGroup
	for i, s := range all {
		wait.Go(func() {
			// The network lies about its 24 hours as about everything, and the operator always lets it decide: so each message meets a fault.
			ids[i], errs[i] = v.Outbox.Enqueue(ctx, outbox.Draft{Ticket: s.Ticket, Key: s.Key, Text: s.Text, Despite: true})
		})
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("send %s: %w", all[i].Key, err)
		}
	}
	return ids, nil
}
