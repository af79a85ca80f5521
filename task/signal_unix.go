//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// errOrphaned is why work stops when the process that started it is gone.
var errOrphaned = errors.New("the process that started this has ended")

// untilOrphaned ends the context when the parent process ends. `go run` does not pass SIGTERM on: without this the
// program would stay behind when only `go run` is told to stop.
func untilOrphaned(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	parent := os.Getppid()
	go func() {
		tick := time.NewTicker(500 * time.Millisecond)
		defer tick.Stop()
		for os.Getppid() == parent {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
		cancel(errOrphaned)
	}()
	return ctx, func() { cancel(nil) }
}

// interrupt asks p to end in order.
func interrupt(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
