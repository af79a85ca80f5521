package cloudapi_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
)

func TestContract(t *testing.T) {
	transporttest.Run(t, func(t *testing.T) transporttest.Rig { return newContractRig(t) })
}

// contractRig is a simulated Graph API with a door that it calls.
type contractRig struct {
	t    *testing.T
	s    *graphsim.Server
	link graphsim.Link
	opts cloudapi.Options
	way  *gate
	hook string

	mu    sync.Mutex
	conn  transport.Conn
	take  transport.Take
	wrote map[string]string // the last message of each customer
}

// gate is the way to the network, which can be shut.
type gate struct {
	mu   sync.Mutex
	shut bool
	next http.RoundTripper
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return nil, errors.New("network is unreachable")
	}
	next := g.next
	g.mu.Unlock()
	defer g.mu.Lock()
	return next.RoundTrip(r)
}

func (g *gate) set(shut bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = shut
}

func newContractRig(t *testing.T) *contractRig {
	s, err := graphsim.New(graphsim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.SetLimits(graphsim.Limits{Throughput: -1, WithoutPair: true})
	l := s.Link()
	r := &contractRig{t: t, s: s, link: l, way: &gate{next: http.DefaultTransport}, wrote: map[string]string{},
		opts: cloudapi.Options{Graph: l.Graph, Media: l.Media, Dialog: l.Dialog, Answer: time.Second, Unpaced: true}}
	door := httptest.NewServer(http.HandlerFunc(r.serve))
	t.Cleanup(door.Close)
	r.hook = door.URL + "/hook"
	for _, number := range []string{transporttest.Ana, transporttest.Bia} {
		s.Customer(number).At(l.Number).OpenedWindow(0)
	}
	return r
}

// serve is the door: it is open whenever the program runs, also while the connection does not.
func (r *contractRig) serve(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	conn, take := r.conn, r.take
	r.mu.Unlock()
	r.way.mu.Lock()
	shut := r.way.shut
	r.way.mu.Unlock()
	if take == nil || shut {
		http.Error(w, "nobody is here", http.StatusServiceUnavailable)
		return
	}
	conn.(transport.Hooked).ServeHook(w, q, take)
}

func (r *contractRig) Driver() transport.Driver { return cloudapi.Driver(r.opts) }

func (r *contractRig) Open(t *testing.T) transport.Conn {
	c, err := r.Driver().Open(transport.Env{Dir: t.TempDir(), HTTP: &http.Client{Transport: r.way}, Log: slog.New(slog.DiscardHandler),
		Config: map[string]string{cloudapi.FieldNumber: r.link.Number, cloudapi.FieldAccount: r.link.WABA},
		Secret: func(f string) (string, error) {
			return map[string]string{cloudapi.FieldToken: r.link.Token, cloudapi.FieldSecret: r.link.AppSecret}[f], nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (r *contractRig) Run(ctx context.Context, c transport.Conn, take transport.Take) error {
	r.mu.Lock()
	first := r.conn == nil
	r.conn, r.take = c, take
	r.mu.Unlock()
	if first {
		if err := c.(transport.Subscriber).Subscribe(ctx, r.hook); err != nil {
			r.t.Logf("not called: %v", err)
		}
	}
	return c.Run(ctx, take)
}

func (r *contractRig) Customer(number string) transporttest.Customer {
	return person{r, number, r.s.Customer(number).At(r.link.Number)}
}

func (r *contractRig) Fail(f transporttest.Failure) bool {
	r.s.Script(map[transporttest.Failure]graphsim.Fault{
		transporttest.Refused: {Kind: graphsim.FailSync, Code: 131026},
		transporttest.Busy:    {Kind: graphsim.FailSync, Code: 130429},
		transporttest.Lost:    {Kind: graphsim.ResetAfterAccept},
		transporttest.Cracked: {Kind: graphsim.HTML500},
	}[f])
	return true
}

func (r *contractRig) Cut()  { r.way.set(true) }
func (r *contractRig) Mend() { r.way.set(false) }

func (r *contractRig) SignOut() {
	if err := r.s.ChangeToken(r.link.Token, func(k *graphsim.Token) { k.Revoked = true }); err != nil {
		r.t.Fatal(err)
	}
}

func (r *contractRig) Lacks() map[string]string {
	const never = "Meta's interface neither edits nor deletes"
	return map[string]string{
		"an edit replaces our text, twice like once, and an empty one is refused": never,
		"a deletion takes our message back for everyone":                          never,
		"a customer's edit and deletion are told, and name the message":           "Meta tells of them to numbers in coexistence alone",
		"a card that comes with a text is told as it came":                        "Meta tells of a text alone",
	}
}

func (r *contractRig) Audit() []string { return r.s.Unknown() }

// person is a customer of the simulated network.
type person struct {
	r      *contractRig
	number string
	c      *graphsim.Customer
}

func (p person) Write(text string) error {
	id := p.c.Write(text)
	p.r.mu.Lock()
	defer p.r.mu.Unlock()
	p.r.wrote[p.number] = id
	return nil
}

func (p person) Read() { p.c.Read() }

func (p person) Blocked() bool { return p.c.Blocked() }

func (p person) Received() (all []string) {
	for _, d := range p.c.Received() {
		all = append(all, d.Text)
	}
	return all
}

func (p person) SeenByUs() bool {
	p.r.mu.Lock()
	defer p.r.mu.Unlock()
	return p.c.SeenByBusiness(p.r.wrote[p.number])
}
