package wwebjs

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
)

// Find asks for the name under which a number is registered, in every spelling.
func (c *conn) Find(ctx context.Context, number desk.Address) ([]desk.Address, error) {
	for _, value := range number.Spellings() {
		switch chat, f := c.number(ctx, value); {
		case f == nil && chat.server == ofLID:
			return []desk.Address{desk.Phone(value), chat.address()}, nil
		case f == nil:
			return []desk.Address{chat.address()}, nil
		case f.Code != desk.CodeNoWhatsApp:
			return nil, f
		}
	}
	return nil, nil
}
