package waweb_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/transporttest"
	"github.com/balcao-app/balcao/internal/transport/waweb"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func TestContract(t *testing.T) {
	transporttest.Run(t, func(t *testing.T) transporttest.Rig { return newContractRig(t) })
}

// contractRig is a simulated WhatsApp with a linked session.
type contractRig struct {
	t       *testing.T
	w       *world.World
	dir     string
	account string

	mu   sync.Mutex
	seen map[string]bool // customers who were told that we read
}

func newContractRig(t *testing.T) *contractRig {
	w, err := world.New(world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &contractRig{t: t, w: w, dir: t.TempDir(), seen: map[string]bool{}}
	r.Customer(transporttest.Ana)
	r.Customer(transporttest.Bia)
	scanned := make(chan error, 1)
	id, err := r.Open(t).(transport.Pairer).Pair(t.Context(), "", func(s transport.Step) {
		if qr := s.(transport.QR); qr.N == 1 {
			go func() { scanned <- w.Business().Phone().ScanQR(qr.Text) }()
		}
	})
	if err == nil {
		err = <-scanned
	}
	if err != nil {
		t.Fatal(err)
	}
	r.account = id.Account
	return r
}

func (r *contractRig) Driver() transport.Driver { return waweb.Driver() }

func (r *contractRig) Open(t *testing.T) transport.Conn {
	h, err := r.w.Link().HTTPClient()
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Driver().Open(transport.Env{Identity: r.account, Dir: r.dir, HTTP: h, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (r *contractRig) Run(ctx context.Context, c transport.Conn, take transport.Take) error {
	return c.Run(ctx, take)
}

func (r *contractRig) Customer(number string) transporttest.Customer {
	c := r.w.Customer(number, "Cliente "+number[9:])
	c.Phone().OnReceipt(func(x wasim.Receipt) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.seen[number] = r.seen[number] || x.Type == "read"
	})
	return person{r, c}
}

func (r *contractRig) Group(subject, by, other string) transporttest.Group {
	return society{r, r.w.Customer(by, "").Group(subject, r.w.Customer(other, ""))}
}

// society is a group of the simulated network.
type society struct {
	r *contractRig
	g *wasim.Group
}

func (s society) Address() desk.Address { return desk.Group(s.g.JID().User) }

func (s society) Write(by, text string) error {
	_, err := s.r.w.Customer(by, "").WriteIn(s.g, text)
	return err
}

func (s society) Shows(to string) (all []transporttest.Shown) {
	for _, m := range s.r.w.Customer(to, "").Shown() {
		if m.Group == s.g.JID().User && m.Kind == "text" {
			all = append(all, transporttest.Shown{Text: m.Text, About: desk.RemoteID(m.About), Author: m.Author})
		}
	}
	return all
}

func (s society) Drop() {
	business := s.r.w.Business().Phone()
	s.g.Remove(s.g.Creator(), business)
	if err := s.r.w.Server().Wait(s.r.t.Context(), func() bool { return len(s.r.w.Server().Pending(business.Companions()[0])) == 0 }); err != nil {
		s.r.t.Error(err)
	}
}

func (r *contractRig) Fail(f transporttest.Failure) bool {
	code := map[transporttest.Failure]int{transporttest.Refused: 400, transporttest.Busy: 429, transporttest.Cracked: 500}[f]
	var once sync.Once
	r.w.Server().FailSend(func(types.JID, *waBinary.Node) (say int) {
		once.Do(func() {
			if say = code; f == transporttest.Lost {
				go r.w.Server().KillAll()
			}
		})
		return say
	})
	return true
}

func (r *contractRig) Cut() {
	r.w.Server().SetRefuse(true)
	r.w.Server().KillAll()
}

func (r *contractRig) Mend() { r.w.Server().SetRefuse(false) }

func (r *contractRig) SignOut() {
	phone := r.w.Business().Phone()
	for _, companion := range phone.Companions() {
		if err := phone.Unlink(companion); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *contractRig) Lacks() map[string]string { return nil }

func (r *contractRig) Audit() []string { return r.w.Server().Unknown() }

// person is a customer of the simulated network.
type person struct {
	r *contractRig
	c *world.Customer
}

func (p person) Write(text string) error { _, err := p.c.Write(text); return err }
func (p person) Read()                   { p.c.ReadAll() }

func (p person) Call(video bool) (desk.RemoteID, bool) { return desk.RemoteID(p.c.Call(video)), true }
func (p person) HangUp(id desk.RemoteID) bool          { p.c.HangUp(string(id)); return true }
func (p person) Rejected(id desk.RemoteID) bool        { return p.r.w.Server().Rejected(string(id)) }

func (p person) Blocked() bool { return p.r.w.Business().Phone().Blocks(p.c.Phone()) }

func (p person) Received() (all []string) {
	known := map[string]bool{}
	for _, m := range p.c.Received(0) {
		if !known[m.ID] { // WhatsApp shows one id once
			known[m.ID] = true
			all = append(all, m.Text)
		}
	}
	return all
}

func (p person) SeenByUs() bool {
	p.r.mu.Lock()
	defer p.r.mu.Unlock()
	return p.r.seen[p.c.Number()]
}
