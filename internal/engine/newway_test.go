package engine_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/engine"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/transporttest/acme"
)

const customer = "5511955500301"

// shop is the whole program with one way more.
type shop struct {
	*testing.T
	*engine.Engine
	acme *acme.Network
}

func open(t *testing.T) *shop {
	n := acme.NewNetwork("chave")
	e, err := engine.Start(t.Context(), engine.Config{Dir: t.TempDir(), Simulated: true, Log: slog.New(slog.DiscardHandler), More: []transport.Driver{acme.Driver(n)}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Stop)
	return &shop{T: t, Engine: e, acme: n}
}

func (s *shop) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *shop) until(what string, ok func() bool) {
	s.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); !ok(); <-tick.C {
		if time.Now().After(end) {
			s.Fatal(what, ": not in time")
		}
	}
}

func (s *shop) read(fn func(*store.View) error) {
	s.Helper()
	s.must(s.DB.Read(s.Context(), fn))
}

// enter makes a channel of the new way, as its form does.
func (s *shop) enter(name string) (desk.ChannelID, desk.ConnectionID) {
	s.Helper()
	got, err := s.Connections.Probe(s.Context(), connection.Entry{Kind: acme.Kind, Values: map[string]string{acme.FieldOffice: name, acme.FieldKey: "chave"}})
	s.must(err)
	if !got.OK {
		s.Fatalf("%+v", got.Findings)
	}
	channel, id, err := s.Channels.Create(s.Context(), name, acme.Kind)
	s.must(err)
	s.must(s.Connections.Save(s.Context(), id, got))
	s.until("online", func() bool { return s.health(id) == desk.HealthOnline })
	return channel, id
}

func (s *shop) health(id desk.ConnectionID) (h desk.Health) {
	s.read(func(v *store.View) error {
		c, err := v.Connection(id)
		h = c.Health
		return err
	})
	return h
}

func (s *shop) tickets(channel desk.ChannelID) (all []desk.Ticket) {
	for _, tab := range []string{"pending", "open"} {
		s.read(func(v *store.View) error {
			some, _, err := v.List(store.ListAsk{Tab: tab, Limit: 50})
			for _, t := range some {
				if t.Channel == channel {
					all = append(all, t)
				}
			}
			return err
		})
	}
	return all
}

// TestANewWay: an adapter that nobody else knows of, one folder and one line, is offered with its form, refuses what is wrong, talks, is
// stopped by what its network says, is mended, takes over from another channel, and is removed. Nothing else has to change.
func TestANewWay(t *testing.T) {
	s := open(t)
	kinds := ""
	for _, d := range s.Drivers() {
		kinds += fmt.Sprint(" ", d.Kind, len(d.Fields))
	}
	if !strings.HasSuffix(kinds, " acme2") {
		t.Errorf("offered are%s", kinds)
	}
	wrong, err := s.Connections.Probe(t.Context(), connection.Entry{Kind: acme.Kind, Values: map[string]string{acme.FieldOffice: "1", acme.FieldKey: "falsa"}})
	s.must(err)
	if wrong.OK || len(wrong.Findings) != 1 || wrong.Findings[0].Field != acme.FieldKey {
		t.Errorf("a wrong key: %+v", wrong)
	}

	channel, id := s.enter("Loja")
	ana := s.acme.Person(customer)
	s.must(ana.Write("oi"))
	s.until("a conversation", func() bool { return len(s.tickets(channel)) == 1 })
	ticket := s.tickets(channel)[0].ID
	m, err := s.Outbox.Enqueue(t.Context(), outbox.Draft{Ticket: ticket, Key: "a", Text: "olá"})
	s.must(err)
	s.until("the answer", func() bool { return len(ana.Received()) == 1 })
	ana.Read()
	s.until("read", func() bool { return s.status(m) == desk.Read })

	s.acme.Lock()
	s.until("signed out", func() bool { return s.health(id) == desk.HealthSignedOut })
	s.remove(channel, id)
}

func (s *shop) status(m desk.MessageID) (status desk.MessageStatus) {
	s.read(func(v *store.View) error {
		got, err := v.Message(m)
		status = got.Status
		return err
	})
	return status
}

// remove brings the channel's conversations to another one, and takes that back.
func (s *shop) remove(channel desk.ChannelID, id desk.ConnectionID) {
	s.Helper()
	other, _, err := s.Channels.Create(s.Context(), "Filial", acme.Kind)
	s.must(err)
	removal, err := s.Removals.Begin(s.Context(), channel, other, map[desk.ConnectionID]desk.Fate{id: desk.FateRemove})
	s.must(err)
	s.until("moved", func() bool { return len(s.tickets(other)) == 1 && len(s.tickets(channel)) == 0 })
	s.until("done", func() bool { return s.Removals.Undo(s.Context(), removal) == nil })
	s.until("back", func() bool { return len(s.tickets(channel)) == 1 && s.state(removal) == "" })
	if got := s.health(id); got == desk.HealthRemoving {
		s.Errorf("it came back as %s", got)
	}
}

// state is how far a removal is, empty once it is undone.
func (s *shop) state(id desk.RemovalID) (state desk.RemovalState) {
	s.read(func(v *store.View) error {
		all, err := v.Removals()
		for _, r := range all {
			if r.ID == id {
				state = r.State
			}
		}
		return err
	})
	return state
}
