// Package control lets other processes steer a simulator of the Cloud API over a small HTTP interface, and is the
// standalone simulator as well.
//
// Run prints one line of JSON when it is ready: the members of graphsim.Link, which are all that a client needs, and
//
//	"control":"http://127.0.0.1:PORT","control_token":…
//
// for steering. The steering interface listens on the loopback address only, wants "Authorization: Bearer TOKEN" with
// every request, and turns away requests that name another host or come from a web page. Bodies and answers are JSON;
// failures are {"error":TEXT} with a 4xx status. KEY is a customer's digits with country code or BSUID; durations are
// such as 5s. With ?number=ID a customer writes to another number than the first.
//
//	GET  /customers                        [{"key","name","number","bsuid"}]
//	POST /customers {"key","name"}         makes a customer, or finds the one with that key
//	POST /customers/KEY/set {…}            any of "name","username","bsuid","hides_number","offline","blocks","absent",
//	                                       "opted_out","sent","delivered","read" (durations; "never")
//	POST /customers/KEY/write {"text","id"?,"reply"?,"age"?}
//	                                       the customer writes, under WhatsApp's own id; answers {"id"}. With age (such as
//	                                       25h) it was written that long ago, and the webhook tells of it only now
//	POST /customers/KEY/burst {"count","prefix"}
//	                                       many texts "PREFIX 1", "PREFIX 2" …; answers {"ids":[…]}
//	POST /customers/KEY/send {"type","content","extra"?,"id"?}
//	                                       anything; content is the object that the type names
//	POST /customers/KEY/file {"type","mime","data","extra"?}
//	                                       a file; data is base64, extra has caption, filename, voice, animated
//	POST /customers/KEY/react {"message","emoji"}
//	POST /customers/KEY/choose {"message","what"}
//	                                       taps a button or row by its id or title
//	POST /customers/KEY/echo {"text","id"?}
//	                                       the business writes on its phone or a linked device
//	POST /customers/KEY/change-number {"number"}
//	POST /customers/KEY/change-key {"hash"}
//	                                       the customer's security code changes
//	POST /customers/KEY/read               the customer reads everything received
//	POST /customers/KEY/window {"age"?}    makes the customer's last message this old; without age, just too old
//	GET  /customers/KEY/received?after=N&wait=D
//	                                       what reached the customer, from index N on; with wait (such as 5s) an empty
//	                                       list is held back that long
//	GET  /count?opaque=ID                  {"count"}: how often a message reached anybody
//	POST /faults {…}                       scripts a graphsim.Fault; "delay" is a duration
//	POST /heal                             ends all faults and fair weather returns
//	POST /weather {…}                      a graphsim.Weather
//	POST /limits {"throughput","without_pair"}
//	POST /strictness {…}                   a graphsim.Strictness
//	POST /status {"message","status","code"?}
//	                                       fires a status webhook by hand
//	POST /tokens {"scopes"?,"expires_in"?} makes a token; answers {"token"}
//	POST /tokens/change {"token","expires_in"?,"revoked"?}
//	POST /code                             a code as Embedded Signup hands out; answers {"code"}
//	POST /callback {"address","verify_token"}
//	                                       sets the app's webhook, which is verified, and subscribes it to the account
//	POST /numbers {"digits","coexistence"} makes a number; answers {"id"}
//	POST /numbers/ID {…}                   any of "status","quality","limit","registered","coexistence","maintenance"
//	POST /templates {…}                    a graphsim.Template; answers {"id"}
//	POST /templates/ID {"status"}
//	POST /announce {"field","value"}       a webhook of the account
//	POST /alert {"code","details"}         value.errors of a number
//	POST /contacts {"contacts":[{"name","number","removed"?}]}
//	                                       smb_app_state_sync of a number
//	POST /history {"phase","order","progress","messages":[{"customer","mine","text","at","id"?,"status"?}]}
//	                                       one chunk of a number's history; {"declined":true} tells that it is not shared
//	POST /customers/KEY/marketing {"stop"} the customer stops or resumes marketing messages
//	GET  /state                            {"unknown","errors","requests","posts","delivered"}
//	GET  /requests?after=N                 what reached the Graph and media hosts, from index N on
//
// Everything lives in memory: the simulated world ends with Run.
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

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/steer"
)

// api is the steering interface of one simulator.
type api struct {
	sim   *graphsim.Server
	guard steer.Guard
}

// Control is the steering interface of one simulator.
type Control struct {
	Address string // base URL
	Token   string
	sim     *graphsim.Server
	http    *http.Server
	served  chan error
	end     context.CancelFunc
}

// stopGrace is how long requests under way may take when a Control is closed.
const stopGrace = 2 * time.Second

// Open begins to serve the steering interface of a simulator on a free port of the loopback address. The caller must
// Close it before the simulator.
func Open(s *graphsim.Server) (*Control, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("control: listen: %w", err)
	}
	a := &api{sim: s, guard: steer.NewGuard(l.Addr().String())}
	ctx, end := context.WithCancel(context.Background())
	c := &Control{Address: "http://" + a.guard.Host, Token: a.guard.Token, sim: s, served: make(chan error, 1), end: end}
	c.http = &http.Server{
		Handler: a.handler(), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go func() { c.served <- c.http.Serve(l) }()
	return c, nil
}

// Ready describes the simulator and this interface to another process.
func (c *Control) Ready() Ready {
	return Ready{Link: c.sim.Link(), Control: c.Address, ControlToken: c.Token}
}

// Close ends the interface and returns what ended it before, if anything did.
func (c *Control) Close() error {
	c.end()
	grace, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	if c.http.Shutdown(grace) != nil {
		c.http.Close()
	}
	if err := <-c.served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("control: serve: %w", err)
	}
	return nil
}

// Ready is the line that Run prints: all that another process needs to use and to steer a simulator.
type Ready struct {
	graphsim.Link
	Control      string `json:"control"`
	ControlToken string `json:"control_token"`
}

// Run starts a simulator and serves it until ctx ends, which is no error. It prints one line to out when both the
// simulator and the steering interface can be reached.
func Run(ctx context.Context, out io.Writer, o graphsim.Options) (err error) {
	s, err := graphsim.New(o)
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	defer s.Close()
	c, err := Open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := json.NewEncoder(out).Encode(c.Ready()); err != nil {
		return fmt.Errorf("control: print the link: %w", err)
	}
	<-ctx.Done()
	return nil
}
