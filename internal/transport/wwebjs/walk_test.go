package wwebjs

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/channel"
	"github.com/balcao-app/balcao/internal/connection"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/history"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/media"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// These tests walk through the real rows, the real queue and the real life of connections, with a reserve behind the server.

// spare is a reserve that carries everything.
type spare struct {
	mu    sync.Mutex
	carry []string
}

func (s *spare) Caps(desk.Address) desk.Caps { return desk.Caps{Text: 4096} }
func (s *spare) Run(ctx context.Context, take transport.Take) error {
	if err := take(ctx, transport.Health{State: desk.HealthOnline}); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func (s *spare) Send(_ context.Context, m transport.Outgoing) (transport.Accepted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if say, ok := m.(transport.Say); ok {
		s.carry = append(s.carry, say.Body)
	}
	return transport.Accepted{Status: desk.Sent}, nil
}

// shop is a channel with a connection to the server and, where wanted, a reserve.
type shop struct {
	*world
	db      *store.DB
	out     *outbox.Service
	in      *inbox.Service
	media   *media.Service
	conns   *connection.Manager
	spare   *spare
	id      desk.ConnectionID
	channel desk.ChannelID

	steps []connection.Pairing
	act   func(transport.Step)
}

// trade runs a test in a shop.
func trade(t *testing.T, test func(*shop)) {
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	bubble(t, wwebjssim.Options{Key: theKey}, func(w *world) {
		s := &shop{world: w, spare: &spare{}, act: func(transport.Step) {}}
		s.build(dir)
		defer s.db.Close()
		ctx, end := context.WithCancel(w.t.Context())
		var wait sync.WaitGroup
		wait.Go(func() { s.must(s.out.Run(ctx)) })
		defer func() { s.conns.Stop(); end(); wait.Wait() }()
		test(s)
	})
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Error(err)
	}
}

// build is what engine does.
func (s *shop) build(dir string) {
	log := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var past *history.Service
	var err error
	s.db, err = store.Open(store.Options{Dir: dir, Emit: func([]desk.Change) {
		if s.out != nil {
			s.out.Wake()
			s.media.Wake()
			past.Wake()
		}
	}})
	s.must(err)
	vault, err := secret.Open(dir, secret.FileOnly)
	s.must(err)
	driver := func(k desk.Kind) (transport.Driver, bool) {
		if k == Kind {
			return s.driver, true
		}
		return transport.Driver{Kind: k, Caps: desk.Caps{Text: 4096}, NewID: newID, Open: func(transport.Env) (transport.Conn, error) { return s.spare, nil }}, true
	}
	s.in, s.media = inbox.New(s.db), media.New(s.db, log)
	past = history.New(history.Needs{DB: s.db, Import: s.in.Import, Log: log})
	s.out = outbox.New(outbox.Needs{DB: s.db, Driver: driver, Take: s.hear})
	s.conns = connection.New(connection.Needs{
		DB: s.db, Driver: driver, Take: s.hear, Vault: vault, Log: log, HTTP: func(desk.Kind) *http.Client { return s.s.Client() },
		Serve:  []func(context.Context, desk.ConnectionID, transport.Conn) error{s.out.Serve, past.Serve, s.media.Serve},
		Typing: func(transport.Typing) {},
		Pairing: func(_ desk.ConnectionID, p connection.Pairing) {
			s.steps = append(s.steps, p)
			if p.Step != nil {
				s.act(p.Step)
			}
		},
	})
	channels := channel.New(s.db, s.out.Replan)
	s.channel, s.id, err = channels.Create(s.t.Context(), "Loja", Kind)
	s.must(err)
}

// reserve adds one to the channel.
func (s *shop) reserve() {
	s.t.Helper()
	id, err := channel.New(s.db, s.out.Replan).Reserve(s.t.Context(), s.channel, "spare")
	s.must(err)
	s.must(s.db.Write(s.t.Context(), func(tx *store.Tx) error { return tx.SetAccount(id, "linked", "551140000000") }))
	s.must(s.conns.Connect(s.t.Context(), id))
}

// hear is what engine does with an event.
func (s *shop) hear(ctx context.Context, on desk.ConnectionID, ev transport.Event) error {
	if r, ok := ev.(transport.Refusal); ok {
		return s.out.Refused(ctx, on, r)
	}
	return s.in.Receive(ctx, on, ev)
}

// enter fills the form in and saves it.
func (s *shop) enter() {
	s.t.Helper()
	got, err := s.conns.Probe(s.t.Context(), connection.Entry{Connection: s.id, Kind: Kind, Values: map[string]string{
		FieldAddress: s.s.Address(), FieldSession: loja, FieldKey: theKey,
	}})
	s.must(err)
	if !got.OK {
		s.t.Fatalf("%+v", got.Findings)
	}
	s.must(s.conns.Save(s.t.Context(), s.id, got))
	synctest.Wait()
}

func (s *shop) health() desk.Health {
	s.t.Helper()
	var c desk.Connection
	s.must(s.db.Read(s.t.Context(), func(v *store.View) (err error) { c, err = v.Connection(s.id); return err }))
	return c.Health
}

// ticket is the live one of a customer.
func (s *shop) ticket(number string) (id desk.TicketID) {
	s.t.Helper()
	s.must(s.db.Read(s.t.Context(), func(v *store.View) error {
		who, err := v.FindContact([]desk.Address{desk.Phone(number)})
		if err == nil {
			id, err = v.LiveTicket(s.channel, who)
		}
		return err
	}))
	if id == 0 {
		s.t.Fatalf("no ticket of %s", number)
	}
	return id
}

func (s *shop) reply(to desk.TicketID, key, text string) desk.MessageID {
	s.t.Helper()
	id, err := s.out.Enqueue(s.t.Context(), outbox.Draft{Ticket: to, Key: key, Text: text})
	s.must(err)
	return id
}

// fate is what became of a message: its status and the connections that tried, the reserve last.
func (s *shop) fate(id desk.MessageID) (out string) {
	s.t.Helper()
	s.must(s.db.Read(s.t.Context(), func(v *store.View) error {
		m, err := v.Message(id)
		if err != nil {
			return err
		}
		all, err := v.Deliveries(id)
		out = string(m.Status)
		for _, d := range all {
			out += fmt.Sprintf(" %d:%s", d.Connection, d.State)
		}
		return err
	}))
	return out
}

// thread is a conversation as it is read, old to new.
func (s *shop) thread(number string) (all []desk.Message) {
	s.t.Helper()
	s.must(s.db.Read(s.t.Context(), func(v *store.View) error {
		who, err := v.FindContact([]desk.Address{desk.Phone(number)})
		for id := desk.MessageID(1); err == nil && id < 1000; id++ {
			m, missing := v.Message(id)
			if missing == nil && m.Contact == who && m.Direction != desk.System {
				all = append(all, m)
			}
		}
		return err
	}))
	slices.SortStableFunc(all, func(a, b desk.Message) int { return a.At.Compare(b.At) })
	return all
}

// TestWalk: the form, the QR code, a conversation with its history and a picture, and the end.
func TestWalk(t *testing.T) {
	trade(t, func(s *shop) {
		s.enter()
		s.after(time.Second)
		if h := s.health(); h != desk.HealthSignedOut {
			t.Fatalf("before a phone was linked: %s", h)
		}
		s.act = func(step transport.Step) {
			if qr, ok := step.(transport.QR); ok && qr.N == 2 {
				s.must(s.phone.Scan(qr.Text))
			}
		}
		s.must(s.conns.Pair(s.t.Context(), s.id, ""))
		s.after(3 * time.Second)
		s.ana.Earlier(loja, "há tempos", false, 100*24*3600)
		s.after(2 * time.Minute)
		if last := s.steps[len(s.steps)-1]; last.Linked == nil || last.Linked.Number != ourNumber {
			t.Fatalf("pairing ended with %+v", last)
		}
		if h := s.health(); h != desk.HealthOnline {
			t.Fatalf("health %s", h)
		}
		s.s.Set(func(h *wwebjssim.Habits) { h.Hidden, h.Doubled = true, true })
		s.ana.WriteFile(loja, "image", "foto", wwebjssim.File{Mime: "image/jpeg", Data: []byte("jjjj")})
		s.after(time.Minute)
		m := s.reply(s.ticket(anaNumber), "k1", "Olá")
		s.after(time.Second)
		if got := s.fate(m); got != "sent 1:accepted" {
			t.Error(got)
		}
		s.ana.Receive()
		s.after(time.Second)
		s.ana.Read()
		s.after(10 * time.Minute)
		if got := s.fate(m); got != "read 1:accepted" {
			t.Error(got)
		}
		all := s.thread(anaNumber)
		if len(all) != 3 || all[0].Body != "há tempos" || all[1].Body != "foto" || all[2].Body != "Olá" {
			t.Errorf("%+v", all)
		}
		s.picture(all[1].ID)
		s.must(s.conns.Remove(s.t.Context(), s.id))
		if s.phone.Linked(loja) {
			t.Error("the phone still lists the session")
		}
	})
}

func (s *shop) picture(of desk.MessageID) {
	s.t.Helper()
	s.must(s.db.Read(s.t.Context(), func(v *store.View) error {
		a, err := v.NextWanted(s.id)
		if a != nil {
			s.t.Errorf("still wanted: %+v", a)
		}
		return err
	}))
	if n := s.s.Asked("message/downloadMediaAsData"); n != 1 {
		s.t.Errorf("the picture of %d was fetched %d times", of, n)
	}
}

// fates are what follows from each answer. What left is found among the server's own messages, and nothing goes twice.
func fates(left bool, next desk.Next) string {
	return map[desk.Next]string{
		desk.Reroute: "sent 1:failed 2:accepted",
		desk.Retry:   "sent 1:accepted",
		desk.Stop:    "failed 1:failed",
		desk.Doubt:   map[bool]string{true: "sent 1:accepted", false: "unsure 1:unsure"}[left],
	}[next]
}

// TestWalkOfEveryAnswer lets every answer befall a message of the operator.
func TestWalkOfEveryAnswer(t *testing.T) {
	trade(t, func(s *shop) {
		s.phone.Link(loja)
		s.enter()
		s.reserve()
		s.after(time.Minute)
		for i, a := range answers {
			number := fmt.Sprintf("551198%07d", i)
			who := s.s.Customer(number, a.name)
			who.Write(loja, "Oi")
			s.after(time.Second)
			f := a.fault
			f.Call, f.Match = "client/sendMessage", number
			s.s.Script(f)
			m := s.reply(s.ticket(number), fmt.Sprint("k", i), fmt.Sprint("resposta ", i))
			s.after(5 * time.Minute)
			if got, want := s.fate(m), fates(a.fault.After, a.next); got != want {
				t.Errorf("%s: %q, want %q", a.name, got, want)
			}
			s.spare.mu.Lock()
			carried := len(who.Got())
			for _, body := range s.spare.carry {
				if body == fmt.Sprint("resposta ", i) {
					carried++
				}
			}
			s.spare.mu.Unlock()
			if carried > 1 {
				t.Errorf("%s: arrived %d times", a.name, carried)
			}
			if all := s.thread(number); len(all) != 2 {
				t.Errorf("%s: %d messages: %+v", a.name, len(all), all)
			}
		}
	})
}

// TestWalkAgain: the operator sends a message in doubt again. One that left does not leave twice.
func TestWalkAgain(t *testing.T) {
	for _, left := range []bool{true, false} {
		trade(t, func(s *shop) {
			s.phone.Link(loja)
			s.enter()
			s.after(time.Minute)
			s.ana.Write(loja, "Oi")
			s.after(time.Second)
			s.s.Script(wwebjssim.Fault{Call: "client/sendMessage", After: left, Answer: wwebjssim.HTML(502)})
			s.s.Script(wwebjssim.Fault{Call: "chat/fetchMessages", Times: -1, Answer: wwebjssim.HTML(500)})
			s.s.Set(func(h *wwebjssim.Habits) { h.Lost = true })
			m := s.reply(s.ticket(anaNumber), "k", "Olá")
			s.after(time.Minute)
			if got := s.fate(m); got != "unsure 1:unsure" {
				t.Errorf("left %t: %s", left, got)
			}
			s.s.Heal()
			s.must(s.out.Resolve(s.t.Context(), m, outbox.Again, 0))
			s.after(time.Minute)
			if got := s.fate(m); got != "sent 1:accepted" && got != "accepted 1:accepted" {
				t.Errorf("left %t: %s", left, got)
			}
			if got := s.ana.Got(); len(got) != 1 {
				t.Errorf("left %t: arrived %q", left, got)
			}
			if all := s.thread(anaNumber); len(all) != 2 {
				t.Errorf("left %t: %+v", left, all)
			}
		})
	}
}
