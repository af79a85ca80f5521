package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Where a network has to be asked what became of a message: how old it may be, and the shortest pause.
const (
	trackAge   = 7 * 24 * time.Hour
	trackPause = 10 * time.Second
)

// track asks the network what became of the messages it accepted, while nothing tells us by itself. A network that says no to the
// question itself is not asked again before the connection is next made.
func (s *Service) track(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	asks, can := conn.(transport.Tracker)
	if !can {
		return nil
	}
	take := func(ctx context.Context, ev transport.Event) error { return s.Take(ctx, on, ev) }
	for {
		woken := s.bell.Next()
		open, err := s.unheard(ctx, on)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find what was accepted: %w", err)
		}
		next := time.Time{}
		if len(open) > 0 {
			again, err := asks.Track(ctx, open, take)
			if err != nil && desk.AsFault(err).Code == desk.CodeUnsupported {
				return nil
			}
			next = time.Now().Add(max(again, trackPause)) // what could not be asked is asked again
			woken = nil                                   // a new message must not make it ask more often
		}
		if !bell.Rest(ctx, next, woken) {
			return nil
		}
	}
}

// unheard lists the messages to ask about: none while the network calls us.
func (s *Service) unheard(ctx context.Context, on desk.ConnectionID) (open []desk.RemoteID, err error) {
	err = s.DB.Read(ctx, func(v *store.View) error {
		c, err := v.Connection(on)
		if err != nil && desk.AsFault(err).Code == desk.CodeNotFound {
			return nil // being removed
		}
		if err != nil {
			return err
		}
		driver, _ := s.Driver(c.Kind)
		told, err := calls(v, c)
		if err == nil && (!told || !driver.Called) { // that a network could call us does not say that it was told to
			open, err = v.Unheard(on, time.Now().Add(-trackAge))
		}
		return err
	})
	return open, err
}

// calls reports whether the network of a connection tells us by itself what becomes of messages: it knows where to call us. A session on
// the same number does not stand in for it: it sees what customers write, and no receipts of what another connection sent.
func calls(v *store.View, c desk.Connection) (bool, error) {
	settings, err := v.Settings()
	return settings["public_address"] != "" && c.Hook != "", err
}
