package wwebjs

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestToldOnce: of those who come at once one stores, the others wait for it, and where it fails the next one tries.
func TestToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told, tries := newTold(), 0
		store := func() error {
			tries++ // nobody else is here meanwhile, or the race detector complains
			time.Sleep(time.Second)
			if tries == 1 {
				return errors.New("the disk is full")
			}
			return nil
		}
		var wait sync.WaitGroup
		failed := make(chan error, 20)
		for range 20 {
			wait.Go(func() { failed <- told.once(t.Context(), "ack", 2, store) })
		}
		wait.Wait()
		close(failed)
		faults := 0
		for err := range failed {
			if err != nil {
				faults++
			}
		}
		if tries != 2 || faults != 1 {
			t.Errorf("tried %d times, %d faults", tries, faults)
		}
		for rung, want := range []int{2, 2, 2, 3} {
			if err := told.once(t.Context(), "ack", rung, store); err != nil || tries != want {
				t.Errorf("rung %d: tried %d times, %v", rung, tries, err)
			}
		}
	})
}

// TestToldWaitsNoLonger than who asks does.
func TestToldWaitsNoLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := newTold()
		go func() {
			_ = told.once(t.Context(), "ack", 1, func() error { time.Sleep(time.Hour); return nil })
		}()
		synctest.Wait()
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		err := told.once(ctx, "ack", 1, func() error { t.Error("stored beside another"); return nil })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		time.Sleep(2 * time.Hour)
	})
}
