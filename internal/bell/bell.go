// Package bell wakes workers that wait for rows to change. It carries no news: who wakes looks at the rows.
package bell

import (
	"context"
	"sync"
	"time"
)

// Bell is rung by many and heard by many. Its zero value is ready.
type Bell struct {
	mu   sync.Mutex
	wait chan struct{} // closed and replaced at each Ring
}

// Ring wakes everyone who waits.
func (b *Bell) Ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wait != nil {
		close(b.wait)
		b.wait = nil
	}
}

// Next is closed at the next Ring. Take it before looking at the rows, so that no change between is missed.
func (b *Bell) Next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.wait == nil {
		b.wait = make(chan struct{})
	}
	return b.wait
}

// Rest waits for a time (zero: none), a signal (nil: none) or the end of ctx; false at the end.
func Rest(ctx context.Context, until time.Time, signal <-chan struct{}) bool {
	var due <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(time.Until(until))
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-signal:
	case <-due:
	}
	return true
}
