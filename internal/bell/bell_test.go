package bell

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestRestEndsBy(t *testing.T) {
	for name, c := range map[string]struct {
		until  time.Duration // 0: no time
		ring   bool
		cancel bool
		goes   bool
		after  time.Duration
	}{
		"its time":       {until: time.Minute, goes: true, after: time.Minute},
		"the bell":       {until: time.Minute, ring: true, goes: true, after: time.Second},
		"the bell alone": {ring: true, goes: true, after: time.Second},
		"the end":        {until: time.Minute, cancel: true, after: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var b Bell
				signal, begin, until := b.Next(), time.Now(), time.Time{}
				if c.until > 0 {
					until = begin.Add(c.until)
				}
				time.AfterFunc(time.Second, func() {
					if c.ring {
						b.Ring()
					}
					if c.cancel {
						cancel()
					}
				})
				if goes := Rest(ctx, until, signal); goes != c.goes || time.Since(begin) != c.after {
					t.Errorf("%v after %v", goes, time.Since(begin))
				}
			})
		})
	}
}

// TestRingBetween: a change between taking the signal and waiting for it is not missed, and an old one wakes nobody anew.
func TestRingBetween(t *testing.T) {
	var b Bell
	b.Ring()
	signal := b.Next()
	select {
	case <-signal:
		t.Fatal("an old ring was heard")
	default:
	}
	b.Ring()
	<-signal
	<-signal // and by everyone who holds it
}
