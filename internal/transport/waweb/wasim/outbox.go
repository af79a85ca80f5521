package wasim

import (
	"sync"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// outbox holds the stanzas that wait for the writer of a connection. Its size is bounded by the delivery window and by
// what the client asks for.
type outbox struct {
	mu     sync.Mutex
	list   []outgoing
	head   int
	wake   chan struct{}
	ended  chan struct{}
	closed bool
}

type outgoing struct {
	node waBinary.Node
	due  time.Time // zero: at once
}

func newOutbox() outbox {
	return outbox{wake: make(chan struct{}, 1), ended: make(chan struct{})}
}

func (o *outbox) put(n waBinary.Node, delay time.Duration) {
	out := outgoing{node: n}
	if delay > 0 {
		out.due = time.Now().Add(delay)
	}
	o.mu.Lock()
	o.list = append(o.list, out)
	o.mu.Unlock()
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// take waits for the next stanza; false when the connection has ended.
func (o *outbox) take() (waBinary.Node, bool) {
	for {
		if next, ok := o.pop(); ok {
			return next.node, o.pause(next.due)
		}
		select {
		case <-o.wake:
		case <-o.ended:
			return waBinary.Node{}, false
		}
	}
}

func (o *outbox) pop() (outgoing, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.head == len(o.list) {
		o.list, o.head = o.list[:0], 0
		return outgoing{}, false
	}
	next := o.list[o.head]
	o.list[o.head] = outgoing{}
	o.head++
	return next, true
}

// pause waits until a delayed stanza is due.
func (o *outbox) pause(due time.Time) bool {
	if due.IsZero() {
		return true
	}
	t := time.NewTimer(time.Until(due))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-o.ended:
		return false
	}
}

func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed {
		o.closed = true
		close(o.ended)
	}
}
