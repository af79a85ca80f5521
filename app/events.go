package app

import (
	"context"
	"sync"
	"time"
)

// The names of the events.
const (
	eventChanges = "changes"
	eventPairing = "pairing"
	eventTyping  = "typing"
	eventPressed = "pressed"
)

const (
	// gatherFor is how long changes are gathered before they leave as one batch: below what an eye notices, long
	// enough to make one event of a message and its ticket.
	gatherFor = 50 * time.Millisecond
	// batchLimit is the most rows one batch names; beyond it the page is quicker reading everything again.
	batchLimit = 1000
	// backlog is how many events wait for a slow listener before it is told to read everything again.
	backlog = 64
)

// Stream carries events from the program to every open page, in order. Its methods never wait for a page.
type Stream struct {
	mu        sync.Mutex
	rev       uint64 // of the last batch that left
	waiting   *Batch // gathered since, nil when there is none
	steps     map[int64]PairStep
	listeners map[*listener]struct{}
}

// NewStream makes a stream that stands at rev: the revision of the data before the first change it will hear of.
func NewStream(rev uint64) *Stream {
	return &Stream{rev: rev, steps: map[int64]PairStep{}, listeners: map[*listener]struct{}{}}
}

// Changes hands on rows that changed. Batches arrive in order; one that does not begin where the last ended makes the
// page read everything again, and one that ends before it is old news and is dropped.
func (s *Stream) Changes(b Batch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.rev
	if s.waiting != nil {
		last = s.waiting.Rev
	}
	if b.Rev <= last && !b.Resync {
		return
	}
	if s.waiting == nil {
		s.waiting = &Batch{From: s.rev, Rev: s.rev}
		time.AfterFunc(gatherFor, s.flush)
	}
	s.waiting.Resync = s.waiting.Resync || b.Resync || b.From > last
	s.waiting.Rev = max(last, b.Rev)
	s.waiting.Changes = append(s.waiting.Changes, b.Changes...)
}

func (s *Stream) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := *s.waiting
	s.waiting, s.rev = nil, b.Rev
	b.Changes = distinct(b.Changes)
	if b.Resync || len(b.Changes) > batchLimit {
		b.Resync, b.Changes = true, nil
	}
	s.send(eventOf(eventChanges, b))
}

// distinct keeps the first naming of each row: the page reads the row once, whatever happened to it since.
func distinct(changes []Change) []Change {
	seen := make(map[Change]bool, len(changes))
	kept := changes[:0]
	for _, c := range changes {
		if !seen[c] {
			seen[c] = true
			kept = append(kept, c)
		}
	}
	return kept
}

// Pairing hands on what the pairing dialog shows next. The newest step of each running pairing is kept for a page that
// is reloaded meanwhile; the end of a pairing forgets it.
func (s *Stream) Pairing(p PairStep) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch p.Step {
	case "linked", "refused", "expired", "cancelled":
		delete(s.steps, p.Connection)
	default:
		s.steps[p.Connection] = p
	}
	e := eventOf(eventPairing, p)
	e.of = p.Connection
	s.send(e)
}

// Typing hands on that a customer writes.
func (s *Stream) Typing(t Typing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.send(eventOf(eventTyping, t))
}

// Pressed hands on that the operator pressed a notice of the system.
func (s *Stream) Pressed(tag string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.send(eventOf(eventPressed, Pressed{Tag: tag}))
}

// Subscribe calls emit for each event in order, from one goroutine, until ctx ends. The first event is an empty
// "changes" that says where the stream stands. A page whose emit is slow loses no state: what it missed is replaced by
// a batch with Resync.
func (s *Stream) Subscribe(ctx context.Context, emit func(name string, data []byte)) {
	l := s.listen()
	defer s.leave(l)
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.ready:
			for _, e := range l.take() {
				emit(e.name, e.data)
			}
		}
	}
}

func (s *Stream) listen() *listener {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &listener{ready: make(chan struct{}, 1)}
	s.listeners[l] = struct{}{}
	l.put(eventOf(eventChanges, Batch{From: s.rev, Rev: s.rev}))
	now := time.Now().UnixMilli()
	for _, p := range s.steps {
		if p.Until == 0 || p.Until > now {
			e := eventOf(eventPairing, p)
			e.of = p.Connection
			l.put(e)
		}
	}
	return l
}

func (s *Stream) leave(l *listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.listeners, l)
}

// send gives e to every listener; s is locked.
func (s *Stream) send(e event) {
	for l := range s.listeners {
		if !l.put(e) {
			l.overflow(e, eventOf(eventChanges, Batch{From: s.rev, Rev: s.rev, Resync: true}))
		}
	}
}
