package main

import (
	"context"
	"os"
)

// untilOrphaned has nothing to watch here: Ctrl+C reaches every program of the console by itself.
func untilOrphaned(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithCancel(ctx)
}

// interrupt leaves p alone: Ctrl+C has already asked it to end, and Windows knows no other polite way. Whoever does
// not end within the caller's patience is killed.
func interrupt(*os.Process) error { return nil }
