package outbox

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Offer is something the operator may do about a message that did not get through.
type Offer struct {
	Act string            // retry, send_by, template, resolve, elsewhere or cancel
	By  desk.ConnectionID // of send_by, template and elsewhere
}

// Offers lists what may be done about a message now, most useful first.
func (s *Service) Offers(v *store.View, m desk.Message) ([]Offer, error) {
	all, err := v.Deliveries(m.ID)
	if err != nil || len(all) == 0 || m.Direction != desk.Out {
		return nil, err
	}
	last := all[len(all)-1]
	switch {
	case last.State == desk.DeliveryUnsure:
		return s.inDoubt(v, m, all)
	case last.State == desk.DeliveryQueued:
		return []Offer{{Act: "cancel"}}, nil
	case m.Status != desk.Failed && m.Status != desk.Held && m.Status != desk.Cancelled:
		return nil, nil
	}
	t, err := v.Ticket(m.Ticket)
	if err != nil {
		return nil, err
	}
	offers, err := s.onward(v, t, m, all)
	if err != nil {
		return nil, err
	}
	if again, err := s.mayRetry(v, t, m, all, offers); err != nil {
		return nil, err
	} else if again {
		offers = slices.Insert(offers, 0, Offer{Act: "retry"})
	}
	if last.State == desk.DeliveryHeld {
		offers = append(offers, Offer{Act: "cancel"})
	}
	return offers, nil
}

// inDoubt are the offers about a message that may have arrived.
func (s *Service) inDoubt(v *store.View, m desk.Message, all []desk.Delivery) ([]Offer, error) {
	last := all[len(all)-1]
	offers := []Offer{{Act: "resolve"}}
	t, err := v.Ticket(m.Ticket)
	if err != nil || !mayLeave(all) {
		return offers, err
	}
	routes, ways, err := s.ways(v, t, past{only: m.Only})
	if err != nil {
		return nil, err
	}
	for i, r := range routes {
		if r.ID != last.Connection && ways[i].Down == nil && stopped(ways, i) == nil && ways[i].Caps.Refuses(draftOf(m), ways[i].LastInbound, time.Now()) == nil {
			offers = append(offers, Offer{Act: "elsewhere", By: r.ID})
		}
	}
	return offers, nil
}

// onward are the other ways that a message may take.
func (s *Service) onward(v *store.View, t desk.Ticket, m desk.Message, all []desk.Delivery) (offers []Offer, err error) {
	routes, ways, err := s.ways(v, t, past{only: m.Only})
	if err != nil || !detours(m, all) {
		return nil, err
	}
	for i, r := range routes {
		if ways[i].Down != nil || stopped(ways, i) != nil {
			continue
		}
		if ways[i].Caps.Templates && m.Kind != desk.Template {
			offers = append(offers, Offer{Act: "template", By: r.ID})
		}
		if !refusedBy(r.ID, all) && m.Status != desk.Cancelled && ways[i].Caps.Refuses(draftOf(m), ways[i].LastInbound, time.Now()) == nil {
			offers = append(offers, Offer{Act: "send_by", By: r.ID})
		}
	}
	return offers, nil
}

// refusedBy reports whether a connection had the last word on a message, for which to ask it again is to retry, or said earlier what it
// would only repeat.
func refusedBy(by desk.ConnectionID, all []desk.Delivery) bool {
	for i, d := range all {
		if d.Connection == by && d.State == desk.DeliveryFailed && (i == len(all)-1 || d.Attempt > 0 && desk.Lasting(d.Fault)) {
			return true
		}
	}
	return false
}

// mayRetry reports whether trying again can do more than the other offers do: not where the platform or the customer decided, not
// where it would only be refused once more, and not where it would take a way that is offered by its name.
func (s *Service) mayRetry(v *store.View, t desk.Ticket, m desk.Message, all []desk.Delivery, others []Offer) (bool, error) {
	last := all[len(all)-1]
	switch {
	case last.Fault == desk.CodeUnsure, last.Fault == desk.CodeOptedOut:
		return false, nil
	case last.State == desk.DeliveryHeld:
		return !slices.Contains(others, Offer{Act: "send_by", By: last.Connection}), nil
	}
	c, err := s.choose(v, t, draftOf(m), past{all: all, only: m.Only})
	if err != nil {
		return false, err
	}
	if c.way.ID == last.Connection && last.Attempt > 0 && desk.Lasting(last.Fault) {
		wrote, err := v.LastInbound(t.Contact.ID, c.way.Number) // what was refused yesterday may be carried since the customer wrote
		return err == nil && wrote.After(last.EndedAt), err
	}
	return c.way.ID != 0 && !(c.Reserve && slices.Contains(others, Offer{Act: "send_by", By: c.way.ID})), nil
}
