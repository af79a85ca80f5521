package connection

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Save keeps a probed entry as the connection with this id and connects it; one that a phone has to be linked to is signed out and waits
// for Pair. It refuses a number that another connection has, and
// another number than the connection had. The secrets are kept before the row says that they are there, and those that were taken
// away go after it; where nothing is saved the vault is as it was.
func (m *Manager) Save(ctx context.Context, id desk.ConnectionID, e Entered) error {
	if !e.OK {
		return desk.Refuse(desk.CodeBadRequest)
	}
	m.entering.Lock()
	defer m.entering.Unlock()
	if e.unpaired {
		m.halt(id)
	}
	before, err := m.keep(ctx, id, e)
	if err == nil {
		err = m.DB.Write(ctx, func(tx *store.Tx) error { return write(tx, id, e) })
	}
	if err != nil {
		err = errors.Join(err, m.restore(id, before))
		if e.unpaired { // it goes on as it was
			err = errors.Join(err, m.Revive(context.WithoutCancel(ctx), id))
		}
		return err
	}
	defer m.forget(id) // whatever was opened before all of it is in place
	if err := m.clear(id, e); err != nil || e.unpaired {
		return err
	}
	return m.Connect(ctx, id)
}

// clear takes every secret out of the vault that the entry does not have: one that was taken away, or that is left of an older
// connection with this id in a folder that was emptied since.
func (m *Manager) clear(id desk.ConnectionID, e Entered) error {
	for _, f := range e.fields {
		if !f.Secret || e.values[f.Key] != "" {
			continue
		}
		if err := m.Vault.Remove(secretName(id, f.Key)); err != nil {
			return &desk.Fault{Code: desk.CodeVault, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("remove a secret: %w", err)}
		}
	}
	return nil
}

// keep puts the secrets of an entry into the vault and tells what was there before. What does not fit is refused first.
func (m *Manager) keep(ctx context.Context, id desk.ConnectionID, e Entered) (before map[string]string, err error) {
	err = m.DB.Read(ctx, func(v *store.View) error {
		c, err := v.Connection(id)
		if err != nil {
			return err
		}
		return fits(v, id, c.Kind, e.Identity)
	})
	if err != nil {
		return nil, err
	}
	before = map[string]string{}
	for _, f := range e.fields {
		if !f.Secret || e.values[f.Key] == "" {
			continue
		}
		old, err := m.secret(id, f.Key)
		if err == nil && old == e.values[f.Key] {
			continue
		}
		if err == nil { // what cannot be read is what is being mended
			before[f.Key] = old
		}
		if err := m.Vault.Put(secretName(id, f.Key), e.values[f.Key]); err != nil {
			return before, &desk.Fault{Code: desk.CodeVault, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("keep a secret: %w", err)}
		}
	}
	return before, nil
}

// restore puts back what was in the vault.
func (m *Manager) restore(id desk.ConnectionID, before map[string]string) (err error) {
	for key, old := range before {
		if old == "" {
			err = errors.Join(err, m.Vault.Remove(secretName(id, key)))
		} else {
			err = errors.Join(err, m.Vault.Put(secretName(id, key), old))
		}
	}
	return err
}

// write makes the row say what was entered. Whether the connection is up its next run says; that the platform restricts it stays
// known until then.
func write(tx *store.Tx, id desk.ConnectionID, e Entered) error {
	c, err := tx.Connection(id)
	if err != nil {
		return err
	}
	if err := fits(&tx.View, id, c.Kind, e.Identity); err != nil {
		return err
	}
	if err := tx.SetConfig(id, plain(e.fields, e.values)); err != nil {
		return err
	}
	switch {
	case e.called && c.Hook == "":
		err = tx.SetHook(id, newHook())
	case !e.called && c.Hook != "":
		err = tx.SetHook(id, "")
	}
	switch {
	case err != nil:
	case e.unpaired:
		err = tx.SetHealth(id, desk.HealthSignedOut, desk.CodeSignedOut, time.Now(), time.Time{})
	case !restricted(c):
		err = tx.SetHealth(id, desk.HealthConnecting, "", time.Now(), time.Time{})
	}
	if err != nil {
		return err
	}
	// The conversations of a connection are its number's, also while nobody is linked.
	return tx.SetAccount(id, e.Identity.Account, cmp.Or(e.Identity.Number, c.Number))
}

// plain are the values that are no secrets.
func plain(fields []transport.Field, values map[string]string) map[string]string {
	out := map[string]string{}
	for _, f := range fields {
		if !f.Secret && values[f.Key] != "" {
			out[f.Key] = values[f.Key]
		}
	}
	return out
}

func secretName(id desk.ConnectionID, field string) string {
	return fmt.Sprintf("connection/%d/%s", id, field)
}

// secret reads a secret field; one that was not entered is empty.
func (m *Manager) secret(id desk.ConnectionID, field string) (string, error) {
	value, err := m.Vault.Get(secretName(id, field))
	if errors.Is(err, secret.ErrNone) {
		return "", nil
	}
	return value, err
}
