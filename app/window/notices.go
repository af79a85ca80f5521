package window

import (
	"context"
	"errors"
	"sync"
)

// ErrNoNotices is what Notices answer as long as there is no window.
var ErrNoNotices = errors.New("no window is open")

// Notices are the system's notices of the window. The zero value is ready; it shows nothing until the window is open.
type Notices struct {
	mu     sync.Mutex
	system system
}

// system is what shows notices outside the window. Which one it is depends on the build and the system.
type system interface {
	// allowed tells whether the system shows them; with ask the operator is asked where the system wants that.
	allowed(ctx context.Context, ask bool) (bool, error)
	show(ctx context.Context, tag, title, body string) error
	withdraw(ctx context.Context, tag string)
	badge(n int)
	close()
}

// Allowed reports whether notices can be shown. With ask the operator is asked, where the system wants that.
func (n *Notices) Allowed(ctx context.Context, ask bool) (bool, error) {
	s := n.now()
	if s == nil {
		return false, ErrNoNotices
	}
	return s.allowed(ctx, ask)
}

// Show shows a notice in the place of the one before with the same tag.
func (n *Notices) Show(ctx context.Context, tag, title, body string) error {
	s := n.now()
	if s == nil {
		return ErrNoNotices
	}
	return s.show(ctx, tag, title, body)
}

// Withdraw takes a notice back.
func (n *Notices) Withdraw(ctx context.Context, tag string) {
	if s := n.now(); s != nil {
		s.withdraw(ctx, tag)
	}
}

// Badge puts a count where the system shows one for the program, 0 for none.
func (n *Notices) Badge(count int) {
	if s := n.now(); s != nil {
		s.badge(count)
	}
}

func (n *Notices) now() system {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.system
}

// use begins to show notices by a system, or with nil ends it.
func (n *Notices) use(s system) {
	n.mu.Lock()
	before := n.system
	n.system = s
	n.mu.Unlock()
	if before != nil {
		before.close()
	}
}
