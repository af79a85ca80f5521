package wwebjs

import (
	"context"
	"sync"
)

// told remembers what was stored already, so that what the server tells twice, and every look at its conversations, costs no more than
// this. The rows would end the same without it.
type told struct {
	mu   sync.Mutex
	rung map[string]int
	old  map[string]int // the generation before; together they hold at least toldMany
	busy map[string]chan struct{}
}

const toldMany = 50000

func newTold() *told { return &told{rung: map[string]int{}, busy: map[string]chan struct{}{}} }

// once has a word stored, unless it was at this rung or a higher one. Of two that come at once the second waits for how the first ends: a
// server tells some things over its socket and its hook, and in the answer to a look, in the same moment.
func (t *told) once(ctx context.Context, word string, rung int, store func() error) error {
	for {
		t.mu.Lock()
		if t.known(word, rung) {
			t.mu.Unlock()
			return nil
		}
		ahead := t.busy[word]
		if ahead == nil {
			t.busy[word] = make(chan struct{})
		}
		t.mu.Unlock()
		if ahead == nil {
			return t.stored(word, rung, store)
		}
		select {
		case <-ahead:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// stored has a word stored that is this caller's turn.
func (t *told) stored(word string, rung int, store func() error) error {
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		close(t.busy[word])
		delete(t.busy, word)
	}()
	err := store()
	if err == nil {
		t.put(word, rung)
	}
	return err
}

// has tells whether a word was stored at this rung or a higher one.
func (t *told) has(word string, rung int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known(word, rung)
}

func (t *told) known(word string, rung int) bool {
	n, found := t.rung[word]
	if !found {
		n, found = t.old[word]
	}
	return found && n >= rung
}

// forget is for another connection of the same session: to its rows nothing was told yet.
func (t *told) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rung, t.old = map[string]int{}, nil
}

func (t *told) put(word string, rung int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.rung) >= toldMany {
		t.old, t.rung = t.rung, map[string]int{}
	}
	t.rung[word] = max(rung, t.rung[word])
}
