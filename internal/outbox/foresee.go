package outbox

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Foresight is what the composer is told before anything is sent.
type Foresight struct {
	By       desk.Connection   // what would carry a message written now; zero if nothing can
	Reserve  bool              // not the main connection
	Ask      bool              // it would wait for the operator
	Reason   desk.Code         // why not the main one, or why nothing
	Stranger bool              // it leaves from a number other than the channel's own, of which the customer has heard nothing yet
	Forms    desk.ConnectionID // a template can be sent by this one; 0: by none
}

// Foresee tells what would become of a message written now. It asks no network.
func (s *Service) Foresee(ctx context.Context, ticket desk.TicketID, m desk.Draft) (f Foresight, err error) {
	err = s.DB.Read(ctx, func(v *store.View) error {
		t, err := v.Ticket(ticket)
		if err != nil {
			return err
		}
		c, err := s.choose(v, t, m, past{})
		if err != nil {
			return err
		}
		f = Foresight{By: c.way, Reserve: c.Reserve, Ask: c.Ask, Reason: c.reason()}
		if err := addressed(v, t.Contact); err != nil {
			if off := desk.AsFault(err); unheard[off.Code] {
				f, err = Foresight{Reason: off.Code}, nil
			}
			return err
		}
		if c.way.ID == 0 {
			f.Reason = c.refusal().Code
		}
		_, ways, err := s.ways(v, t, past{})
		if err != nil {
			return err
		}
		for i, w := range ways {
			if w.Caps.Templates && w.Down == nil && stopped(ways, i) == nil && f.Forms == 0 {
				f.Forms = w.Connection
			}
		}
		if len(c.routes) > 0 && c.way.Number != "" && c.way.Number != c.routes[0].Number {
			known, err := v.Met(t.Contact.ID, c.way.Number)
			f.Stranger = !known
			return err
		}
		return nil
	})
	return f, err
}

// Window is when free text to a customer ends on the connection of a channel that has such an end. False where none has.
func (s *Service) Window(v *store.View, t desk.Ticket) (ends time.Time, has bool, err error) {
	if t.Contact.Group {
		return ends, false, nil
	}
	routes, err := v.Routes(t.Channel)
	if err != nil {
		return ends, false, err
	}
	for _, r := range routes {
		d, ok := s.Driver(r.Kind)
		if !ok || d.Caps.Window == 0 {
			continue
		}
		if hears, err := s.hears(v, d, r); err != nil || !hears {
			return time.Time{}, false, err
		}
		last, err := v.LastInbound(t.Contact.ID, r.Number)
		if err != nil || last.IsZero() {
			return time.Time{}, true, err
		}
		return last.Add(d.Caps.Window), true, nil
	}
	return ends, false, nil
}
