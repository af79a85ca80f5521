package world

import (
	"fmt"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

// Group lets a customer make a group with the business and other customers.
func (c *Customer) Group(subject string, others ...*Customer) *wasim.Group {
	phones := []*wasim.Phone{c.world.business.phone}
	for _, o := range others {
		phones = append(phones, o.phone)
	}
	return c.world.server.AddGroup(subject, c.phone, phones...)
}

// WriteIn sends a text into a group.
func (c *Customer) WriteIn(g *wasim.Group, text string) (id string, err error) {
	return c.GiveIn(g, Sent{Text: text})
}

// GiveIn sends a message of any kind into a group.
func (c *Customer) GiveIn(g *wasim.Group, s Sent) (id string, err error) {
	author := c.world.business.phone
	if s.Author != "" {
		author = c.world.server.Phone(s.Author)
	}
	if author == nil {
		return "", fmt.Errorf("world: nobody has the number %s", s.Author)
	}
	m, err := c.message(s, author.LID())
	if err != nil {
		return "", err
	}
	return c.SendIn(g, m)
}

// SendIn sends any message into a group.
func (c *Customer) SendIn(g *wasim.Group, m *waE2E.Message) (id string, err error) {
	if id, err = c.phone.SendGroup(g, m, wasim.SendOptions{}); err != nil {
		return "", fmt.Errorf("world: %s writes into a group: %w", c.phone.Number(), err)
	}
	return id, nil
}

// numberOf is the telephone number of an address of any kind, empty for nobody's.
func (w *World) numberOf(address string) string {
	j, err := types.ParseJID(address)
	if err != nil {
		return ""
	}
	if p := w.server.PhoneOf(j); p != nil {
		return p.Number()
	}
	return ""
}
