package wwebjs

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	trackOften  = time.Minute
	trackSeldom = 15 * time.Minute // where the server tells by itself
	trackChats  = 5                // conversations of one look
)

// Track asks how far messages of ours came: receipts are lost like everything that the server tells once.
func (c *conn) Track(ctx context.Context, remote []desk.RemoteID, take transport.Take) (time.Duration, error) {
	c.mu.Lock()
	again := trackOften
	if !c.heard.IsZero() && !c.mute {
		again = trackSeldom
	}
	c.mu.Unlock()
	done := map[string]bool{}
	for _, id := range remote {
		s, known := c.ledger.by(id)
		if !known || s.Chat == "" || done[s.Chat] {
			continue
		}
		if len(done) >= trackChats {
			break
		}
		done[s.Chat] = true
		all, f := c.messages(ctx, parseWid(s.Chat), pageFirst, true)
		if f != nil {
			return again, f
		}
		for i := range all {
			if m := &all[i]; m.Key.FromMe && m.Key.ID != "" && c.person(m.chat()) {
				if _, ours := c.ledger.by(desk.RemoteID(m.Key.ID)); ours {
					if err := (&intake{c, take, true}).reached(ctx, m); err != nil {
						return again, err
					}
				}
			}
		}
	}
	return again, nil
}
