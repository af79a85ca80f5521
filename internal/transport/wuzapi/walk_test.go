package wuzapi

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

// These tests let the server's habits befall messages with the real rows, the real queue and a reserve behind it.

// spare is a reserve that carries everything.
type spare struct {
	mu    sync.Mutex
	carry []string
}

func (s *spare) Run(ctx context.Context, _ transport.Take) error { <-ctx.Done(); return nil }
func (s *spare) Caps(desk.Address) desk.Caps                     { return desk.Caps{Text: 4096} }
func (s *spare) Send(_ context.Context, m transport.Outgoing) (transport.Accepted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if say, ok := m.(transport.Say); ok {
		s.carry = append(s.carry, say.Body)
	}
	return transport.Accepted{Status: desk.Sent}, nil
}

// shop is a channel with a connection to the server and a reserve.
type shop struct {
	*world
	db    *store.DB
	out   *outbox.Service
	in    *inbox.Service
	spare *spare
}

// trade runs a test in a shop, inside the world's bubble of time, while the connection runs and sends whenever it is online.
func trade(t *testing.T, o wuzapisim.Options, test func(*shop)) {
	dir := t.TempDir()
	live(t, o, func(w *world) {
		s := &shop{world: w, spare: &spare{}}
		var err error
		if s.db, err = store.Open(store.Options{Dir: dir, Emit: func([]desk.Change) {
			if s.out != nil {
				s.out.Wake()
			}
		}}); err != nil {
			t.Fatal(err)
		}
		defer s.db.Close()
		s.in = inbox.New(s.db)
		ours := w.drv
		s.out = outbox.New(outbox.Needs{DB: s.db, Take: s.hear, Driver: func(k desk.Kind) (transport.Driver, bool) {
			if k == Kind {
				return ours, true
			}
			return transport.Driver{Kind: k, Caps: desk.Caps{Text: 4096}, NewID: newID}, true
		}})
		if err := s.db.Write(w.t.Context(), s.furnish); err != nil {
			t.Fatal(err)
		}
		ctx, end := context.WithCancel(w.t.Context())
		var wait sync.WaitGroup
		wait.Go(func() { s.supervise(ctx) })
		wait.Go(func() { _ = s.out.Serve(ctx, 2, s.spare) })
		defer func() { end(); wait.Wait() }()
		synctest.Wait()
		w.subscribe()
		time.Sleep(2 * time.Second)
		test(s)
	})
}

// supervise keeps the connection running, as connection.Manager does, and has the outbox serve it while it is online.
func (s *shop) supervise(ctx context.Context) {
	for ctx.Err() == nil {
		var stop context.CancelFunc
		var served sync.WaitGroup
		_ = s.conn.Run(ctx, func(at context.Context, e transport.Event) error {
			h, is := e.(transport.Health)
			switch {
			case !is:
				return s.take(at, e)
			case h.State == desk.HealthOnline && stop == nil:
				var shift context.Context
				shift, stop = context.WithCancel(ctx)
				served.Go(func() { _ = s.out.Serve(shift, 1, s.conn) })
			case h.State != desk.HealthOnline && stop != nil:
				stop()
				stop = nil
			}
			return nil
		})
		if stop != nil {
			stop()
		}
		served.Wait()
		rest(ctx, time.Second)
	}
}

func (s *shop) furnish(tx *store.Tx) error {
	ch, err := tx.AddChannel("Loja")
	for i, kind := range []desk.Kind{Kind, "spare"} {
		if err != nil {
			return err
		}
		var id desk.ConnectionID
		if id, err = tx.AddConnection(ch, kind, "Loja"); err != nil {
			return err
		}
		if err = tx.SetAccount(id, "linked", fmt.Sprint(s.link.Phone[:12], i)); err == nil {
			err = tx.SetHealth(id, desk.HealthOnline, "", time.Now(), time.Time{})
		}
	}
	s.world.set(func() {
		s.store = func(ctx context.Context, ev transport.Event) error { return s.hear(ctx, 1, ev) }
	})
	return err
}

// hear is what engine does with an event.
func (s *shop) hear(ctx context.Context, on desk.ConnectionID, ev transport.Event) error {
	switch ev := ev.(type) {
	case transport.Refusal:
		return s.out.Refused(ctx, on, ev)
	case transport.Health, transport.Typing:
		return nil
	}
	return s.in.Receive(ctx, on, ev)
}

// contact finds a customer and the ticket that is open for them.
func (s *shop) contact(number string) (who desk.ContactID, ticket desk.TicketID) {
	s.t.Helper()
	synctest.Wait()
	err := s.db.Read(s.t.Context(), func(v *store.View) (err error) {
		if who, err = v.FindContact([]desk.Address{desk.Phone(number)}); err == nil {
			ticket, err = v.LiveTicket(1, who)
		}
		return err
	})
	if err != nil || ticket == 0 {
		s.t.Fatalf("no ticket of %s: %v", number, err)
	}
	return who, ticket
}

// said is the conversation as it is stored.
func (s *shop) said(number string) (all []desk.Message) {
	s.t.Helper()
	who, _ := s.contact(number)
	err := s.db.Read(s.t.Context(), func(v *store.View) (err error) {
		all, _, err = v.Page(store.PageAsk{Contact: who, Limit: 200})
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

func (s *shop) write(number, body string) desk.MessageID {
	s.t.Helper()
	_, ticket := s.contact(number)
	id, err := s.out.Enqueue(s.t.Context(), outbox.Draft{Ticket: ticket, Key: body, Text: body})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// fate is what became of a message: its status and the connections that tried, the reserve last.
func (s *shop) fate(id desk.MessageID) string {
	s.t.Helper()
	synctest.Wait()
	var out string
	err := s.db.Read(s.t.Context(), func(v *store.View) error {
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
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func TestWalkOfAConversation(t *testing.T) {
	trade(t, wuzapisim.Options{History: 100}, func(s *shop) {
		s.s.Change(func(h *wuzapisim.Habits) { h.Twice = true })
		s.ana.Write("tem pão?")
		id := s.write(anaNumber, "tem sim")
		time.Sleep(time.Second)
		if got := s.fate(id); got != "delivered 1:accepted" {
			t.Error(got)
		}
		s.ana.Read()
		if got := s.fate(id); got != "read 1:accepted" {
			t.Error(got)
		}
		s.s.Phone().Write(s.ana, "pelo telefone")
		s.ana.Hide().Write("agora sem número") // the same person under the hidden number
		s.s.Change(func(h *wuzapisim.Habits) { h.Twice, h.Lose = false, true })
		s.ana.Write("perdida")
		time.Sleep(5 * time.Minute)
		var got []string
		for _, m := range s.said(anaNumber) {
			got = append(got, fmt.Sprint(m.Direction, ":", m.Body))
		}
		if fmt.Sprint(got) != "[in:tem pão? out:tem sim out:pelo telefone in:agora sem número in:perdida]" {
			t.Error(got)
		}
	})
}

// Whoever is written to first may confirm it under the hidden number only.
func TestWalkToAStranger(t *testing.T) {
	trade(t, wuzapisim.Options{}, func(s *shop) {
		bia := s.s.Customer("5511922223333").Hide()
		var ticket desk.TicketID
		err := s.db.Write(s.t.Context(), func(tx *store.Tx) error {
			who, _, err := tx.PutContact([]desk.Address{desk.Phone(bia.Number)})
			if err == nil {
				ticket, err = tx.AddTicket(1, who, desk.Pending, time.Now(), false)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		id, err := s.out.Enqueue(s.t.Context(), outbox.Draft{Ticket: ticket, Key: "1", Text: "olá"})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		bia.Read()
		if got := s.fate(id); got != "read 1:accepted" {
			t.Error(got)
		}
	})
}

// What became of a message that something befell: by whether it can have arrived.
func TestWalkOfEveryHabit(t *testing.T) {
	words := func(w string, after bool) wuzapisim.Fault {
		return wuzapisim.Fault{Do: wuzapisim.Refuse, Words: w, After: after}
	}
	for name, c := range map[string]struct {
		fault   wuzapisim.Fault
		history int
		want    string
	}{
		"500 of nothing":             {words("something", false), 0, "unsure 1:unsure"},
		"500, sent":                  {words("something", true), 0, "delivered 1:accepted"}, // its receipt proves it
		"timed out":                  {words("error sending message: timed out waiting for message send response", false), 0, "unsure 1:unsure"},
		"silence, sent":              {wuzapisim.Fault{Do: wuzapisim.Silence, After: true}, 0, "delivered 1:accepted"},
		"reset":                      {wuzapisim.Fault{Do: wuzapisim.Reset}, 0, "unsure 1:unsure"},
		"page, sent, remembered":     {wuzapisim.Fault{Do: wuzapisim.Page, After: true}, 100, "delivered 1:accepted"},
		"no session":                 {words("no session", false), 0, "delivered 1:accepted"}, // tried again
		"upload":                     {words("failed to upload file: x", false), 0, "delivered 1:accepted"},
		"refused":                    {words("error sending message: server returned error 475", false), 0, "sent 1:failed 2:accepted"},
		"restricted":                 {words("error sending message: server returned error 463", false), 0, "held 1:held"},
		"payload":                    {wuzapisim.Fault{Do: wuzapisim.Refuse, Status: 400, Words: "could not decode Payload"}, 0, "sent 1:failed 2:accepted"},
		"slow":                       {wuzapisim.Fault{Do: wuzapisim.Late, Delay: 50 * time.Second}, 0, "delivered 1:accepted"},
		"a session that is not open": {wuzapisim.Fault{}, 0, "delivered 1:accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			trade(t, wuzapisim.Options{History: c.history}, func(s *shop) {
				s.ana.Write("oi")
				s.contact(anaNumber)
				if c.fault.Do == "" {
					s.s.Restart()
				} else {
					c.fault.Path = "/chat/send"
					s.s.Script(c.fault)
				}
				id := s.write(anaNumber, "olá")
				time.Sleep(5 * time.Minute)
				if got := s.fate(id); got != c.want {
					t.Errorf("%s, want %s", got, c.want)
				}
				arrived := len(s.ana.Received())
				s.spare.mu.Lock()
				defer s.spare.mu.Unlock()
				if n := arrived + len(s.spare.carry); n > 1 {
					t.Errorf("it arrived %d times", n)
				}
			})
		})
	}
}

// With no receipts at all the server's memory alone ends the doubt; sending again by hand uses the same id.
func TestWalkOutOfDoubt(t *testing.T) {
	trade(t, wuzapisim.Options{History: 100}, func(s *shop) {
		s.s.Change(func(h *wuzapisim.Habits) { h.NoReceipts = true })
		s.ana.Write("oi")
		s.contact(anaNumber)
		s.s.Script(wuzapisim.Fault{Path: "/chat/send", Do: wuzapisim.Refuse, Words: "something", After: true})
		proved := s.write(anaNumber, "guardada")
		time.Sleep(3 * time.Minute)
		if got := s.fate(proved); got != "sent 1:accepted" {
			t.Error(got)
		}
		s.s.Script(wuzapisim.Fault{Path: "/chat/send", Do: wuzapisim.Refuse, Words: "something"})
		doubt := s.write(anaNumber, "perdida")
		time.Sleep(3 * time.Minute)
		if got := s.fate(doubt); got != "unsure 1:unsure" {
			t.Error(got)
		}
		first := lastID(s)
		if err := s.out.Resolve(s.t.Context(), doubt, outbox.Again, 0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if got := s.fate(doubt); got != "sent 1:accepted" {
			t.Error(got)
		}
		if again := lastID(s); again != first {
			t.Errorf("it went as %s, and before as %s", again, first)
		}
		if all := s.said(anaNumber); len(all) != 3 {
			t.Errorf("%d messages", len(all))
		}
	})
}

// lastID is the id under which the last message was posted.
func lastID(s *shop) string {
	out := ""
	for _, r := range s.s.Requests() {
		if n, ok := parse([]byte(r.Body)); ok && r.Path == "/chat/send/text" {
			out = n.text("Id")
		}
	}
	return out
}
