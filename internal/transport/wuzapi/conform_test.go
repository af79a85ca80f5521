package wuzapi_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/memnet"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
	"github.com/balcao-app/balcao/internal/transport/wuzapi"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

func TestContract(t *testing.T) {
	for name, world := range map[string]contractWorld{
		"a server that keeps history":        {kept: "200"},
		"a server that keeps none":           {},
		"a server that calls twice":          {habits: wuzapisim.Habits{Twice: true}},
		"a server that cannot call":          {kept: "200", deaf: true},
		"a server that makes its own ids":    {kept: "200", release: wuzapisim.Release{NoOwnID: true, TextTime: true}},
		"an old server that signs nothing":   {kept: "200", release: wuzapisim.Release{NoHMAC: true, CapitalStatus: true}},
		"a server that forgets whom to call": {kept: "200", release: wuzapisim.Release{DropsEvents: true}},
	} {
		t.Run(name, func(t *testing.T) {
			transporttest.RunInBubble(t, func(t *testing.T) transporttest.Rig { return newContractRig(t, world) })
		})
	}
}

// contractWorld is what kind of server there is.
type contractWorld struct {
	kept    string // how many messages the server is told to keep
	deaf    bool   // it has no way to us
	habits  wuzapisim.Habits
	release wuzapisim.Release
}

// contractRig is a simulated server with a session that was linked by its code, and a door that the server calls.
type contractRig struct {
	*transporttest.Gate
	t       *testing.T
	world   contractWorld
	s       *wuzapisim.Server
	link    wuzapisim.Link
	driver  transport.Driver
	dir     string
	account string

	mu    sync.Mutex
	conn  transport.Conn
	take  transport.Take
	wrote map[string]string // the last message of each customer
}

func newContractRig(t *testing.T, world contractWorld) *contractRig {
	o, network := wuzapisim.InMemory()
	o.Unlinked, o.Release = true, world.release
	s, err := wuzapisim.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Change(func(h *wuzapisim.Habits) { *h = world.habits })
	r := &contractRig{
		t: t, Gate: transporttest.NewGate(network.Dial), world: world, s: s, link: s.Link(), driver: wuzapi.Driver(wuzapi.Options{}),
		dir: t.TempDir(), wrote: map[string]string{},
	}
	r.serveDoor(network)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		r.Cut()
	})
	r.Customer(transporttest.Ana)
	r.Customer(transporttest.Bia)
	r.pair()
	return r
}

// serveDoor is open whenever the program runs, also while the connection does not.
func (r *contractRig) serveDoor(network *memnet.Net) {
	l, err := network.Listen("shop")
	if err != nil {
		r.t.Fatal(err)
	}
	door, served := &http.Server{Handler: http.HandlerFunc(r.serve)}, make(chan struct{})
	go func() { defer close(served); _ = door.Serve(l) }()
	r.t.Cleanup(func() {
		if err := door.Close(); err != nil {
			r.t.Error(err)
		}
		<-served
	})
}

func (r *contractRig) serve(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	conn, take := r.conn, r.take
	r.mu.Unlock()
	if take == nil || r.Shut() {
		http.Error(w, "nobody is here", http.StatusServiceUnavailable)
		return
	}
	conn.(transport.Hooked).ServeHook(w, q, take)
}

func (r *contractRig) pair() {
	var scan sync.Once
	id, err := r.Open(r.t).(transport.Pairer).Pair(r.t.Context(), "", func(step transport.Step) {
		scan.Do(func() {
			if err := r.s.Phone().Scan(step.(transport.QR).Text); err != nil {
				r.t.Error(err)
			}
		})
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.account = id.Account
}

func (r *contractRig) Driver() transport.Driver { return r.driver }

func (r *contractRig) Open(t *testing.T) transport.Conn {
	c, err := r.driver.Open(transport.Env{
		Connection: 1, Identity: r.account, Dir: r.dir, HTTP: r.Client(), Log: slog.New(slog.DiscardHandler),
		Config: map[string]string{wuzapi.FieldAddress: r.link.Address, wuzapi.FieldHistory: r.world.kept},
		Secret: func(f string) (string, error) { return map[string]string{wuzapi.FieldToken: r.link.Token}[f], nil },
	})
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
	if first && !r.world.deaf {
		if err := c.(transport.Subscriber).Subscribe(ctx, "http://shop.test/hook/unguessable"); err != nil {
			r.t.Logf("not called: %v", err)
		}
	}
	return c.Run(ctx, take)
}

func (r *contractRig) Customer(number string) transporttest.Customer {
	return person{r, r.s.Customer(number)}
}

func (r *contractRig) Fail(f transporttest.Failure) bool {
	fault := map[transporttest.Failure]wuzapisim.Fault{
		transporttest.Refused: {Do: wuzapisim.Refuse, Words: "error sending message: server returned error 479"},
		transporttest.Busy:    {Do: wuzapisim.Refuse, Words: "error sending message: server returned error 429"},
		transporttest.Lost:    {Do: wuzapisim.Reset, After: true},
		transporttest.Cracked: {Do: wuzapisim.Page},
	}[f]
	fault.Path = "/chat/send/text"
	r.s.Script(fault)
	return true
}

func (r *contractRig) SignOut() { r.s.Phone().Unlink() }

func (r *contractRig) Lacks() map[string]string {
	if !r.world.deaf {
		return nil
	}
	const why = "a server keeps no receipts and no calls, so only what it posts brings them"
	return map[string]string{
		"receipts climb, and name the message":                             why,
		"a call is told with who and when, and what became of it":          why,
		"a call with a picture says so":                                    why,
		"a call can be rejected where the driver says so, twice like once": why,
	}
}

func (r *contractRig) Audit() []string {
	all := r.s.Trouble()
	if r.world.release.NoHMAC { // that there is no such call is found out by asking
		all = slices.DeleteFunc(all, func(what string) bool { return what == "POST /session/hmac/config" })
	}
	for _, q := range r.s.Requests() {
		if strings.Contains(q.Path+q.Query, r.link.Token) {
			all = append(all, "the token in the address "+q.Path)
		}
	}
	return all
}

// person is a customer of the simulated network.
type person struct {
	r *contractRig
	c *wuzapisim.Customer
}

func (p person) Write(text string) error {
	id := p.c.Write(text)
	p.r.mu.Lock()
	defer p.r.mu.Unlock()
	p.r.wrote[p.c.Number] = id
	return nil
}

func (p person) Read() { p.c.Read() }

// Call is told by the server's calls alone; what it cannot tell it does not keep.
func (p person) Call(video bool) (desk.RemoteID, bool) {
	return desk.RemoteID(p.c.Call(video)), !p.r.world.deaf
}
func (p person) HangUp(id desk.RemoteID) bool { p.c.HangUp(string(id)); return true }
func (p person) Rejected(desk.RemoteID) bool  { return false }

func (p person) Blocked() bool { return p.c.Barred() }

func (p person) Received() (all []string) {
	known := map[string]bool{}
	for _, d := range p.c.Received() {
		gesture := d.Kind == "reaction" || d.Kind == "edit" || d.Kind == "delete"
		if !gesture && !known[d.ID] { // WhatsApp shows one id once
			known[d.ID] = true
			all = append(all, d.Text)
		}
	}
	return all
}

func (p person) SeenByUs() bool {
	p.r.mu.Lock()
	defer p.r.mu.Unlock()
	return slices.Contains(p.c.Marked(), p.r.wrote[p.c.Number])
}
