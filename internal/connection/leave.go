package connection

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Drain takes a connection down for good and returns when nothing of it runs any more: what was being sent has its answer or is unsure.
// The row says that it is being removed, so that nothing begins it again.
func (m *Manager) Drain(_ context.Context, id desk.ConnectionID) error {
	m.halt(id)
	return m.health(id, desk.HealthRemoving, nil, time.Time{})
}

// Wipe removes the keys and secrets of a connection that was removed, after ending its session at the network if that is wanted and can
// be reached. The keys go in any case: where the network could not be told, they would still open the account. Only where ctx ended while
// it was told do they stay, because the next call can tell it still.
func (m *Manager) Wipe(ctx context.Context, id desk.ConnectionID, unlink bool) error {
	var c desk.Connection
	err := m.DB.Read(ctx, func(v *store.View) (err error) { c, err = v.Tombstone(id); return err })
	if err != nil {
		return err
	}
	if unlink && c.Account != "" {
		m.unlink(ctx, c)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	m.discard(c)
	return m.DB.Write(ctx, func(tx *store.Tx) error { return tx.ForgetAccount(id) })
}

// Discard takes back a connection that was only just made, with the channel that was made for it (0: none): nothing empty stays of a try
// that failed. Where something hangs on it already it is removed like any other.
func (m *Manager) Discard(ctx context.Context, id desk.ConnectionID, channel desk.ChannelID) error {
	ctx = context.WithoutCancel(ctx)
	m.halt(id)
	c, err := m.row(ctx, id)
	if err != nil {
		return err
	}
	gone := false
	err = m.DB.Write(ctx, func(tx *store.Tx) (err error) { gone, err = tx.Unmake(id, channel); return err })
	if err != nil {
		return err
	}
	if !gone {
		return m.Remove(ctx, id)
	}
	m.discard(c)
	return nil
}

// discard removes the keys and secrets of a connection.
func (m *Manager) discard(c desk.Connection) {
	if err := os.RemoveAll(m.folder(c.ID)); err != nil {
		m.Log.Error("session keys not removed", "connection", c.ID, "err", err)
	}
	m.forget(c.ID)
	m.forgetSecrets(fmt.Sprintf("connection/%d", c.ID))
}

// Revive brings up a connection whose removal was undone, if a start of the program would. One that is not there any more stays away.
func (m *Manager) Revive(ctx context.Context, id desk.ConnectionID) error {
	var c desk.Connection
	err := m.DB.Read(ctx, func(v *store.View) (err error) { c, err = v.Connection(id); return err })
	if err != nil && desk.AsFault(err).Code == desk.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if comesUp(c) {
		m.begin(id, false, func(ctx context.Context) { m.supervise(ctx, id) })
	}
	return nil
}
