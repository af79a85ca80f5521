package connection

import (
	"context"
	"fmt"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Templates asks the network for the templates of a connection's account.
func (m *Manager) Templates(ctx context.Context, id desk.ConnectionID) ([]transport.TemplateForm, error) {
	c, err := m.row(ctx, id)
	if err != nil {
		return nil, err
	}
	conn, err := m.open(c)
	if err != nil {
		return nil, err
	}
	asks, can := conn.(transport.Templater)
	if !can {
		return nil, desk.Refuse(desk.CodeUnsupported)
	}
	return asks.Templates(ctx)
}

// Public is the address under which networks reach us, empty if none was entered.
func (m *Manager) Public(ctx context.Context) (string, error) {
	set, err := m.doorSettings(ctx)
	return set.public, err
}

// Activate makes the number of a connection usable at its network, which for many networks is nothing to do. Pin are the six digits of
// its two-step verification, which only a number needs that was never registered.
func (m *Manager) Activate(ctx context.Context, id desk.ConnectionID, pin string) error {
	c, err := m.row(ctx, id)
	if err != nil {
		return err
	}
	conn, err := m.open(c)
	if err != nil {
		return err
	}
	a, can := conn.(transport.Activator)
	if !can {
		return nil
	}
	return a.Activate(ctx, pin)
}

// Kept is what a connection holds that is never shown by itself.
type Kept struct {
	Secrets []string // keys of the secret fields that are kept
	Shakes  bool     // whether its network shows a word before it calls us for the first time
	Word    string   // that word; empty: what it is made from is missing, and it cannot call us
	Place   string   // where a secret that is kept now would lie, as secret.Vault.Place names it
}

// Kept tells what a connection holds: which secrets, but not the secrets, and the word to give to its network. Of connection 0, which
// is still to be made, it tells only the place.
func (m *Manager) Kept(ctx context.Context, id desk.ConnectionID) (k Kept, err error) {
	if k.Place, err = m.Vault.Place(); err != nil {
		return k, &desk.Fault{Code: desk.CodeVault, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("find where secrets lie: %w", err)}
	}
	if id == 0 {
		return k, nil
	}
	c, err := m.row(ctx, id)
	if err != nil {
		return k, err
	}
	driver, ok := m.Driver(c.Kind)
	if !ok {
		return k, desk.Refuse(desk.CodeUnsupported)
	}
	for _, f := range driver.Fields {
		if !f.Secret {
			continue
		}
		switch value, err := m.secret(id, f.Key); {
		case err != nil:
			return k, &desk.Fault{Code: desk.CodeVault, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("look for a secret: %w", err)}
		case value != "":
			k.Secrets = append(k.Secrets, f.Key)
		}
	}
	if len(k.Secrets) == 0 {
		return k, nil
	}
	conn, err := m.open(c)
	if err != nil {
		return k, err
	}
	if h, can := conn.(transport.Handshaker); can {
		k.Shakes, k.Word = true, h.Handshake()
	}
	return k, nil
}
