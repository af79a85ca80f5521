package wasim

import (
	"context"
	"sync"
)

// tasks counts the goroutines of a server so that Close can wait for them.
type tasks struct {
	mu    sync.Mutex
	ended bool
	group sync.WaitGroup
}

// spawn starts fn unless the server is closing.
func (t *tasks) spawn(fn func()) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return false
	}
	t.group.Go(fn)
	return true
}

// enter counts the calling goroutine until leave, unless the server is closing.
func (t *tasks) enter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return false
	}
	t.group.Add(1)
	return true
}

func (t *tasks) leave() { t.group.Done() }

func (t *tasks) close() {
	t.mu.Lock()
	t.ended = true
	t.mu.Unlock()
}

func (t *tasks) closed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended
}

func (t *tasks) wait() { t.group.Wait() }

// changes wakes everyone who waits for the state to change. Nothing is allocated while nobody waits.
type changes struct {
	mu   sync.Mutex
	wake chan struct{}
}

func (c *changes) next() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.wake == nil {
		c.wake = make(chan struct{})
	}
	return c.wake
}

func (c *changes) signal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.wake != nil {
		close(c.wake)
		c.wake = nil
	}
}

// Changed wakes every Wait; packages that extend the server call it when state of their own has changed.
func (s *Server) Changed() { s.changes.signal() }

// Wait returns nil as soon as cond holds, or the context's error. cond runs after every change of the server's or a
// phone's state, without locks held.
func (s *Server) Wait(ctx context.Context, cond func() bool) error {
	for {
		wake := s.changes.next()
		if cond() {
			return nil
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
