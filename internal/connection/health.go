package connection

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// health writes the state of a connection into its row, also while the program stops. A state that says nothing about the account does
// not end what the network said of it, and nothing ends a removal.
func (m *Manager) health(id desk.ConnectionID, h desk.Health, f *desk.Fault, retryAt time.Time) error {
	code := desk.Code("")
	if f != nil {
		code = f.Code
	}
	return m.DB.Write(context.Background(), func(tx *store.Tx) error {
		c, err := tx.Connection(id)
		if err != nil && desk.AsFault(err).Code != desk.CodeNotFound { // removed meanwhile
			return err
		}
		if restricted(c) && silent(h, code) || c.Health == desk.HealthRemoving && h != desk.HealthRemoving {
			return nil
		}
		return tx.SetHealth(id, h, code, time.Now(), retryAt)
	})
}

// stopped writes that a connection went down with the program or by the operator. It is off, unless the platform restricts it or blocks it
// until a time that is still to come: whoever connects it again must not try before.
func (m *Manager) stopped(id desk.ConnectionID) error {
	return m.DB.Write(context.Background(), func(tx *store.Tx) error {
		c, err := tx.Connection(id)
		switch {
		case err != nil && desk.AsFault(err).Code == desk.CodeNotFound, restricted(c), c.Health == desk.HealthRemoving:
			return nil
		case c.Health == desk.HealthBlocked && c.RetryAt.After(time.Now()):
			return nil
		case err != nil:
			return err
		}
		return tx.SetHealth(id, desk.HealthOff, "", time.Now(), time.Time{})
	})
}

// restricted reports whether the platform restricts the account. No other number may carry its messages then, so it must not be
// forgotten only because the network cannot be asked.
func restricted(c desk.Connection) bool {
	return c.Health == desk.HealthBlocked && c.Fault == desk.CodePolicy
}

// silent reports whether a state comes from what happens here or on the way, so that the network has said nothing.
func silent(h desk.Health, code desk.Code) bool {
	switch h {
	case desk.HealthConnecting:
		return true
	case desk.HealthRetrying:
		return code.Offline() || code == desk.CodeBusy || code == desk.CodeVault || code == desk.CodeInternal
	}
	return false
}
