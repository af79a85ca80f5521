package wuzapi

import (
	"context"
	"errors"

	"github.com/balcao-app/balcao/internal/desk"
)

// Find asks for the spelling under which a number is registered. A release that cannot tell is no answer.
func (c *conn) Find(ctx context.Context, number desk.Address) ([]desk.Address, error) {
	for _, value := range number.Spellings() {
		as, f := c.registered(ctx, value)
		if f != nil && f.Code == desk.CodeNoWhatsApp {
			continue
		}
		if f != nil {
			return nil, f
		}
		if _, told := c.known.get(value); !told {
			return nil, &desk.Fault{Code: desk.CodeUnsupported, Next: desk.Stop, Scope: desk.OfContact, Err: errors.New("this release does not tell who is there")}
		}
		return []desk.Address{desk.Phone(as.user)}, nil
	}
	return nil, nil
}
