// Package feed hands committed changes to the listeners of this process, in the order of the commits. It holds no state but
// a counter: the rows are the truth, and who missed a change reads them again.
package feed

import (
	"sync"

	"github.com/balcao-app/balcao/internal/desk"
)

// Batch is what one transaction changed. Revs count without gaps.
type Batch struct {
	Rev     uint64
	Changes []desk.Change
}

// backlog is how many batches a slow listener may lag behind before it is told to read everything again.
const backlog = 4096

// Feed numbers batches and fans them out.
type Feed struct {
	mu        sync.Mutex
	rev       uint64
	listeners map[*Listener]struct{}
}

// New makes an empty feed.
func New() *Feed { return &Feed{listeners: map[*Listener]struct{}{}} }

// Publish hands changes to every listener and never waits for one.
func (f *Feed) Publish(changes []desk.Change) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rev++
	for l := range f.listeners {
		l.push(Batch{f.rev, changes})
	}
}

// Rev is the number of the last batch.
func (f *Feed) Rev() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rev
}

// Listen starts to listen; Rev of the listener is the last batch it will not get.
func (f *Feed) Listen() *Listener {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := &Listener{Rev: f.rev, feed: f, wake: make(chan struct{}, 1)}
	f.listeners[l] = struct{}{}
	return l
}

// Listener holds what its owner has not taken yet.
type Listener struct {
	Rev  uint64
	feed *Feed
	wake chan struct{}
	mu   sync.Mutex
	held []Batch
	lost bool
}

func (l *Listener) push(b Batch) {
	l.mu.Lock()
	if len(l.held) >= backlog {
		l.held, l.lost = nil, true
	}
	l.held = append(l.held, b)
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Wake signals that Take has something.
func (l *Listener) Wake() <-chan struct{} { return l.wake }

// Take returns all that came. Resync means that something was lost and the rows must be read again.
func (l *Listener) Take() (batches []Batch, resync bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	batches, resync = l.held, l.lost
	l.held, l.lost = nil, false
	return batches, resync
}

// Close stops listening.
func (l *Listener) Close() {
	l.feed.mu.Lock()
	defer l.feed.mu.Unlock()
	delete(l.feed.listeners, l)
}
