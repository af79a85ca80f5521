package channel

import (
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

func (h *house) write(t *testing.T, do func(*store.Tx) error) {
	t.Helper()
	if err := h.DB.Write(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func (h *house) connection(t *testing.T, id desk.ConnectionID) (c desk.Connection) {
	t.Helper()
	if err := h.DB.Read(t.Context(), func(v *store.View) (err error) { c, err = v.Tombstone(id); return err }); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestUndoKeepsWhatTheNetworkDecided: a number that the platform restricts is still restricted when its channel comes back, and neither a
// banned nor a signed-out connection is tried by itself.
func TestUndoKeepsWhatTheNetworkDecided(t *testing.T) {
	for name, was := range map[string]struct {
		health desk.Health
		fault  desk.Code
		until  time.Duration
	}{
		"restricted":         {desk.HealthBlocked, desk.CodePolicy, 0},
		"banned":             {desk.HealthBlocked, desk.CodeBlocked, 0},
		"banned with a date": {desk.HealthBlocked, desk.CodeBlocked, 24 * time.Hour},
		"signed out":         {desk.HealthSignedOut, desk.CodeSignedOut, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, t.TempDir(), 1)
			defer h.close(t)
			retry := time.Time{}
			if was.until > 0 {
				retry = time.Now().Add(was.until).Truncate(time.Millisecond)
			}
			h.write(t, func(tx *store.Tx) error { return tx.SetHealth(2, was.health, was.fault, time.Now(), retry) })
			h.back(t, h.gone(t, 2, handed))
			c := h.connection(t, 2)
			if c.Health != was.health || c.Fault != was.fault || !c.RetryAt.Equal(retry) {
				t.Errorf("it is %s %s until %v, and was %s %s until %v", c.Health, c.Fault, c.RetryAt, was.health, was.fault, retry)
			}
		})
	}
}

// TestUndoInTurn: what moved on from the target since cannot come back past it, so the later removal is taken back first.
func TestUndoInTurn(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir, 1)
	defer h.close(t)
	var third desk.ChannelID
	h.write(t, func(tx *store.Tx) (err error) {
		if third, err = tx.AddChannel("Matriz"); err != nil {
			return err
		}
		_, err = tx.AddConnection(third, "session", "Matriz")
		return err
	})
	before := dump(t, dir)
	first := h.gone(t, 2, handed)
	fates := map[desk.ConnectionID]desk.Fate{1: desk.FateHandOver, 3: desk.FateHandOver, 4: desk.FateHandOver}
	second, err := h.Removals.Begin(t.Context(), 2, third, fates)
	if err == nil {
		_, err = h.Removals.round(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Removals.Undo(t.Context(), first); desk.AsFault(err).Code != desk.CodeUndoLater {
		t.Errorf("undone past the later one: %v", err)
	}
	h.back(t, second)
	h.back(t, first)
	same(t, before, dump(t, dir), "ticket", "message", "channel")
}

// TestUndoOfANumberThatIsConnectedAgain is refused: two connections of one number would both take what it hears.
func TestUndoOfANumberThatIsConnectedAgain(t *testing.T) {
	h := open(t, t.TempDir(), 1)
	defer h.close(t)
	id := h.gone(t, 2, handed)
	h.write(t, func(tx *store.Tx) error {
		again, err := tx.AddConnection(2, "session", "de novo")
		if err != nil {
			return err
		}
		return tx.SetAccount(again, "linked-2", h.connection(t, 2).Number)
	})
	if err := h.Removals.Undo(t.Context(), id); desk.AsFault(err).Code != desk.CodeUndoTaken {
		t.Errorf("undone: %v", err)
	}
}

// TestNoReserveOfWhatGoes: a connection that is added to a channel on its way out, or to one that is gone, would take customers' messages
// to where nobody answers.
func TestNoReserveOfWhatGoes(t *testing.T) {
	h := open(t, t.TempDir(), 1)
	defer h.close(t)
	s := New(h.DB, h.Outbox.Replan)
	h.write(t, func(tx *store.Tx) error { return tx.Set("connection_limit", "20") })
	if _, err := h.Removals.Begin(t.Context(), 1, 2, handed); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reserve(t.Context(), 1, "session"); desk.AsFault(err).Code != desk.CodeWrongState {
		t.Errorf("of a channel on its way out: %v", err)
	}
	if _, err := h.Removals.round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reserve(t.Context(), 1, "session"); desk.AsFault(err).Code != desk.CodeWrongState {
		t.Errorf("of a channel that is gone: %v", err)
	}
	if _, err := s.Reserve(t.Context(), 2, "session"); err != nil {
		t.Errorf("of another one: %v", err)
	}
}

// TestUndoWhileACustomerWrites: what comes in at the channel's connection while its conversations are on their way back joins them, as it
// would at any other moment.
func TestUndoWhileACustomerWrites(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir, 1)
	defer h.close(t)
	var people []desk.ContactID
	h.write(t, func(tx *store.Tx) error {
		for i := range batch { // so many that they come back in more than one step
			who, _, err := tx.PutContact([]desk.Address{desk.Phone(fmt.Sprintf("5521987%06d", i))})
			people = append(people, who)
			if err == nil {
				_, err = tx.AddTicket(1, who, desk.Open, time.Now(), false)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	before := dump(t, dir)
	wrote := 0
	h.Removals.Between = func(step string) {
		if step != "some taken back" || wrote > 0 {
			return
		}
		h.write(t, func(tx *store.Tx) error {
			c, err := tx.Connection(1)
			if err != nil || c.Channel != 1 {
				return err
			}
			for _, r := range people {
				live, err := tx.Live(r)
				if err != nil {
					return err
				}
				if live[0].Channel == 1 || wrote == 10 {
					continue
				}
				wrote++
				id, err := tx.AddTicket(1, r, desk.Pending, time.Now(), false)
				if err == nil {
					err = hello(tx, id, r, 1, time.Now())
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	h.back(t, h.gone(t, 2, handed))
	after := dump(t, dir)
	if wrote == 0 {
		t.Fatal("nobody wrote")
	}
	was, is := count(t, before, "ticket", "channel_id=2 "), count(t, after, "ticket", "channel_id=2 ")
	if was != is {
		t.Errorf("%d conversations of the other channel became %d (%d customers wrote)", was, is, wrote)
	}
	if n := count(t, after, "ticket", "status=closed", "closed_at=0 "); n > 0 {
		t.Errorf("%d conversations are closed and were never closed", n)
	}
}

// TestUndoAfterAnotherConversation: where a conversation that took another one in was closed since, and its customer began a new one, the new
// one goes on in what comes back.
func TestUndoAfterAnotherConversation(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir, 1)
	defer h.close(t)
	var who desk.ContactID
	var old desk.TicketID
	h.write(t, func(tx *store.Tx) (err error) {
		if who, _, err = tx.PutContact([]desk.Address{desk.Phone("5521987000001")}); err != nil {
			return err
		}
		if old, err = tx.AddTicket(2, who, desk.Open, time.Now().Add(-2*time.Hour), false); err == nil {
			err = hello(tx, old, who, 3, time.Now().Add(-2*time.Hour))
		}
		if err != nil {
			return err
		}
		newer, err := tx.AddTicket(1, who, desk.Open, time.Now().Add(-time.Hour), false)
		if err == nil {
			err = hello(tx, newer, who, 1, time.Now().Add(-time.Hour))
		}
		return err
	})
	id := h.gone(t, 2, handed)
	h.write(t, func(tx *store.Tx) error {
		live, err := tx.LiveTicket(2, who)
		if err == nil {
			_, err = tx.MoveTicket(live, desk.Closed, time.Now(), desk.Open)
		}
		if err != nil {
			return err
		}
		next, err := tx.AddTicket(2, who, desk.Pending, time.Now(), false)
		if err == nil {
			err = hello(tx, next, who, 3, time.Now())
		}
		return err
	})
	h.back(t, id)
	rows := dump(t, dir)
	if n := count(t, rows, "ticket", "status=closed", "closed_at=0 "); n > 0 {
		t.Errorf("%d conversations are closed and were never closed", n)
	}
	if n := count(t, rows, "message", fmt.Sprintf("ticket_id=%d ", old), fmt.Sprintf("contact_id=%d ", who)); n != 2 {
		t.Errorf("%d messages are in the conversation of the other channel, want the old one and the new one", n)
	}
}

func hello(tx *store.Tx, in desk.TicketID, who desk.ContactID, by desk.ConnectionID, at time.Time) error {
	_, err := tx.AddMessage(desk.Message{Ticket: in, Contact: who, Connection: by, Direction: desk.In, Origin: desk.FromCustomer, Kind: desk.Text,
		Body: "oi?", At: at, Status: desk.Received}, false, false, at, "")
	if err != nil {
		return err
	}
	return tx.Recount(in)
}

// TestSnoozeHidesNobody: where a snoozed conversation takes in one that is not, whoever waits in that one is still seen.
func TestSnoozeHidesNobody(t *testing.T) {
	morning, noon := time.Now().Add(20*time.Hour).Truncate(time.Millisecond), time.Now().Add(24*time.Hour).Truncate(time.Millisecond)
	for name, c := range map[string]struct{ older, newer, want time.Time }{
		"one is awake":         {time.Time{}, noon, time.Time{}},
		"the newer one is":     {noon, time.Time{}, time.Time{}},
		"one wakes up earlier": {morning, noon, morning},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, t.TempDir(), 1)
			defer h.close(t)
			var who desk.ContactID
			h.write(t, func(tx *store.Tx) (err error) {
				if who, _, err = tx.PutContact([]desk.Address{desk.Phone("5521987000001")}); err != nil {
					return err
				}
				for ch, until := range map[desk.ChannelID]time.Time{2: c.older, 1: c.newer} {
					id, err := tx.AddTicket(ch, who, desk.Open, time.Now(), false)
					if err == nil {
						err = hello(tx, id, who, 1, time.Now().Add(-time.Duration(ch)*time.Hour))
					}
					if err == nil {
						err = tx.Snooze(id, until)
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			h.gone(t, 2, handed)
			h.write(t, func(tx *store.Tx) error {
				id, err := tx.LiveTicket(2, who)
				if err != nil {
					return err
				}
				all, err := tx.Ticket(id)
				if !all.SnoozedUntil.Equal(c.want) {
					t.Errorf("snoozed until %v, want %v", all.SnoozedUntil, c.want)
				}
				return err
			})
		})
	}
}

// TestUndoAfterItsConnectionsWereRemoved: a channel comes back with its conversations also where the operator removed its last connection
// while the removal was under way.
func TestUndoAfterItsConnectionsWereRemoved(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir, 1)
	defer h.close(t)
	id, err := h.Removals.Begin(t.Context(), 1, 2, handed)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []desk.ConnectionID{1, 2} {
		if err := h.Manager.Remove(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Removals.round(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.back(t, id)
	if n := count(t, dump(t, dir), "channel", "name=Loja ", "archived_at=0 "); n != 1 {
		t.Error("the channel is still put away")
	}
}
