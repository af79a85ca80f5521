package graphsim

import "sync"

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
