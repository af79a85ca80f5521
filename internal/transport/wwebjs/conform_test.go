package wwebjs_test

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
	"github.com/balcao-app/balcao/internal/transport/wwebjs"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

const (
	contractKey     = "k3y-Of-The-Contract-0123456789"
	contractNumber  = "5511900000000"
	contractSession = "padaria"
)

func TestContract(t *testing.T) {
	for name, habits := range map[string]wwebjssim.Habits{
		"a server that tells everything":       {},
		"a server that tells nothing":          {Lost: true},
		"a server without a socket":            {NoSocket: true},
		"a server that tells everything twice": {Doubled: true, EchoFirst: true},
		"a server of hidden numbers":           {Hidden: true},
	} {
		t.Run(name, func(t *testing.T) {
			transporttest.RunInBubble(t, func(t *testing.T) transporttest.Rig { return newContractRig(t, habits) })
		})
	}
}

// contractRig is a simulated server with a session that was linked by its code.
type contractRig struct {
	*transporttest.Gate
	t       *testing.T
	s       *wwebjssim.Server
	phone   *wwebjssim.Phone
	driver  transport.Driver
	dir     string
	account string
}

func newContractRig(t *testing.T, habits wwebjssim.Habits) *contractRig {
	s := wwebjssim.New(wwebjssim.Options{Key: contractKey})
	s.Set(func(h *wwebjssim.Habits) { *h = habits })
	gate := transporttest.NewGate(s.Client().Transport.(*http.Transport).DialContext)
	r := &contractRig{t: t, Gate: gate, s: s, phone: s.Phone(contractNumber, "Padaria"), driver: wwebjs.Driver(), dir: t.TempDir()}
	t.Cleanup(func() {
		s.Close()
		gate.Cut()
	})
	r.Customer(transporttest.Ana)
	r.Customer(transporttest.Bia)
	var scan sync.Once
	id, err := r.Open(t).(transport.Pairer).Pair(t.Context(), "", func(step transport.Step) {
		scan.Do(func() {
			if err := r.phone.Scan(step.(transport.QR).Text); err != nil {
				t.Error(err)
			}
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	r.account = id.Account
	return r
}

func (r *contractRig) Driver() transport.Driver { return r.driver }

func (r *contractRig) Open(t *testing.T) transport.Conn {
	c, err := r.driver.Open(transport.Env{
		Connection: 1, Identity: r.account, Dir: r.dir, HTTP: r.Client(), Log: slog.New(slog.DiscardHandler),
		Config: map[string]string{wwebjs.FieldAddress: r.s.Address(), wwebjs.FieldSession: contractSession},
		Secret: func(string) (string, error) { return contractKey, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (r *contractRig) Run(ctx context.Context, c transport.Conn, take transport.Take) error {
	return c.Run(ctx, take)
}

func (r *contractRig) Customer(number string) transporttest.Customer {
	return person{r, r.s.Customer(number, "Cliente "+number[9:])}
}

func (r *contractRig) Fail(f transporttest.Failure) bool {
	fault := map[transporttest.Failure]wwebjssim.Fault{
		transporttest.Refused: {Answer: wwebjssim.JSON(http.StatusBadRequest, `{"success":false,"error":"content is required"}`)},
		transporttest.Busy:    {Answer: wwebjssim.JSON(http.StatusTooManyRequests, `{"success":false,"error":"Too many requests"}`)},
		transporttest.Lost:    {After: true},
		transporttest.Cracked: {Answer: wwebjssim.HTML(http.StatusBadGateway)},
	}[f]
	fault.Call = "client/sendMessage"
	r.s.Script(fault)
	return true
}

func (r *contractRig) SignOut() { r.phone.Unlink(contractSession) }

func (r *contractRig) Lacks() map[string]string {
	all := map[string]string{"a card that comes with a text is told as it came": "the server tells of a text alone"}
	if r.s.Tells() {
		return all
	}
	const why = "the server is not asked for calls: they are told by its socket or not at all"
	maps.Copy(all, map[string]string{
		"a customer's reaction is told, and that it was taken back":        "what is asked for says that there are reactions, and not which",
		"a call is told with who and when, and what became of it":          why,
		"a call with a picture says so":                                    why,
		"a call can be rejected where the driver says so, twice like once": why,
	})
	return all
}

func (r *contractRig) Audit() []string {
	all := r.s.Unknown()
	for _, err := range r.s.Errors() {
		all = append(all, err.Error())
	}
	for _, q := range r.s.Requests() {
		if strings.Contains(q.Path+q.Query+q.Body, contractKey) {
			all = append(all, "the key in the request "+q.Path)
		}
	}
	return all
}

// person is a customer of the simulated network.
type person struct {
	r *contractRig
	c *wwebjssim.Customer
}

func (p person) Write(text string) error { p.c.Write(contractSession, text); return nil }
func (p person) Received() []string      { return p.c.Got() }
func (p person) Read()                   { p.c.Read() }

// Call is told by the socket alone, and nothing tells of its end.
func (p person) Call(video bool) (desk.RemoteID, bool) {
	synctest.Wait() // the socket may open a moment after the session is found online
	return desk.RemoteID(p.c.Call(contractSession, video)), p.r.s.Tells()
}
func (p person) HangUp(desk.RemoteID) bool   { return false }
func (p person) Rejected(desk.RemoteID) bool { return false }

func (p person) Blocked() bool { return p.c.Barred() }

func (p person) SeenByUs() bool { return p.r.s.Unread(contractSession, p.c) == 0 }
