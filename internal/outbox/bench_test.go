package outbox

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// line is a connection that answers as a test says.
type line struct {
	mu     sync.Mutex
	said   []transport.Say
	read   []transport.MarkRead
	answer func(transport.Say) (transport.Accepted, error)
	made   []transport.Outgoing // reactions, edits, deletions
	other  func(transport.Outgoing) (transport.Accepted, error)
	slow   time.Duration // before it answers
}

func (l *line) Run(ctx context.Context, _ transport.Take) error { <-ctx.Done(); return nil }
func (l *line) Caps(desk.Address) desk.Caps                     { return desk.Caps{Text: 100} }

func (l *line) Send(ctx context.Context, m transport.Outgoing) (transport.Accepted, error) {
	select {
	case <-time.After(l.slow):
	case <-ctx.Done():
		return transport.Accepted{}, &desk.Fault{Code: desk.CodeUnsure, Next: desk.Doubt, Scope: desk.OfMessage}
	}
	l.mu.Lock()
	answer := l.answer
	switch m := m.(type) {
	case transport.MarkRead:
		l.read = append(l.read, m)
		l.mu.Unlock()
		return transport.Accepted{}, nil
	case transport.Say:
		l.said = append(l.said, m)
		l.mu.Unlock()
		if answer != nil {
			return answer(m)
		}
	default:
		l.made = append(l.made, m)
		other := l.other
		l.mu.Unlock()
		if other != nil {
			return other(m)
		}
	}
	return transport.Accepted{Status: desk.Sent}, nil
}

func (l *line) answers(fn func(transport.Say) (transport.Accepted, error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answer = fn
}

// fails answers with a fault as often as told, then accepts.
func (l *line) fails(times int, f desk.Fault) {
	l.answers(func(transport.Say) (transport.Accepted, error) {
		if times--; times >= 0 {
			return transport.Accepted{}, &f
		}
		return transport.Accepted{Status: desk.Sent}, nil
	})
}

func (l *line) bodies() (all []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.said {
		all = append(all, m.Body)
	}
	return all
}

// bench is a channel with two connections and the service between them, inside one bubble of time.
type bench struct {
	posted bool // whoever its networks call was told so by the operator, if at all
	*testing.T
	*Service
	inbox *inbox.Service
	lines map[desk.ConnectionID]*line
	caps  desk.Caps
	main  desk.Caps // of the first connection, where it differs
	keys  int
	// declared is the patience of every driver, official are those that can be called, and whose customers have a window.
	declared transport.Patience
	official map[desk.Kind]bool
	stops    []func()
}

func at(t *testing.T, fn func(*bench)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, caps: desk.Caps{Text: 100}, lines: map[desk.ConnectionID]*line{1: {}, 2: {}}}
		db, err := store.Open(store.Options{Dir: dir, Emit: func([]desk.Change) {
			if b.Service != nil {
				b.Wake()
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		ids := 0
		driver := func(k desk.Kind) (transport.Driver, bool) {
			caps := b.caps
			if k == "main" && b.main.Text > 0 {
				caps = b.main
			}
			var fields []transport.Field
			if b.official[k] {
				caps.Window, fields = 24*time.Hour, []transport.Field{{Key: "token"}}
			}
			return transport.Driver{Kind: k, Caps: caps, Fields: fields, Called: !b.posted, Patience: b.declared,
				NewID: func() desk.RemoteID { ids++; return desk.RemoteID(fmt.Sprint("C", ids)) }}, true
		}
		b.must(db.Write(t.Context(), func(tx *store.Tx) error {
			ch, err := tx.AddChannel("Loja")
			for i, kind := range []desk.Kind{"main", "fake"} {
				if err != nil {
					return err
				}
				var id desk.ConnectionID
				if id, err = tx.AddConnection(ch, kind, "Loja"); err == nil {
					err = tx.SetAccount(id, "linked", fmt.Sprint("551190000000", i))
				}
			}
			return err
		}))
		b.Service, b.inbox = New(Needs{DB: db, Driver: driver}), inbox.New(db)
		defer b.stop()
		fn(b)
	})
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// serve brings a connection online; the returned function takes it off again.
func (b *bench) serve(on desk.ConnectionID) func() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := b.Serve(ctx, on, b.lines[on]); err != nil {
			b.Error("serve:", err)
		}
	}()
	stop := func() { cancel(); <-done }
	b.stops = append(b.stops, stop)
	return stop
}

func (b *bench) stop() {
	for _, stop := range b.stops {
		stop()
	}
}

// policy sets that of the channel.
func (b *bench) policy(p desk.Policy) {
	b.Helper()
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetPolicy(1, p) }))
}

// health says how a connection is.
func (b *bench) health(on desk.ConnectionID, h desk.Health, code desk.Code) {
	b.Helper()
	b.must(b.DB.Write(b.Context(), func(tx *store.Tx) error { return tx.SetHealth(on, h, code, time.Now(), time.Time{}) }))
}

// customer writes, so that there is a ticket to answer.
func (b *bench) customer(n int) desk.TicketID {
	b.Helper()
	who := transport.Party{Addresses: []desk.Address{desk.Phone(fmt.Sprintf("551198765%04d", n))}}
	b.must(b.inbox.Receive(b.Context(), 1, transport.Incoming{Remote: desk.RemoteID(fmt.Sprint("I", n)), From: who, At: time.Now(), Kind: desk.Text, Body: "oi"}))
	var id desk.TicketID
	b.must(b.DB.Read(b.Context(), func(v *store.View) error {
		contact, err := v.FindContact(who.Addresses)
		if err == nil {
			id, err = v.LiveTicket(1, contact)
		}
		return err
	}))
	return id
}

func (b *bench) reply(t desk.TicketID, text string) desk.MessageID {
	b.Helper()
	b.keys++
	id, err := b.Enqueue(b.Context(), Draft{Ticket: t, Key: fmt.Sprint("k", b.keys), Text: text})
	b.must(err)
	return id
}

// state is a message's status and the states of its deliveries, by connection.
func (b *bench) state(id desk.MessageID) string {
	b.Helper()
	var m desk.Message
	var all []desk.Delivery
	b.must(b.DB.Read(b.Context(), func(v *store.View) (err error) {
		if m, err = v.Message(id); err == nil {
			all, err = v.Deliveries(id)
		}
		return err
	}))
	out := string(m.Status)
	for _, d := range all {
		out += fmt.Sprintf(" %d:%s", d.Connection, d.State)
	}
	return out
}

func (b *bench) is(id desk.MessageID, want string) {
	b.Helper()
	if got := b.state(id); got != want {
		b.Errorf("message is %q, want %q", got, want)
	}
}

func refused(b *bench, err error, code desk.Code) {
	b.Helper()
	if err == nil || desk.AsFault(err).Code != code {
		b.Errorf("%v, want %s", err, code)
	}
}
