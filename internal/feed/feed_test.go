package feed

import (
	"sync"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

func change(id int) []desk.Change { return []desk.Change{{Kind: "message", ID: int64(id)}} }

// TestOrder: each listener gets every batch from its beginning on, once, in order and without a gap.
func TestOrder(t *testing.T) {
	f := New()
	f.Publish(change(1))
	l := f.Listen()
	defer l.Close()
	if l.Rev != 1 {
		t.Errorf("begins after %d", l.Rev)
	}
	var publishers sync.WaitGroup
	for range 4 {
		publishers.Go(func() {
			for range 500 {
				f.Publish(change(2))
			}
		})
	}
	rev := l.Rev
	for rev < 2001 {
		<-l.Wake()
		batches, resync := l.Take()
		if resync {
			t.Fatal("lost something")
		}
		for _, b := range batches {
			if b.Rev != rev+1 || len(b.Changes) != 1 {
				t.Fatalf("batch %d after %d", b.Rev, rev)
			}
			rev = b.Rev
		}
	}
	publishers.Wait()
	if f.Rev() != rev {
		t.Errorf("the feed is at %d, the listener at %d", f.Rev(), rev)
	}
}

// TestOverflow: who lags too far behind is told once to read everything again, and goes on from there without a gap.
func TestOverflow(t *testing.T) {
	f := New()
	slow, other := f.Listen(), f.Listen()
	for i := range backlog + 10 {
		f.Publish(change(i))
		other.Take()
	}
	batches, resync := slow.Take()
	if !resync {
		t.Error("not told that something was lost")
	}
	if last := batches[len(batches)-1].Rev; last != f.Rev() || len(batches) > backlog {
		t.Errorf("%d batches up to %d", len(batches), last)
	}
	f.Publish(change(0))
	if batches, resync := slow.Take(); resync || len(batches) != 1 || batches[0].Rev != f.Rev() {
		t.Errorf("after the loss: %v, %v", batches, resync)
	}
	if _, resync := other.Take(); resync {
		t.Error("a quick listener was told of a loss")
	}
}

// TestClose: a listener that left gets nothing and holds nothing up.
func TestClose(t *testing.T) {
	f := New()
	l := f.Listen()
	l.Close()
	l.Close()
	f.Publish(change(1))
	if batches, _ := l.Take(); len(batches) != 0 {
		t.Errorf("heard %v after leaving", batches)
	}
}
