package outbox

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Where a network has to be asked what became of a message: how many at once, how old they may be, and the shortest pause.
const (
	trackMany  = 100
	trackAge   = 7 * 24 * time.Hour
	trackPause = 10 * time.Second
)

// track asks the network what became of the messages it accepted, where nothing tells us by itself.
func (s *Service) track(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	asks, can := conn.(transport.Tracker)
	if !can {
		return nil
	}
	take := func(ctx context.Context, ev transport.Event) error { return s.Take(ctx, on, ev) }
	var until time.Time // where the next look goes on; zero: at the newest
	for {
		woken := s.bell.Next()
		var open []desk.RemoteID
		err := s.DB.Read(ctx, func(v *store.View) (err error) {
			now := time.Now()
			open, until, err = v.Unheard(on, now.Add(-trackAge), cmp.Or(until, now.Add(time.Second)), trackMany)
			return err
		})
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find what was accepted: %w", err)
		}
		next := time.Time{}
		if len(open) > 0 {
			again, _ := asks.Track(ctx, open, take) // what could not be asked is asked again
			next = time.Now().Add(max(again, trackPause))
			woken = nil // a new message must not make it ask more often
		}
		if !bell.Rest(ctx, next, woken) {
			return nil
		}
	}
}
