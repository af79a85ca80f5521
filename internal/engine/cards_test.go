package engine_test

import (
	"context"
	"log/slog"
	"net"
	"sync/atomic"
	"testing"

	"github.com/balcao-app/balcao/internal/demo"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/transporttest/acme"
)

// TestNothingIsAskedWhenOff, by the whole program: no address of a link is dialled, be it sent or received, and with the setting on none that
// was received.
func TestNothingIsAskedWhenOff(t *testing.T) {
	web, end, err := demo.Web()
	if err != nil {
		t.Fatal(err)
	}
	var dialled atomic.Int32
	dial := web.Dial
	web.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled.Add(1)
		return dial(ctx, network, address)
	}
	n := acme.NewNetwork("chave")
	way := acme.Driver(n)
	way.Caps.Links = true
	e, err := engine.Start(t.Context(), engine.Config{Dir: t.TempDir(), Simulated: true, Pages: engine.Pages(web), Log: slog.New(slog.DiscardHandler), More: []transport.Driver{way}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		e.Stop()
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	s := &shop{T: t, Engine: e, acme: n}
	channel, _ := s.enter("Loja")
	ana := n.Person(customer)
	s.must(ana.Write("veja https://padaria.example/cardapio"))
	s.until("a conversation", func() bool { return len(s.tickets(channel)) == 1 })
	ticket := s.tickets(channel)[0].ID
	say := func(key string) (m desk.Message) {
		id, err := s.Outbox.Enqueue(t.Context(), outbox.Draft{Ticket: ticket, Key: key, Text: "https://padaria.example/bolo-de-milho"})
		s.must(err)
		s.until("sent", func() bool { return s.status(id).Rung() >= desk.Sent.Rung() })
		s.read(func(v *store.View) (err error) { m, err = v.Message(id); return err })
		return m
	}

	if m := say("off"); m.Content != nil || dialled.Load() != 0 {
		t.Errorf("off: %+v, dialled %d times", m.Content, dialled.Load())
	}
	s.must(s.DB.Write(t.Context(), func(tx *store.Tx) error { return tx.Set("link_previews", "1") }))
	s.must(ana.Write("e https://padaria.example/torta"))
	s.until("she wrote", func() bool { return s.tickets(channel)[0].Unread == 2 })
	if dialled.Load() != 0 {
		t.Errorf("received: dialled %d times", dialled.Load())
	}
	m := say("on")
	if m.Content == nil || m.Content.Link.Title != "Bolo de milho" || m.Content.Link.Picture == "" || dialled.Load() != 2 {
		t.Errorf("on: %+v, dialled %d times", m.Content, dialled.Load())
	}
}
