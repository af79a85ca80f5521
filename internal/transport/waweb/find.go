package waweb

import (
	"context"
	"fmt"

	"github.com/balcao-app/balcao/internal/desk"
)

// Find asks for the spelling under which a number is registered.
func (c *conn) Find(ctx context.Context, number desk.Address) ([]desk.Address, error) {
	l, f := c.ready()
	if f != nil {
		return nil, f
	}
	var sought []string
	for _, value := range number.Spellings() {
		sought = append(sought, "+"+value)
	}
	found, err := l.cli.IsOnWhatsApp(ctx, sought)
	if err != nil {
		return nil, unsentFault(fmt.Errorf("look for a number: %w", err))
	}
	if len(found) == 0 { // no answer is no "no"
		return nil, offline(fmt.Errorf("look for a number: no answer"))
	}
	all := []desk.Address{}
	for _, r := range found {
		if r.IsIn {
			all = add(all, r.JID.ToNonAD())
		}
	}
	return all, nil
}
