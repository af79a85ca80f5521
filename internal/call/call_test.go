package call

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// line is a connection that is told to reject calls.
type line struct {
	rejected []desk.RemoteID
	answer   func() error
}

func (l *line) Run(ctx context.Context, _ transport.Take) error { <-ctx.Done(); return nil }
func (l *line) Caps(desk.Address) desk.Caps                     { return desk.Caps{Text: 100, Calls: true, Reject: true} }

func (l *line) Send(_ context.Context, m transport.Outgoing) (transport.Accepted, error) {
	l.rejected = append(l.rejected, m.(transport.Reject).Call)
	if l.answer != nil {
		return transport.Accepted{}, l.answer()
	}
	return transport.Accepted{}, nil
}

// bench is a connection that rejects calls with a text, inside one bubble of time.
type bench struct {
	*testing.T
	*Service
	inbox *inbox.Service
	line  *line
	calls int
}

func open(t *testing.T, fn func(*bench)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, line: &line{}}
		db, err := store.Open(store.Options{Dir: dir, Emit: func([]desk.Change) {
			if b.Service != nil {
				b.Wake()
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		b.must(db.Write(t.Context(), func(tx *store.Tx) error {
			ch, err := tx.AddChannel("Loja")
			for i := range 2 {
				var id desk.ConnectionID
				if err == nil {
					id, err = tx.AddConnection(ch, "fake", "Loja")
				}
				if err == nil {
					err = tx.SetAccount(id, "linked", fmt.Sprint("551190000000", i))
				}
			}
			return errors.Join(err, tx.SetCalls(1, desk.CallReject, "Não atendemos chamadas."))
		}))
		out := outbox.New(outbox.Needs{DB: db, Driver: func(k desk.Kind) (transport.Driver, bool) {
			return transport.Driver{Kind: k, Caps: b.line.Caps(desk.Address{}), NewID: func() desk.RemoteID { return desk.RemoteID(fmt.Sprint("C", time.Now().UnixNano())) }}, true
		}})
		b.inbox = inbox.New(db)
		b.Service = New(Needs{DB: db, Log: slog.New(slog.DiscardHandler), Answer: func(tx *store.Tx, t desk.TicketID, by desk.ConnectionID, key, text string) (desk.MessageID, error) {
			return out.Put(tx, outbox.Draft{Ticket: t, Key: key, Text: text, By: by, Routine: true})
		}})
		fn(b)
	})
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// serve works on what is due until nothing is left to do at once.
func (b *bench) serve() {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error)
	go func() { done <- b.Serve(ctx, 1, b.line) }()
	synctest.Wait()
	cancel()
	b.must(<-done)
}

func (b *bench) hears(ev transport.Call) {
	b.Helper()
	ev.From = transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
	b.must(b.inbox.Receive(b.Context(), 1, ev))
}

// rings lets a customer call.
func (b *bench) rings(late bool) desk.RemoteID {
	b.Helper()
	b.calls++
	id := desk.RemoteID(fmt.Sprint("K", b.calls))
	b.hears(transport.Call{Remote: id, State: desk.CallRinging, At: time.Now(), Late: late})
	return id
}

// is compares the conversation with what it should be: calls by their state, texts by their words and who may carry them.
func (b *bench) is(want ...string) {
	b.Helper()
	var got []string
	b.must(b.DB.Read(b.Context(), func(v *store.View) error {
		who, err := v.FindContact([]desk.Address{desk.Phone("5511987650001")})
		if err != nil {
			return err
		}
		page, _, err := v.Page(store.PageAsk{Contact: who, Limit: 50})
		for _, m := range page {
			switch {
			case m.Kind == desk.Call:
				got = append(got, string(m.Content.Call.State))
			default:
				got = append(got, fmt.Sprint(m.Body, " by ", m.Only, " ", m.Origin))
			}
		}
		all, _, err2 := v.List(store.ListAsk{Tab: "pending", Limit: 5})
		if len(all) != 1 || all[0].WaitingSince.IsZero() {
			b.Errorf("the customer does not wait: %+v", all)
		}
		return errors.Join(err, err2)
	}))
	if !slices.Equal(got, want) {
		b.Errorf("got %q, want %q", got, want)
	}
}

const text = "Não atendemos chamadas. by 1 routine"

func TestACallIsRejectedAndAnsweredOnce(t *testing.T) {
	open(t, func(b *bench) {
		id := b.rings(false)
		b.hears(transport.Call{Remote: id, State: desk.CallRinging, At: time.Now()}) // told twice
		b.serve()
		b.serve()
		b.hears(transport.Call{Remote: id, State: desk.CallMissed, At: time.Now()})
		b.serve()
		b.is("rejected", text)
		if !slices.Equal(b.line.rejected, []desk.RemoteID{id}) {
			t.Errorf("rejected %v", b.line.rejected)
		}
	})
}

// TestWhoCallsAgainGetsNoSecondText for some minutes.
func TestWhoCallsAgainGetsNoSecondText(t *testing.T) {
	open(t, func(b *bench) {
		for range 3 {
			b.rings(false)
			b.serve()
			time.Sleep(4 * time.Minute)
		}
		b.is("rejected", text, "rejected", "rejected")
		b.rings(false)
		b.serve()
		b.is("rejected", text, "rejected", "rejected", "rejected", text)
		if len(b.line.rejected) != 4 {
			t.Errorf("rejected %v", b.line.rejected)
		}
	})
}

func TestWithoutATextItIsOnlyRejected(t *testing.T) {
	open(t, func(b *bench) {
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetCalls(1, desk.CallReject, "") }))
		b.rings(false)
		b.serve()
		b.is("rejected")
	})
}

// TestWhatIsOverIsLeftAlone: a call of an absence, one that ended before its turn, and one that nobody could reject in time.
func TestWhatIsOverIsLeftAlone(t *testing.T) {
	for name, over := range map[string]func(*bench) string{
		"late": func(b *bench) string { b.rings(true); return "ringing" },
		"missed": func(b *bench) string {
			b.hears(transport.Call{Remote: b.rings(false), State: desk.CallMissed, At: time.Now()})
			return "missed"
		},
		"answered": func(b *bench) string {
			b.hears(transport.Call{Remote: b.rings(false), State: desk.CallAnswered, At: time.Now()})
			return "answered"
		},
		"a minute": func(b *bench) string { b.rings(false); time.Sleep(desk.RingsFor); return "ringing" },
	} {
		t.Run(name, func(t *testing.T) {
			open(t, func(b *bench) {
				state := over(b)
				b.serve()
				b.serve()
				b.is(state)
				if len(b.line.rejected) > 0 {
					t.Errorf("rejected %v", b.line.rejected)
				}
			})
		})
	}
}

// TestADeathOverTheRejection: nobody knows whether the customer's phone was told. The text is owed, and comes once.
func TestADeathOverTheRejection(t *testing.T) {
	for name, later := range map[string]time.Duration{"at once": time.Second, "when it is over": time.Hour} {
		t.Run(name, func(t *testing.T) {
			open(t, func(b *bench) {
				b.rings(false)
				b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { _, err := tx.BeginCall(1, true); return err }))
				time.Sleep(later)
				b.serve()
				b.serve()
				state := map[bool]string{true: "rejected", false: "ringing"}[later < desk.RingsFor]
				b.is(state, text)
			})
		})
	}
}

// TestARejectionThatDoesNotLeave is tried while the call rings, and answered only when it left.
func TestARejectionThatDoesNotLeave(t *testing.T) {
	open(t, func(b *bench) {
		offline := true
		b.line.answer = func() error {
			if offline {
				return &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection}
			}
			return nil
		}
		b.rings(false)
		b.serve()
		b.is("ringing")
		offline = false
		time.Sleep(time.Second)
		b.serve()
		b.is("rejected", text)
		offline = true
		b.rings(false)
		b.serve()
		time.Sleep(desk.RingsFor)
		b.serve()
		b.is("rejected", text, "ringing")
	})
}

// TestATextThatNobodyCanCarryIsLeftOut, and the call is rejected all the same.
func TestATextThatNobodyCanCarryIsLeftOut(t *testing.T) {
	open(t, func(b *bench) {
		b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetCalls(1, desk.CallReject, fmt.Sprintf("%0101d", 1)) }))
		b.rings(false)
		b.serve()
		b.is("rejected")
	})
}
