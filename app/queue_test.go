package app

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/outbox"
)

// TestFirstEnd: the end that is told is the next one to come. What is shut already, and what has no end, leave it alone.
func TestFirstEnd(t *testing.T) {
	now := time.Now()
	shut := outbox.Queued{Why: desk.WaitShut, Until: now.Add(-time.Hour)}
	later, next := outbox.Queued{Why: desk.WaitLink, Until: now.Add(2 * time.Hour)}, outbox.Queued{Why: desk.WaitTurn, Until: now.Add(time.Hour)}
	for name, c := range map[string]struct {
		all  []outbox.Queued
		want time.Time
	}{
		"nothing waits":              {nil, time.Time{}},
		"no end":                     {[]outbox.Queued{{Why: desk.WaitLink}}, time.Time{}},
		"only what is shut":          {[]outbox.Queued{shut}, time.Time{}},
		"what is shut, then others":  {[]outbox.Queued{shut, {Why: desk.WaitSoon}, later, next}, next.Until},
		"what is shut comes between": {[]outbox.Queued{next, shut, later}, next.Until},
	} {
		if got := firstEnd(c.all); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
