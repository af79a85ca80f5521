// Package control is the standalone simulator: a world that other processes link to, and a small HTTP interface by
// which tests and people steer it.
//
// Run prints one line of JSON when it is ready:
//
//	{"address":…,"certificate":…,"root":…,"control":"http://127.0.0.1:PORT","token":…}
//
// The first three members are the simulator's link, word for word what a client needs; the others are for steering. Where a
// simulator of the official interface runs beside this one, the member "graph" has what that one says of itself; where others do, the
// member "servers" has how to connect to each of them, and what begins with /servers/ steers them.
// The steering interface listens on the loopback address only, wants "Authorization: Bearer TOKEN" with every
// request, and turns away requests that name another host or come from a web page. Bodies and answers are JSON;
// failures are {"error":TEXT} with a 4xx status. Numbers are digits with country code.
//
//	POST /scan {"qr":CODE}                        the business phone scans a QR code
//	POST /pair-code {"code":CODE}                 … or enters a linking code
//	GET  /customers                               [{"number","name"}]
//	POST /customers {"number","name"}             makes a customer, or finds the one with that number
//	POST /customers/{number}/write {"text","id"?} the customer writes; answers {"id"}
//	POST /customers/{number}/burst {"count","prefix"}
//	                                              many texts "PREFIX 1", "PREFIX 2" …; answers {"ids":[…]}
//	GET  /customers/{number}/received?after=N&wait=D
//	                                              [{"id","text","at"}] of what the business wrote, from index N on; with
//	                                              wait (such as 5s) an empty list is held back that long
//	POST /customers/{number}/read                 the customer reads everything received
//	POST /customers/{number}/offline {"on":BOOL}  the customer's phone leaves the network or comes back
//	POST /customers/{number}/typing {"on":BOOL}   the customer types or stops typing
//	POST /customers/{number}/call {"video":BOOL}  the customer calls; answers {"id"}
//	POST /calls/{id}/end {"by"}                   the customer hangs up ("customer"), or the business takes or declines the call
//	                                              on its phone ("answer", "decline")
//	GET  /calls/{id}?wait=D                       {"rejected":BOOL}: whether a companion rejected it; with wait a no is held back
//	POST /phone/write {"to":NUMBER,"text"}        the business writes on its own phone; answers {"id"}
//	POST /groups {"subject","members":[NUMBER]}   the first of the customers makes a group with the others and the business; answers {"id"}
//	POST /groups/{id} {"subject"?,"announce"?,"add"?:[NUMBER],"remove"?:[NUMBER],"admin"?:[NUMBER]}
//	                                              … changes it; the business goes by its number
//	POST /groups/{id}/write {"by":NUMBER,"text"}  somebody, or the business on its own phone, writes there; answers {"id"}
//	POST /groups/{id}/give {"by",…}               … sends a message of any kind, as to the business
//	POST /groups/{id}/change {"by","act","id","author"?,"text"?}
//	                                              … reacts to the message of an author (its own where there is none), edits or deletes it
//	POST /faults {…}                              any of
//	     "kill":true             cut all connections
//	     "refuse":BOOL           drop new connections
//	     "ignoreReceipts":BOOL   act as if receipts were lost, so that messages come again
//	     "unlink":true           the phone unlinks every companion
//	     "replace":true          another window takes the companions' place
//	     "ban":{"code","expire"} refuse logins as a temporary ban; expire in seconds
//	     "outdated":true         refuse logins as coming from an outdated client
//	     "heal":true             end all lasting faults
//	GET  /state                                   {"companions","pending","unknown","errors","counts","media"}
//
// Everything lives in memory: the world ends with Run. Clients may be killed and come back as often as they like.
package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/balcao-app/balcao/internal/transport/steer"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/scenario"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// api is the steering interface of one world.
type api struct {
	world  *world.World
	guard  steer.Guard
	beside http.Handler // steers other simulators; nil: there are none
}

// Options configures Run; the zero value is complete.
type Options struct {
	World  world.Options
	Script *scenario.Script // people who act by themselves; nil: none
	Graph  any              // how to reach the simulator of the official interface that runs beside; nil: none does
	// Servers is how to connect to other simulators that run beside; nil: none do. Steer answers what begins with /servers/, to whoever
	// may steer this one.
	Servers any
	Steer   http.Handler
}

// ready is the line that Run prints.
type ready struct {
	Address     string `json:"address"`
	Certificate string `json:"certificate"`
	Root        string `json:"root"`
	Control     string `json:"control"`
	Token       string `json:"token"`
	Graph       any    `json:"graph,omitempty"`
	Servers     any    `json:"servers,omitempty"`
}

// stopGrace is how long requests under way may take when Run stops.
const stopGrace = 2 * time.Second

// Run starts a world and serves it until ctx ends, which is no error. It prints one line to out when both the world
// and the steering interface can be reached.
func Run(ctx context.Context, out io.Writer, o Options) error {
	w, err := world.New(o.World)
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	defer w.Close()
	play, err := prepare(w, o.Script)
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("control: listen: %w", err)
	}
	a := &api{world: w, guard: steer.NewGuard(listener.Addr().String()), beside: o.Steer}
	line := ready{
		Address: w.Link().Address, Certificate: w.Link().Certificate, Root: w.Link().Root,
		Control: "http://" + a.guard.Host, Token: a.guard.Token,
		Graph: o.Graph, Servers: o.Servers,
	}
	return serve(ctx, out, line, listener, a, play)
}

func prepare(w *world.World, script *scenario.Script) (func(context.Context) error, error) {
	if script == nil {
		return func(context.Context) error { return nil }, nil
	}
	play, err := scenario.Prepare(w, *script, nil)
	if err != nil {
		return nil, err
	}
	return play.Run, nil
}

// serve runs the steering interface and the play side by side until ctx ends or one of them fails.
func serve(ctx context.Context, out io.Writer, line ready, l net.Listener, a *api, play func(context.Context) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	server := &http.Server{
		Handler: a.handler(), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	played := make(chan struct{})
	go func() {
		defer close(played)
		if err := play(ctx); err != nil {
			stop(fmt.Errorf("control: play: %w", err))
		}
	}()
	if err := json.NewEncoder(out).Encode(line); err != nil {
		stop(fmt.Errorf("control: print the link: %w", err))
	}
	select {
	case <-ctx.Done():
	case err := <-served:
		stop(fmt.Errorf("control: serve: %w", err))
	}
	shutdown(server)
	<-played
	return failure(ctx)
}

func shutdown(server *http.Server) {
	grace, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	if server.Shutdown(grace) != nil {
		server.Close()
	}
}

// failure is why a context ended, unless it was simply ended.
func failure(ctx context.Context) error {
	err := context.Cause(ctx)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}
