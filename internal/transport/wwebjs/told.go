package wwebjs

import "sync"

// told remembers what was stored already, so that what the server tells twice, and every look at its conversations, costs no more than
// this. The rows would end the same without it.
type told struct {
	mu   sync.Mutex
	rung map[string]int
	old  map[string]int // the generation before; together they hold at least toldMany
}

const toldMany = 50000

func newTold() *told { return &told{rung: map[string]int{}} }

// has tells whether a word was stored at this rung or a higher one.
func (t *told) has(word string, rung int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
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
