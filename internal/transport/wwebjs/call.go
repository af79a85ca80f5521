package wwebjs

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// ring is a call, as the page of WhatsApp knows it.
type ring struct {
	ID    text   `json:"id"`
	From  wid    `json:"from"`
	At    number `json:"timestamp"`
	Mine  flag   `json:"fromMe"`
	Group flag   `json:"isGroup"`
	Video flag   `json:"isVideo"`
}

// stale is the age at which a call that is told is over.
const stale = time.Minute

// called takes the word that a customer calls. The server tells neither what became of it nor of calls while nobody listened, and it has
// no way to reject one.
func (c *intake) called(ctx context.Context, r ring) error {
	if r.ID == "" || len(r.ID) > 128 || bool(r.Mine) || bool(r.Group) || !c.person(r.From) {
		return nil
	}
	now := time.Now()
	at := moment(r.At, now)
	return c.offer(ctx, transport.Call{
		Remote: desk.RemoteID(desk.Clean(string(r.ID))), From: c.party(ctx, r.From), State: desk.CallRinging, Video: bool(r.Video), At: at, Late: now.Sub(at) > stale,
	})
}
