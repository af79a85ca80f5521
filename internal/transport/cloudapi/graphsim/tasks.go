package graphsim

import (
	"sync"
	"time"
)

// tasks counts the goroutines of a server so that Close can wait for them.
type tasks struct{ group sync.WaitGroup }

func (t *tasks) spawn(fn func()) { t.group.Go(fn) }

func (t *tasks) wait() { t.group.Wait() }

// changes lets any number of callers wait until something happened.
type changes struct {
	mu *sync.Mutex
	ch *chan struct{}
}

func newChanges() changes {
	ch := make(chan struct{})
	return changes{mu: new(sync.Mutex), ch: &ch}
}

func (c changes) next() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return *c.ch
}

func (c changes) happened() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(*c.ch)
	*c.ch = make(chan struct{})
}

// after runs fn under the lock once d has passed, unless the server was closed before.
func (s *Server) after(d time.Duration, fn func()) {
	if s.closed {
		return
	}
	s.tasks.spawn(func() {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.life.Done():
			return
		}
		s.mu.Lock()
		fn()
		s.mu.Unlock()
		s.changes.happened()
	})
}
