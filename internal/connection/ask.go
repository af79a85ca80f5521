package connection

import (
	"context"

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
	public, _, err := m.doorSettings(ctx)
	return public, err
}

// Activate makes the number of a connection usable at its network. Pin are the six digits of its two-step verification, which only a
// number needs that was never registered.
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
		return desk.Refuse(desk.CodeUnsupported)
	}
	return a.Activate(ctx, pin)
}
