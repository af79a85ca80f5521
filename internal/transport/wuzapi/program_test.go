package wuzapi_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wuzapi"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

// program is the whole of it but its faces, on real sockets of this computer.
type program struct {
	*testing.T
	*engine.Engine
	s *wuzapisim.Server

	mu    sync.Mutex
	steps []connection.Pairing
	moved chan struct{}
}

func start(t *testing.T, s *wuzapisim.Server) *program {
	t.Helper()
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	p := &program{T: t, s: s, moved: make(chan struct{}, 1)}
	l, err := quietPort()
	p.must(err)
	port := l.Addr().(*net.TCPAddr).Port
	p.must(l.Close())
	p.Engine, err = engine.Start(t.Context(), engine.Config{
		Dir: t.TempDir(), Simulated: true, Log: slog.New(slog.DiscardHandler),
		Settings: map[string]string{"public_address": fmt.Sprintf("http://127.0.0.1:%d", port), "hook_port": strconv.Itoa(port)},
		Pairing: func(_ desk.ConnectionID, step connection.Pairing) {
			p.mu.Lock()
			p.steps = append(p.steps, step)
			p.mu.Unlock()
			select {
			case p.moved <- struct{}{}:
			default:
			}
		},
	})
	p.must(err)
	t.Cleanup(p.Engine.Stop)
	return p
}

// quietPort listens on a free port that no connection leaves by: systems give those from 32768 on, and could take it between two uses.
func quietPort() (l net.Listener, err error) {
	for range 100 {
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(10000))); err == nil {
			return l, nil
		}
	}
	return nil, err
}

func (p *program) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// until waits for something that the rows will show.
func (p *program) until(what string, true func(*store.View) (bool, error)) {
	p.Helper()
	ctx, stop := context.WithTimeout(p.Context(), 30*time.Second)
	defer stop()
	l := p.Feed.Listen()
	defer l.Close()
	for {
		is := false
		p.must(p.DB.Read(ctx, func(v *store.View) (err error) { is, err = true(v); return err }))
		if is {
			return
		}
		select {
		case <-l.Wake():
			l.Take()
		case <-ctx.Done():
			p.Fatal("waited in vain until ", what)
		}
	}
}

func (p *program) health(id desk.ConnectionID, want desk.Health) {
	p.Helper()
	p.until("the connection is "+string(want), func(v *store.View) (bool, error) {
		c, err := v.Connection(id)
		return c.Health == want, err
	})
}

// step waits for the next step of the pairing.
func (p *program) step(n int) connection.Pairing {
	p.Helper()
	ctx, stop := context.WithTimeout(p.Context(), 30*time.Second)
	defer stop()
	for {
		p.mu.Lock()
		all := p.steps
		p.mu.Unlock()
		if len(all) > n {
			return all[n]
		}
		select {
		case <-p.moved:
		case <-ctx.Done():
			p.Fatal("the pairing does not go on")
		}
	}
}

// TestProgram enters a server, links its session, is called by it, answers a customer, and takes everything back.
func TestProgram(t *testing.T) {
	s, err := wuzapisim.New(wuzapisim.Options{Unlinked: true, History: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := start(t, s)
	link := s.Link()
	entry := connection.Entry{Kind: wuzapi.Kind, Values: map[string]string{wuzapi.FieldAddress: link.Address, wuzapi.FieldToken: link.Token}}
	got, err := p.Connections.Probe(t.Context(), entry)
	if err != nil || !got.OK {
		t.Fatalf("%+v %v", got, err)
	}
	_, id, err := p.Channels.Create(t.Context(), "Padaria", wuzapi.Kind)
	p.must(err)
	p.must(p.Connections.Save(t.Context(), id, got))
	p.health(id, desk.HealthSignedOut)

	p.must(p.Connections.Pair(t.Context(), id, ""))
	qr, is := p.step(0).Step.(transport.QR)
	if !is {
		t.Fatalf("%+v", p.step(0))
	}
	p.must(s.Phone().Scan(qr.Text))
	if done := p.step(1); done.Linked == nil || done.Linked.Number != link.Phone {
		t.Fatalf("%+v", done)
	}
	p.health(id, desk.HealthOnline)
	p.must(p.Connections.Subscribe(t.Context(), id))

	ana := s.Customer("5511912345678")
	ana.Write("tem pão?")
	var ticket desk.TicketID
	p.until("the customer is heard", func(v *store.View) (bool, error) {
		who, err := v.FindContact([]desk.Address{desk.Phone(ana.Number)})
		if err != nil || who == 0 {
			return false, err
		}
		ticket, err = v.LiveTicket(1, who)
		return ticket != 0, err
	})
	sent, err := p.Outbox.Enqueue(t.Context(), outbox.Draft{Ticket: ticket, Key: "1", Text: "tem sim"})
	p.must(err)
	status := func(want desk.MessageStatus) func(*store.View) (bool, error) {
		return func(v *store.View) (bool, error) {
			m, err := v.Message(sent)
			return m.Status == want, err
		}
	}
	p.until("it is delivered", status(desk.Delivered))
	ana.Read()
	p.until("it is read", status(desk.Read))

	p.must(p.Connections.Remove(t.Context(), id))
	if _, linked, _, hook := s.Session(); linked || hook != "" {
		t.Errorf("linked %t, calls %q", linked, hook)
	}
	for _, what := range s.Trouble() {
		t.Error(what)
	}
}

// The same server is not entered twice, and one that leads to the open internet unencrypted is not entered at all.
func TestProgramRefuses(t *testing.T) {
	s, err := wuzapisim.New(wuzapisim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := start(t, s)
	link := s.Link()
	entry := connection.Entry{Kind: wuzapi.Kind, Values: map[string]string{wuzapi.FieldAddress: link.Address, wuzapi.FieldToken: link.Token}}
	got, err := p.Connections.Probe(t.Context(), entry)
	p.must(err)
	_, id, err := p.Channels.Create(t.Context(), "Padaria", wuzapi.Kind)
	p.must(err)
	p.must(p.Connections.Save(t.Context(), id, got))
	p.health(id, desk.HealthOnline)
	if got, err = p.Connections.Probe(t.Context(), entry); err != nil || got.OK {
		t.Errorf("%+v %v", got, err)
	}
	var same bool
	for _, f := range got.Findings {
		same = same || f.Fault != nil && f.Fault.Code == desk.CodePairSame
	}
	if !same {
		t.Errorf("%+v", got.Findings)
	}
	entry.Values[wuzapi.FieldAddress] = "http://203.0.113.7"
	if got, err = p.Connections.Probe(t.Context(), entry); err != nil || got.OK {
		t.Errorf("%+v %v", got, err)
	}
	if err := p.Connections.Save(t.Context(), id, got); err == nil {
		t.Error("it was saved")
	}
}
