package app

import (
	"fmt"
	"slices"
	"sync"
)

// event is one encoded message to a page; of is the connection of a pairing step.
type event struct {
	name string
	of   int64
	data []byte
}

func eventOf(name string, v any) event {
	data, err := encode(v)
	if err != nil {
		// The three event types hold numbers, strings and lists only; they cannot fail to encode.
		panic(fmt.Sprintf("encode event %s: %v", name, err))
	}
	return event{name: name, data: data}
}

// listener is the queue of one page. Ready holds a mark while the queue is not empty.
type listener struct {
	mu    sync.Mutex
	queue []event
	ready chan struct{}
}

// put queues e and reports false when the queue is full.
func (l *listener) put(e event) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == backlog {
		return false
	}
	l.queue = append(l.queue, e)
	l.wake()
	return true
}

// overflow replaces a full queue and e by resync. The newest pairing step of each connection stays, because no reading
// again would bring it back.
func (l *listener) overflow(e, resync event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := []event{resync}
	seen := map[int64]bool{}
	for _, old := range slices.Backward(append(l.queue, e)) {
		if old.name == eventPairing && !seen[old.of] && len(kept) < backlog/2 {
			seen[old.of] = true
			kept = slices.Insert(kept, 1, old)
		}
	}
	l.queue = kept
	l.wake()
}

// take empties the queue.
func (l *listener) take() []event {
	l.mu.Lock()
	defer l.mu.Unlock()
	events := l.queue
	l.queue = nil
	return events
}

func (l *listener) wake() {
	select {
	case l.ready <- struct{}{}:
	default:
	}
}
