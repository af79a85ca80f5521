package inbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// counter is a shop with one connection, inside one bubble of time.
type counter struct {
	*testing.T
	*Service
	n       int
	dir     string
	snoozed chan struct{}
}

func open(t *testing.T, fn func(*counter)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		c := &counter{T: t, dir: dir, snoozed: make(chan struct{}, 1)}
		db, err := store.Open(store.Options{Dir: dir, Emit: func([]desk.Change) {
			select {
			case c.snoozed <- struct{}{}:
			default:
			}
		}})
		c.must(err)
		defer db.Close()
		c.Service = New(db)
		c.must(db.Write(t.Context(), func(tx *store.Tx) error {
			ch, err := tx.AddChannel("Loja")
			if err == nil {
				_, err = tx.AddConnection(ch, "fake", "Loja")
			}
			return err
		}))
		fn(c)
	})
}

func (c *counter) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *counter) refuses(err error, code desk.Code) {
	c.Helper()
	if err == nil || desk.AsFault(err).Code != code {
		c.Errorf("%v, want %s", err, code)
	}
}

func ana() transport.Party {
	return transport.Party{Addresses: []desk.Address{desk.Phone("5511987650001")}}
}

func (c *counter) incoming(echo bool) transport.Incoming {
	c.n++
	return transport.Incoming{Remote: desk.RemoteID(fmt.Sprint("M", c.n)), From: ana(), Echo: echo, At: time.Now(), Kind: desk.Text, Body: "oi"}
}

// writes is the customer; answers is our own phone.
func (c *counter) writes()  { c.Helper(); c.must(c.Receive(c.Context(), 1, c.incoming(false))) }
func (c *counter) answers() { c.Helper(); c.must(c.Receive(c.Context(), 1, c.incoming(true))) }

// Take, Reopen, Close and Snooze do one act to one ticket.
func (c *counter) Take(ctx context.Context, id desk.TicketID) error {
	return c.act(ctx, id, desk.ActTake, desk.Detail{}).err
}

func (c *counter) Reopen(ctx context.Context, id desk.TicketID) error {
	return c.act(ctx, id, desk.ActReopen, desk.Detail{}).err
}

func (c *counter) Close(ctx context.Context, id desk.TicketID) (undo desk.StepID, next desk.TicketID, err error) {
	a := c.act(ctx, id, desk.ActClose, desk.Detail{})
	return a.Step, a.Next, a.err
}

func (c *counter) Snooze(ctx context.Context, id desk.TicketID, until time.Time) error {
	if until.IsZero() {
		return c.act(ctx, id, desk.ActWake, desk.Detail{}).err
	}
	return c.act(ctx, id, desk.ActSnooze, desk.Detail{Until: until}).err
}

func (c *counter) set(key, value string) {
	c.Helper()
	c.must(c.db.Write(c.Context(), func(tx *store.Tx) error { return tx.Set(key, value) }))
}

type acted struct {
	Done
	err error
}

func (c *counter) act(ctx context.Context, id desk.TicketID, act desk.Act, d desk.Detail) acted {
	done, err := c.Act(ctx, []desk.TicketID{id}, act, d)
	return acted{done, err}
}

// tickets are those of the customer, oldest first.
func (c *counter) tickets() (all []desk.Ticket) {
	c.Helper()
	c.must(c.db.Read(c.Context(), func(v *store.View) error {
		who, err := v.FindContact(ana().Addresses)
		if err != nil {
			return err
		}
		live, err := v.Live(who)
		if err != nil {
			return err
		}
		for _, l := range slices.Backward(live) {
			t, err := v.Ticket(l.Ticket)
			if err != nil {
				return err
			}
			all = append(all, t)
		}
		return nil
	}))
	return all
}

// are checks status and unread messages of the customer's tickets.
func (c *counter) are(want ...string) []desk.Ticket {
	c.Helper()
	all := c.tickets()
	var got []string
	for _, t := range all {
		got = append(got, fmt.Sprintf("%s %d", t.Status, t.Unread))
	}
	if !slices.Equal(got, want) {
		c.Errorf("tickets %q, want %q", got, want)
	}
	return all
}

func TestNewTalkIsPending(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		began := time.Now()
		time.Sleep(time.Minute)
		c.writes()
		k := c.are("pending 2")[0]
		if !k.WaitingSince.Equal(began) || !k.LastAt.Equal(time.Now()) || !k.OpenedAt.Equal(began) {
			t.Errorf("waits since %v, last %v, opened %v", k.WaitingSince, k.LastAt, k.OpenedAt)
		}
		c.answers()
		if k := c.tickets()[0]; !k.WaitingSince.Equal(time.Time{}) && time.Now().After(k.WaitingSince) {
			t.Errorf("answered, and waits since %v", k.WaitingSince)
		}
	})
}

func TestTakeAndUndo(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		id := c.tickets()[0].ID
		c.must(c.Take(c.Context(), id))
		c.are("open 1")
		c.refuses(c.Take(c.Context(), id), desk.CodeWrongState)
		c.refuses(c.Take(c.Context(), 99), desk.CodeNotFound)
		c.must(c.Read(c.Context(), id, 1))
		c.are("open 0")
		c.must(c.act(c.Context(), id, desk.ActUnread, desk.Detail{}).err)
		c.are("open 1")
		undo, _, err := c.Close(c.Context(), id)
		c.must(err)
		c.are("closed 1")
		_, _, err = c.Close(c.Context(), id)
		c.refuses(err, desk.CodeWrongState)
		c.must(c.Undo(c.Context(), undo))
		c.are("open 1")
		c.refuses(c.Undo(c.Context(), undo), desk.CodeWrongState)
	})
}

// TestWhatCameWhileReading is unread: it was committed before the reading of what stood above it was, and nobody saw it.
func TestWhatCameWhileReading(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		c.writes()
		k := c.are("pending 2")[0]
		c.must(c.act(c.Context(), k.ID, desk.ActUnread, desk.Detail{}).err)
		seen := k.Last.ID
		c.writes()
		c.must(c.Read(c.Context(), k.ID, seen))
		k = c.are("pending 1")[0]
		c.must(c.db.Read(c.Context(), func(v *store.View) error {
			if first, err := v.FirstUnseen(k.ID); err != nil || first != k.Last.ID {
				t.Errorf("the first new one is %d, %v, want %d", first, err, k.Last.ID)
			}
			told, err := v.Untold(1)
			if got := told[k.Contact.ID]; len(got) != 2 || slices.Contains(got, k.Last.ID) {
				t.Errorf("the customer is told that %d were read", got)
			}
			return err
		}))
		c.must(c.Read(c.Context(), k.ID, k.Last.ID))
		c.are("pending 0")
	})
}

// TestUndoTakesBackTheLastStep: one that a later step stands on stays.
func TestUndoTakesBackTheLastStep(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		id := c.tickets()[0].ID
		first, _, err := c.Close(c.Context(), id)
		c.must(err)
		c.must(c.Reopen(c.Context(), id))
		second, _, err := c.Close(c.Context(), id)
		c.must(err)
		c.refuses(c.Undo(c.Context(), first), desk.CodeWrongState)
		c.must(c.Undo(c.Context(), second))
		c.are("open 1")
	})
}

func TestCloseNamesTheNext(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		first := c.tickets()[0].ID
		other := c.incoming(false)
		other.From.Addresses = []desk.Address{desk.Phone("5511987650002")}
		c.must(c.Receive(c.Context(), 1, other))
		_, next, err := c.Close(c.Context(), first)
		c.must(err)
		if next == 0 || next == first {
			t.Errorf("next is %d", next)
		}
		if _, next, err = c.Close(c.Context(), next); err != nil || next != 0 {
			t.Errorf("next is %d, %v", next, err)
		}
	})
}

func TestReopening(t *testing.T) {
	for _, x := range []struct {
		after time.Duration
		set   string
		want  []string
	}{
		{2*time.Hour - time.Second, "", []string{"pending 2"}},
		{2*time.Hour + time.Second, "", []string{"closed 1", "pending 1"}},
		{time.Second, "0", []string{"closed 1", "pending 1"}},
		{47 * time.Hour, "2880", []string{"pending 2"}},
	} {
		open(t, func(c *counter) {
			if x.set != "" {
				c.set("reopen_minutes", x.set)
			}
			c.writes()
			_, _, err := c.Close(c.Context(), c.tickets()[0].ID)
			c.must(err)
			time.Sleep(x.after)
			c.writes()
			c.are(x.want...)
		})
	}
}

func TestReopenBesideALiveOne(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		old := c.tickets()[0].ID
		undo, _, err := c.Close(c.Context(), old)
		c.must(err)
		time.Sleep(3 * time.Hour)
		c.writes()
		c.are("closed 1", "pending 1")
		c.refuses(c.Reopen(c.Context(), old), desk.CodeWrongState)
		c.refuses(c.Undo(c.Context(), undo), desk.CodeWrongState)
		_, _, err = c.Close(c.Context(), c.tickets()[1].ID)
		c.must(err)
		c.must(c.Reopen(c.Context(), old))
		c.are("open 1", "closed 1")
	})
}

func TestEchoOpensNothing(t *testing.T) {
	open(t, func(c *counter) {
		c.answers()
		c.are("closed 0")
		time.Sleep(30 * 24 * time.Hour)
		c.answers()
		c.are("closed 0")
		c.writes() // what was written from the phone becomes the beginning of the talk
		c.are("pending 1")
		_, _, err := c.Close(c.Context(), c.tickets()[0].ID)
		c.must(err)
		c.answers()
		c.are("closed 1")
	})
}

func TestImportOpensNothing(t *testing.T) {
	open(t, func(c *counter) {
		batch := transport.Batch{Contacts: []transport.Party{{Addresses: ana().Addresses, Saved: "Ana"}}}
		for i := range 5 {
			m := c.incoming(i%2 == 0)
			m.At = time.Now().Add(-time.Duration(i) * 24 * time.Hour)
			batch.Messages = append(batch.Messages, m)
		}
		for range 2 {
			c.must(c.db.Write(c.Context(), func(tx *store.Tx) error { return c.Import(tx, 1, batch) }))
			if k := c.are("closed 0")[0]; k.Contact.Title() != "Ana" {
				t.Errorf("the contact is called %q", k.Contact.Title())
			}
		}
		c.writes()
		c.are("pending 1")
		c.must(c.db.Write(c.Context(), func(tx *store.Tx) error { return c.Import(tx, 1, batch) }))
		c.are("pending 1")
	})
}

func TestSnooze(t *testing.T) {
	open(t, func(c *counter) {
		ctx, cancel := context.WithCancel(c.Context())
		done := make(chan error, 1)
		go func() { done <- c.Service.Run(ctx, c.snoozed) }()
		c.writes()
		id := c.tickets()[0].ID
		sleeps := func() bool { c.Helper(); synctest.Wait(); return !c.tickets()[0].SnoozedUntil.IsZero() }

		c.must(c.Snooze(c.Context(), id, time.Now().Add(time.Hour)))
		if !sleeps() {
			t.Error("awake at once")
		}
		time.Sleep(time.Hour)
		if sleeps() {
			t.Error("asleep after its time")
		}
		c.must(c.Snooze(c.Context(), id, time.Now().Add(time.Hour)))
		c.answers()
		if !sleeps() {
			t.Error("woken by our own phone")
		}
		c.writes()
		if sleeps() {
			t.Error("asleep although the customer wrote")
		}
		c.must(c.Snooze(c.Context(), id, time.Now().Add(time.Hour)))
		c.must(c.Snooze(c.Context(), id, time.Time{}))
		if sleeps() {
			t.Error("asleep although woken by hand")
		}
		c.must(c.Snooze(c.Context(), id, desk.UntilTheyWrite))
		time.Sleep(5 * 365 * 24 * time.Hour)
		if !sleeps() {
			t.Error("woken by a clock, and not by the customer")
		}
		c.writes()
		if sleeps() {
			t.Error("asleep although the customer wrote")
		}
		_, _, err := c.Close(c.Context(), id)
		c.must(err)
		c.refuses(c.Snooze(c.Context(), id, time.Now().Add(time.Hour)), desk.CodeWrongState)
		cancel()
		c.must(<-done)
	})
}

func TestDraftPinRename(t *testing.T) {
	open(t, func(c *counter) {
		c.writes()
		k := c.tickets()[0]
		c.must(c.Draft(c.Context(), k.ID, "meio\x00 escrito"))
		c.must(c.act(c.Context(), k.ID, desk.ActPin, desk.Detail{}).err)
		c.must(c.Rename(c.Context(), k.Contact.ID, "  Ana da padaria "))
		if k := c.tickets()[0]; k.Draft != "meio\u2400 escrito" || !k.Pinned || k.Contact.Title() != "Ana da padaria" {
			t.Errorf("%q, %v, %q", k.Draft, k.Pinned, k.Contact.Title())
		}
		c.refuses(c.Draft(c.Context(), k.ID, strings.Repeat("x", maxDraft+1)), desk.CodeTooLong)
		c.refuses(c.Rename(c.Context(), k.Contact.ID, strings.Repeat("x", maxName+1)), desk.CodeTooLong)
		c.refuses(c.Rename(c.Context(), 99, "x"), desk.CodeNotFound)
		c.refuses(c.Draft(c.Context(), 99, "x"), desk.CodeNotFound)
	})
}

// TestUnknownEvent is refused: what is not stored must not be acknowledged.
func TestUnknownEvent(t *testing.T) {
	open(t, func(c *counter) {
		if err := c.Receive(c.Context(), 1, transport.Typing{}); err == nil {
			t.Error("taken")
		}
		if err := c.Receive(c.Context(), 9, c.incoming(false)); err == nil {
			t.Error("taken for a connection that does not exist")
		}
		c.are()
	})
}
