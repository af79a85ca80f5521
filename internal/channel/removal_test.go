package channel

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

var handed = map[desk.ConnectionID]desk.Fate{1: desk.FateHandOver, 2: desk.FateRemove}

// gone removes the channel Loja and brings that as far as it goes.
func (h *house) gone(t *testing.T, target desk.ChannelID, fates map[desk.ConnectionID]desk.Fate) desk.RemovalID {
	t.Helper()
	id, err := h.Removals.Begin(t.Context(), 1, target, fates)
	if err == nil {
		_, err = h.Removals.round(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (h *house) back(t *testing.T, id desk.RemovalID) {
	t.Helper()
	err := h.Removals.Undo(t.Context(), id)
	if err == nil {
		_, err = h.Removals.round(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// count is the answer to a counting query.
func count(t *testing.T, rows map[string][]string, table string, with ...string) (n int) {
	t.Helper()
	if rows[table] == nil {
		t.Fatalf("there is no table %s", table)
	}
	for _, r := range rows[table] {
		if !slices.ContainsFunc(with, func(w string) bool { return !strings.Contains(r, w) }) {
			n++
		}
	}
	return n
}

// TestEverythingMoves: all conversations are in the target, no message is lost, and of two live ones with a customer the newer stays.
func TestEverythingMoves(t *testing.T) {
	for seed := range uint64(8) {
		dir := t.TempDir()
		h := open(t, dir, seed+1)
		before := dump(t, dir)
		h.gone(t, 2, handed)
		after := dump(t, dir)
		h.close(t)
		for _, table := range []string{"ticket", "message", "contact", "address"} {
			if len(before[table]) != len(after[table]) {
				t.Errorf("seed %d: %d rows of %s became %d", seed, len(before[table]), table, len(after[table]))
			}
		}
		if n := count(t, after, "ticket", "channel_id=1 "); n > 0 {
			t.Errorf("seed %d: %d conversations were left behind", seed, n)
		}
		if n := count(t, after, "delivery", "connection_id=2 ", "state=queued"); n > 0 {
			t.Errorf("seed %d: %d messages wait for a connection that is gone", seed, n)
		}
		if was, is := count(t, before, "delivery", "state=unsure"), count(t, after, "delivery", "state=unsure"); was != is {
			t.Errorf("seed %d: %d unsure became %d", seed, was, is)
		}
		if was, is := count(t, before, "message", "status=queued"), count(t, after, "message", "status=queued"); was != is {
			t.Errorf("seed %d: %d messages were to leave, and %d are", seed, was, is)
		}
		if t.Failed() {
			return
		}
	}
}

// TestUndoneIsAsBefore: undoing leaves every row of every table as it was, but for what was sent another way meanwhile.
func TestUndoneIsAsBefore(t *testing.T) {
	for name, c := range map[string]struct {
		target desk.ChannelID
		fates  map[desk.ConnectionID]desk.Fate
	}{
		"moved":             {2, handed},
		"all handed over":   {2, map[desk.ConnectionID]desk.Fate{1: desk.FateHandOver, 2: desk.FateHandOver}},
		"none handed over":  {2, map[desk.ConnectionID]desk.Fate{1: desk.FateRemove, 2: desk.FateRemove}},
		"archived":          {0, map[desk.ConnectionID]desk.Fate{1: desk.FateRemove, 2: desk.FateRemove}},
		"the session ended": {2, map[desk.ConnectionID]desk.Fate{1: desk.FateHandOver, 2: desk.FateUnlink}},
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(4) {
				dir := t.TempDir()
				h := open(t, dir, seed+1)
				before := dump(t, dir)
				id := h.gone(t, c.target, c.fates)
				between := dump(t, dir)
				h.back(t, id)
				after := dump(t, dir)
				h.close(t)
				same(t, before, after, "ticket", "message", "route", "channel", "contact", "sighting")
				if c.target > 0 {
					if same := slices.Equal(before["ticket"], between["ticket"]); same {
						t.Error("nothing was moved")
					}
				}
				_, err := os.Stat(filepath.Join(dir, "unlinked-2"))
				if unlinked := err == nil; unlinked != (c.fates[2] == desk.FateUnlink) {
					t.Errorf("the session was ended: %v", unlinked)
				}
				for _, foreign := range []string{"connection_id=3 ", "connection_id=4 "} {
					if was, is := count(t, before, "delivery", foreign, "state=queued"), count(t, after, "delivery", foreign, "state=queued"); was != is {
						t.Errorf("%d messages wait on a connection of the other channel, and %d did before", is, was)
					}
				}
				if n := count(t, after, "connection", "account=linked-2 "); (n == 1) != (c.fates[2] != desk.FateUnlink) {
					t.Error("only a session that was ended has to be linked anew")
				}
			}
		})
	}
}

// same compares tables. How a message stands and by which connection it leaves changes with its way, which is not taken back.
func same(t *testing.T, before, after map[string][]string, tables ...string) {
	t.Helper()
	for _, table := range tables {
		anew := func(r string) bool { return strings.Contains(r, "remote_id=new-") }
		was, is := slices.DeleteFunc(slices.Clone(before[table]), anew), slices.DeleteFunc(slices.Clone(after[table]), anew)
		if table == "message" || table == "ticket" {
			was, is = bare(was), bare(is)
		}
		for i := range max(len(was), len(is)) {
			if i >= len(was) || i >= len(is) || was[i] != is[i] {
				t.Errorf("%s is not as before:\n%s\n%s", table, was[min(i, len(was)-1)], is[min(i, len(is)-1)])
				break
			}
		}
	}
}

func bare(rows []string) (all []string) {
	for _, r := range rows {
		var kept []string
		for _, cell := range strings.Fields(r) {
			switch column, _, _ := strings.Cut(cell, "="); column {
			case "status", "fault_code", "connection_id", "number", "out_connection_id":
				if column != "status" || !strings.Contains(r, "send_key=") {
					continue
				}
			default:
				kept = append(kept, cell)
			}
		}
		all = append(all, strings.Join(kept, " "))
	}
	slices.Sort(all)
	return all
}

// TestUndoLeavesAloneWhatChangedSince: what the operator did after the removal is not taken back with it.
func TestUndoLeavesAloneWhatChangedSince(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir, 1)
	defer h.close(t)
	id := h.gone(t, 2, handed)
	var open []desk.TicketID
	err := h.DB.Write(t.Context(), func(tx *store.Tx) error {
		all, _, err := tx.List(store.ListAsk{Tab: "open", Limit: 100})
		for _, x := range all {
			open = append(open, x.ID)
			if err == nil {
				_, err = tx.MoveTicket(x.ID, desk.Closed, time.Now(), desk.Open)
			}
		}
		return err
	})
	if err != nil || len(open) == 0 {
		t.Fatal(len(open), err)
	}
	h.back(t, id)
	rows := dump(t, dir)
	for _, id := range open {
		if n := count(t, rows, "ticket", fmt.Sprintf("id=%d ", id), "status=closed"); n == 0 {
			t.Errorf("conversation %d, which was closed since, is open again", id)
		}
	}
}

// TestUndoEnds seven days after the removal, and the keys that were kept for it go.
func TestUndoEnds(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, dir, 1)
		defer h.close(t)
		id := h.gone(t, 2, handed)
		keys := filepath.Join(dir, "connections", "2")
		if _, err := os.Stat(keys); err != nil {
			t.Error("the keys went at once:", err)
		}
		time.Sleep(desk.UndoFor + time.Minute)
		if _, err := h.Removals.round(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(keys); err == nil {
			t.Error("the keys are still there")
		}
		if err := h.Removals.Undo(t.Context(), id); desk.AsFault(err).Code != desk.CodeNotFound {
			t.Error("undone after its time:", err)
		}
	})
}

// TestRefusedRemovals: a choice that would leave something without a place is no choice.
func TestRefusedRemovals(t *testing.T) {
	h := open(t, t.TempDir(), 1)
	defer h.close(t)
	both := func(f desk.Fate) map[desk.ConnectionID]desk.Fate { return map[desk.ConnectionID]desk.Fate{1: f, 2: f} }
	for name, c := range map[string]struct {
		channel, target desk.ChannelID
		fates           map[desk.ConnectionID]desk.Fate
		want            desk.Code
	}{
		"into itself":                   {1, 1, both(desk.FateRemove), desk.CodeBadRequest},
		"into nothing":                  {1, 9, both(desk.FateRemove), desk.CodeNotFound},
		"of nothing":                    {9, 1, both(desk.FateRemove), desk.CodeNotFound},
		"a connection without its fate": {1, 2, map[desk.ConnectionID]desk.Fate{1: desk.FateRemove}, desk.CodeBadRequest},
		"an unknown fate":               {1, 2, both("burn"), desk.CodeBadRequest},
		"a reserve of an archive":       {1, 0, both(desk.FateHandOver), desk.CodeBadRequest},
	} {
		if _, err := h.Removals.Begin(t.Context(), c.channel, c.target, c.fates); desk.AsFault(err).Code != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := h.Removals.Begin(t.Context(), 1, 2, both(desk.FateRemove)); err != nil {
		t.Fatal(err)
	}
	for channel, target := range map[desk.ChannelID]desk.ChannelID{1: 2, 2: 1} {
		fates := map[desk.ConnectionID]desk.Fate{desk.ConnectionID(2*channel - 1): desk.FateRemove, desk.ConnectionID(2 * channel): desk.FateRemove}
		if _, err := h.Removals.Begin(t.Context(), channel, target, fates); desk.AsFault(err).Code != desk.CodeWrongState {
			t.Errorf("a second removal, of %d: %v", channel, err)
		}
	}
}

// TestPlan counts what hangs on a channel, and says what the others cannot do.
func TestPlan(t *testing.T) {
	dir := t.TempDir()
	h := open(t, dir, 1)
	defer h.close(t)
	rows := dump(t, dir)
	if err := h.DB.Write(t.Context(), func(tx *store.Tx) error {
		group, err := tx.PutGroup(desk.Group("120363041234567890"))
		if err == nil {
			_, err = tx.AddGroupTicket(1, group, time.Now())
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	p, err := h.Removals.Plan(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if p.Counts["groups"] != 1 {
		t.Errorf("groups are not told apart from conversations: %v", p.Counts)
	}
	closed := count(t, rows, "ticket", "channel_id=1 ", "status=closed")
	if live := count(t, rows, "ticket", "channel_id=1 ") - closed; p.Counts["open"] != live || p.Counts["closed"] != closed || live == 0 {
		t.Errorf("%v, and there are %d live and %d closed conversations", p.Counts, live, closed)
	}
	if len(p.Connections) != 2 || len(p.Targets) != 1 || p.Targets[0].Channel.Name != "Filial" || len(p.Targets[0].Lacks) != 0 {
		t.Errorf("%+v", p)
	}
	if err := h.DB.Write(t.Context(), func(tx *store.Tx) error { return tx.RemoveConnection(3, time.Now()) }); err != nil {
		t.Fatal(err)
	}
	if p, err = h.Removals.Plan(t.Context(), 1); err != nil || !slices.Equal(p.Targets[0].Lacks, []string{"templates"}) {
		t.Errorf("%+v %v", p, err)
	}
}

// TestRemoveConnection: what waits on a connection that goes takes another way of its channel. What may have arrived does not, and what
// no other one can carry waits for the operator.
func TestRemoveConnection(t *testing.T) {
	h := open(t, t.TempDir(), 1)
	defer h.close(t)
	queued := func(id desk.ConnectionID) (all []desk.Delivery) {
		if err := h.DB.Read(t.Context(), func(v *store.View) (err error) { all, err = v.QueuedBy(id); return err }); err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := queued(1)
	if err := h.Manager.Remove(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if left := queued(1); len(left) > 0 {
		t.Errorf("%d still wait on it", len(left))
	}
	moved := 0
	for _, d := range before {
		var tries []desk.Delivery
		if err := h.DB.Read(t.Context(), func(v *store.View) (err error) { tries, err = v.Deliveries(d.Message); return err }); err != nil {
			t.Fatal(err)
		}
		last := tries[len(tries)-1]
		if last.Connection != 1 && d.Doubtful {
			t.Errorf("message %d, which may have arrived, goes by connection %d", d.Message, last.Connection)
		}
		if last.Connection != 1 {
			moved++
		}
	}
	if moved == 0 {
		t.Errorf("none of %d took another way", len(before))
	}
}
