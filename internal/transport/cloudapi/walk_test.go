package cloudapi

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// These tests let every code of Meta's table befall a message of the operator, as the answer and as a late status, with the real
// rows, the real queue and a reserve behind it.

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

// shop is a channel with an official connection and a reserve.
type shop struct {
	*world
	db    *store.DB
	out   *outbox.Service
	in    *inbox.Service
	spare *spare
}

// trade runs a test in a shop, inside the world's bubble of time.
func trade(t *testing.T, test func(*shop)) {
	dir := t.TempDir()
	live(t, func(w *world) {
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
		official := Driver(w.opts)
		s.in = inbox.New(s.db)
		take := func(ctx context.Context, _ desk.ConnectionID, ev transport.Event) error { return s.hear(ctx, ev) }
		s.out = outbox.New(outbox.Needs{DB: s.db, Take: take, Driver: func(k desk.Kind) (transport.Driver, bool) {
			if k == Kind {
				return official, true
			}
			return transport.Driver{Kind: k, Caps: desk.Caps{Text: 4096}, NewID: newID}, true
		}})
		if err := s.db.Write(w.t.Context(), s.furnish); err != nil {
			t.Fatal(err)
		}
		ctx, end := context.WithCancel(w.t.Context())
		var wait sync.WaitGroup
		for id, c := range map[desk.ConnectionID]transport.Conn{1: w.conn, 2: s.spare} {
			wait.Go(func() {
				if err := s.out.Serve(ctx, id, c); err != nil {
					t.Error(err)
				}
			})
		}
		defer func() { end(); wait.Wait() }()
		w.mu.Lock()
		w.store = s.hear
		w.mu.Unlock()
		test(s)
	})
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
		if err = tx.SetAccount(id, "linked", fmt.Sprint("551140000000", i)); err == nil {
			err = tx.SetHealth(id, desk.HealthOnline, "", time.Now(), time.Time{})
		}
	}
	return err
}

// hear is what engine does with an event.
func (s *shop) hear(ctx context.Context, ev transport.Event) error {
	switch ev := ev.(type) {
	case transport.Refusal:
		return s.out.Refused(ctx, 1, ev)
	case transport.Health:
		return nil
	}
	return s.in.Receive(ctx, 1, ev)
}

// customer writes, so that there is a ticket.
func (s *shop) customer(number string) desk.TicketID {
	s.t.Helper()
	s.s.Customer(number).Write("Oi")
	synctest.Wait()
	var id desk.TicketID
	err := s.db.Read(s.t.Context(), func(v *store.View) error {
		who, err := v.FindContact([]desk.Address{desk.Phone(number)})
		if err == nil {
			id, err = v.LiveTicket(1, who)
		}
		return err
	})
	if err != nil || id == 0 {
		s.t.Fatalf("no ticket of %s: %v", number, err)
	}
	return id
}

// fate is what became of a message: its status and the connections that tried, the reserve last.
func (s *shop) fate(id desk.MessageID) string {
	s.t.Helper()
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

// What follows each next step, for an answer and for a status that comes after the network had taken the message.
var fates = map[bool]map[desk.Next]string{
	false: {
		desk.Reroute: "sent 1:failed 2:accepted",
		desk.Retry:   "delivered 1:accepted",
		desk.Hold:    "held 1:held",
		desk.Stop:    "failed 1:failed",
		desk.Doubt:   "unsure 1:unsure",
	},
	true: {
		desk.Reroute: "sent 1:failed 2:accepted",
		desk.Retry:   "delivered 1:failed 1:accepted",
		desk.Hold:    "failed 1:failed",
		desk.Stop:    "failed 1:failed",
	},
}

// never are the codes for which the reference allows no detour by itself: the platform or the customer decided, the request is wrong,
// or the message may have arrived. Those of the last sort may go by the reserve once a status says that they failed.
var (
	never = []int{368, 130472, 130497, 131031, 131048, 131049, 131050, 131063, 131064, 137000, 132015, 132016, 131043, 131056, 131006, 131008, 131009, 131021, 506}
	doubt = []int{1, 2, 131000, 131016, 133004}
)

func TestWalkOfEveryCode(t *testing.T) {
	for _, late := range []bool{false, true} {
		t.Run(map[bool]string{false: "as an answer", true: "as a status"}[late], func(t *testing.T) {
			trade(t, func(s *shop) {
				sent := map[int]desk.MessageID{}
				for i, code := range graphsim.Codes() {
					number := fmt.Sprintf("551198%07d", i)
					ticket := s.customer(number)
					f := graphsim.Fault{Kind: graphsim.FailSync, Code: code, Match: graphsim.Match{To: number}}
					if late {
						f.Kind = graphsim.AcceptThenFail
					}
					if code == 0 {
						f.Code = graphsim.AuthException
					}
					s.s.Script(f)
					id, err := s.out.Enqueue(s.t.Context(), outbox.Draft{Ticket: ticket, Key: fmt.Sprint(code), Text: fmt.Sprint("código ", code)})
					if err != nil {
						s.t.Fatal(err)
					}
					sent[code] = id
					time.Sleep(100 * time.Millisecond) // what customers write counts against the number's speed as well
				}
				time.Sleep(time.Hour) // longer than any code asks to wait before it is tried again
				synctest.Wait()
				for code, id := range sent {
					s.judge(code, id, late)
				}
			})
		})
	}
}

func (s *shop) judge(code int, id desk.MessageID, late bool) {
	s.t.Helper()
	f := answerFault(400, coded(code), nil)
	if late {
		f = failedFault(coded(code), nil)
	}
	want := fates[late][f.Next]
	got := s.fate(id)
	if got != want {
		s.t.Errorf("%d (%s): %q, want %q", code, f.Next, got, want)
	}
	reserve := strings.Contains(got, "2:")
	for _, c := range never {
		if c == code && reserve {
			s.t.Errorf("%d went by the reserve", code)
		}
	}
	for _, c := range doubt {
		if c == code && reserve != late {
			s.t.Errorf("%d went by the reserve: %t, as a status: %t", code, reserve, late)
		}
	}
	s.spare.mu.Lock()
	defer s.spare.mu.Unlock()
	carried := 0
	for _, body := range s.spare.carry {
		if body == fmt.Sprint("código ", code) {
			carried++
		}
	}
	if carried > 1 || (carried == 1) != reserve {
		s.t.Errorf("%d: the reserve carried it %d times", code, carried)
	}
}
