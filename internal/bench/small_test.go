package bench

import (
	"runtime"
	"testing"

	"github.com/balcao-app/balcao/app"
)

// The benchmarks themselves do not run with the tests; this proves at a small size that they measure what they say.

func TestInboundAtASmallSize(t *testing.T) {
	all := []receiver{newBare(t), newStored(t), newAdapter(t), newProgram(t)}
	for i, rate := range inbound(2, 20, all...) {
		if rate <= 0 {
			t.Errorf("receiver %d: %f messages per second", i, rate)
		}
	}
	whole := all[len(all)-1].(*program)
	list := call[app.ListAnswer](whole, "Tickets.List", app.ListRequest{Tab: "pending", Limit: 10})
	if len(list.Tickets) != 1 || list.Tickets[0].Unread != 40 {
		t.Errorf("the program stored %+v, not 40 messages of one customer", list.Tickets)
	}
}

func TestReadingAtASmallSize(t *testing.T) {
	f := fill(t, small)
	p, db := openProgram(t, app.Config{Dir: f.dir}), bareReader(t, f)
	for _, r := range readings(f) {
		if err := r.check(p, db); err != nil {
			t.Error(err)
		}
		if ours, bare := r.bench(p, db, 10); ours.p50 <= 0 || bare.p50 <= 0 {
			t.Errorf("%s: %v against %v", r.name, ours, bare)
		}
	}
}

func TestImportAtASmallSize(t *testing.T) {
	m := importing(t, fill(t, small), past{chats: 20, each: 100}, 20)
	if len(m.idle) != 20 || len(m.busy) == 0 || m.rate <= 0 {
		t.Errorf("%d reads at rest, %d while %f messages a second came in", len(m.idle), len(m.busy), m.rate)
	}
}

func TestSearchAtASmallSize(t *testing.T) {
	f := fill(t, small)
	p, db := openProgram(t, app.Config{Dir: f.dir}), searchReader(t, f)
	for _, q := range questions(f) {
		if err := q.check(p, db); err != nil {
			t.Error(err)
		}
		if ours, bare := q.bench(p, db, 3); ours[0] <= 0 || bare[0] <= 0 {
			t.Errorf("%s: %v against %v", q.name, ours, bare)
		}
	}
	p.stop()
	f.dropIndex(t)
	if plain, ours := f.plainly(t), f.index(t); plain <= 0 || ours <= 0 {
		t.Errorf("indexed in %v, plainly in %v", ours, plain)
	}
}

func TestMemoryAtASmallSize(t *testing.T) {
	before := inUse()
	block := make([]byte, 64*mebibyte)
	if grown := inUse() - before; grown < 32*mebibyte {
		t.Errorf("a block of 64 MiB is measured as %f bytes", grown)
	}
	runtime.KeepAlive(block)
	// What a small folder keeps can be less than what earlier tests gave back meanwhile, so only the upper bound tells something.
	if kept := heap(t, fill(t, small).dir); kept > 256*mebibyte {
		t.Errorf("the heap grew by %f bytes", kept)
	}
}
