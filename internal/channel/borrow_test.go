package channel

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// routes are the ids of a channel's connections in sending order.
func (h *house) routes(t *testing.T, id desk.ChannelID) (ids []desk.ConnectionID) {
	t.Helper()
	err := h.DB.Read(t.Context(), func(v *store.View) error {
		all, err := v.Routes(id)
		for _, c := range all {
			ids = append(ids, c.ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func (h *house) routed(t *testing.T, id desk.ChannelID, want ...desk.ConnectionID) {
	t.Helper()
	got := h.routes(t, id)
	if len(got) != len(want) {
		t.Fatalf("channel %d goes by %v, want %v", id, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("channel %d goes by %v, want %v", id, got, want)
		}
	}
}

// lend makes session 4 of Filial (2) a reserve of Loja (1) and lets what Loja has queued wait there.
func (h *house) lend(t *testing.T) (waiting int) {
	t.Helper()
	if err := New(h.DB, h.Outbox.Replan).Borrow(t.Context(), 1, 4); err != nil {
		t.Fatal(err)
	}
	h.routed(t, 1, 1, 2, 4)
	err := h.DB.Write(t.Context(), func(tx *store.Tx) error {
		var all []desk.Delivery
		for id := range desk.ConnectionID(2) {
			queued, err := tx.QueuedBy(id + 1)
			if err != nil {
				return err
			}
			all = append(all, queued...)
		}
		for i, d := range all {
			if _, err := tx.Settle(d.ID, desk.DeliveryCancelled, nil, time.Time{}, time.Now()); err != nil {
				return err
			}
			if _, err := tx.AddDelivery(desk.Delivery{Message: d.Message, Contact: d.Contact, Connection: 4, Client: desk.RemoteID(fmt.Sprint("lent", i)),
				State: desk.DeliveryQueued, Hop: 1}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h.waits(t, 4, 1)
}

// waits counts what waits on a connection for conversations of a channel.
func (h *house) waits(t *testing.T, on desk.ConnectionID, of desk.ChannelID) (n int) {
	t.Helper()
	err := h.DB.Read(t.Context(), func(v *store.View) error {
		all, err := v.QueuedBy(on)
		if err != nil {
			return err
		}
		for _, d := range all {
			m, err := v.Message(d.Message)
			if err != nil {
				return err
			}
			c, err := v.Ticket(m.Ticket)
			if err != nil {
				return err
			}
			if c.Channel == of {
				n++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func refused(t *testing.T, err error, code desk.Code) {
	t.Helper()
	if err == nil || desk.AsFault(err).Code != code {
		t.Errorf("%v, want %s", err, code)
	}
}

// TestBorrow: only a linked connection of another channel can be borrowed, once, and giving it back leaves it where it is at home.
func TestBorrow(t *testing.T) {
	h := open(t, t.TempDir(), 1)
	defer h.close(t)
	s := New(h.DB, h.Outbox.Replan)
	refused(t, s.Borrow(t.Context(), 1, 2), desk.CodeBadRequest)
	refused(t, s.Borrow(t.Context(), 9, 4), desk.CodeWrongState)
	refused(t, s.Borrow(t.Context(), 1, 9), desk.CodeNotFound)
	refused(t, s.Return(t.Context(), 1, 2), desk.CodeBadRequest)
	refused(t, s.Return(t.Context(), 1, 4), desk.CodeNotFound)
	if err := h.DB.Write(t.Context(), func(tx *store.Tx) error { return tx.Set("connection_limit", "9") }); err != nil {
		t.Fatal(err)
	}
	unlinked, err := s.Reserve(t.Context(), 2, "session")
	if err != nil {
		t.Fatal(err)
	}
	refused(t, s.Borrow(t.Context(), 1, unlinked), desk.CodeWrongState)

	for range 2 {
		if err := s.Borrow(t.Context(), 1, 4); err != nil {
			t.Fatal(err)
		}
	}
	h.routed(t, 1, 1, 2, 4)
	refused(t, s.Order(t.Context(), 1, []desk.ConnectionID{4, 1, 2}), desk.CodeBadRequest)
	if err := s.Order(t.Context(), 1, []desk.ConnectionID{2, 4, 1}); err != nil {
		t.Fatal(err)
	}
	h.routed(t, 1, 2, 4, 1)
	if err := h.DB.Write(t.Context(), func(tx *store.Tx) error {
		lost := errors.New("not meant")
		if err := tx.RemoveConnection(2, time.Now()); err != nil {
			return err
		}
		if left, err := tx.Routes(1); err != nil || len(left) != 2 || left[0].ID != 1 {
			t.Errorf("a borrowed one became the main one: %+v %v", left, err)
		}
		return lost
	}); err == nil {
		t.Fatal("it was kept")
	}
	if err := s.Order(t.Context(), 1, []desk.ConnectionID{1, 2, 4}); err != nil {
		t.Fatal(err)
	}
	if err := s.Return(t.Context(), 1, 4); err != nil {
		t.Fatal(err)
	}
	h.routed(t, 1, 1, 2)
	h.routed(t, 2, 3, 4, unlinked)
}

// TestReturnLeavesNothingBehind: what waited on a connection that is given back takes another way; where the channel has none left, the
// operator is asked. What its own channel has there goes on waiting.
func TestReturnLeavesNothingBehind(t *testing.T) {
	for _, alone := range []bool{false, true} {
		dir := t.TempDir()
		h := open(t, dir, 2)
		waiting, own := h.lend(t), h.waits(t, 4, 2)
		if waiting == 0 || own == 0 {
			t.Fatalf("%d wait, and %d of its own channel", waiting, own)
		}
		if alone {
			for id := range desk.ConnectionID(2) {
				if err := h.Manager.Remove(t.Context(), id+1); err != nil {
					t.Fatal(err)
				}
			}
			waiting = h.waits(t, 4, 1)
		}
		held := count(t, dump(t, dir), "delivery", "state=held", "connection_id=4 ")
		if err := New(h.DB, h.Outbox.Replan).Return(t.Context(), 1, 4); err != nil {
			t.Fatal(err)
		}
		if n := h.waits(t, 4, 1); n > 0 {
			t.Errorf("%d still wait on what was given back", n)
		}
		if n := h.waits(t, 4, 2); n != own {
			t.Errorf("%d of its own channel wait, and there were %d", n, own)
		}
		if n := count(t, dump(t, dir), "delivery", "state=held", "connection_id=4 ") - held; alone && n != waiting || !alone && n != 0 {
			t.Errorf("alone %t: %d of %d are held", alone, n, waiting)
		}
		h.close(t)
	}
}

// TestTheLenderGoes: when the channel that lent a connection is removed, or the connection alone, the one that borrowed it goes on with
// what it has, and undoing brings the loan back. A connection that is handed over to the borrower becomes its own.
func TestTheLenderGoes(t *testing.T) {
	for name, c := range map[string]struct {
		target desk.ChannelID
		fate   desk.Fate
		left   []desk.ConnectionID
	}{
		"removed":     {1, desk.FateRemove, []desk.ConnectionID{1, 2}},
		"handed over": {1, desk.FateHandOver, []desk.ConnectionID{1, 2, 4}},
		"archived":    {0, desk.FateRemove, []desk.ConnectionID{1, 2}},
	} {
		h := open(t, t.TempDir(), 3)
		waiting := h.lend(t)
		id, err := h.Removals.Begin(t.Context(), 2, c.target, map[desk.ConnectionID]desk.Fate{3: desk.FateRemove, 4: c.fate})
		if err == nil {
			_, err = h.Removals.round(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		h.routed(t, 1, c.left...)
		if n := h.waits(t, 1, 1) + h.waits(t, 2, 1) + h.waits(t, 4, 1); n < waiting {
			t.Errorf("%s: %d of %d wait", name, n, waiting)
		}
		h.back(t, id)
		h.routed(t, 1, 1, 2, 4)
		h.routed(t, 2, 3, 4)
		h.close(t)
	}
	h := open(t, t.TempDir(), 3)
	defer h.close(t)
	h.lend(t)
	if err := h.Manager.Remove(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	h.routed(t, 1, 1, 2)
	if n := h.waits(t, 4, 1); n > 0 {
		t.Errorf("%d wait on what is gone", n)
	}
}

// TestTheBorrowerGoes: a channel that is removed gives back what it borrowed, to be borrowed again when it comes back. What waited there
// leaves by the target, or by nothing.
func TestTheBorrowerGoes(t *testing.T) {
	for _, target := range []desk.ChannelID{0, 2} {
		dir := t.TempDir()
		h := open(t, dir, 4)
		waiting := h.lend(t)
		own := h.waits(t, 4, 2)
		id := h.gone(t, target, map[desk.ConnectionID]desk.Fate{1: desk.FateRemove, 2: desk.FateRemove})
		h.routed(t, 1)
		h.routed(t, 2, 3, 4)
		if n := h.waits(t, 4, 2); target == 0 && n != own || target == 2 && n != own+waiting {
			t.Errorf("target %d: %d wait there, of its own %d, brought along %d", target, n, own, waiting)
		}
		if n := h.waits(t, 4, 1); n > 0 {
			t.Errorf("%d wait in an archived channel", n)
		}
		h.back(t, id)
		h.routed(t, 1, 1, 2, 4)
		h.close(t)
	}
}

// TestLeftWithoutConnections: a channel whose last connection is removed stays, with what waited held, and takes another one later.
func TestLeftWithoutConnections(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir, 5)
	defer h.close(t)
	for id := range desk.ConnectionID(2) {
		if err := h.Manager.Remove(t.Context(), id+1); err != nil {
			t.Fatal(err)
		}
	}
	h.routed(t, 1)
	rows := dump(t, dir)
	if n := count(t, rows, "channel", "archived_at=0 "); n != 2 {
		t.Errorf("%d channels", n)
	}
	if n := count(t, rows, "delivery", "state=queued", "connection_id=1 ") + count(t, rows, "delivery", "state=queued", "connection_id=2 "); n > 0 {
		t.Errorf("%d wait for what is gone", n)
	}
	if _, err := New(h.DB, h.Outbox.Replan).Reserve(t.Context(), 1, "session"); err != nil {
		t.Fatal(err)
	}
	if n := len(h.routes(t, 1)); n != 1 {
		t.Errorf("%d connections", n)
	}
}
