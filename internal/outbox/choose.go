package outbox

import (
	"cmp"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// choice is what the plan decided, with the rows it is about.
type choice struct {
	desk.Choice
	way    desk.Connection // zero: none is left
	routes []desk.Connection
	barred desk.Code // the platform or the customer decided so, and the connection on which they did is not there
}

// past is what the way of a message so far says about the rest of it. The zero value is that of a message that is being written.
type past struct {
	all  []desk.Delivery
	last *desk.Fault       // of the attempt before; nil: a first attempt, or the operator begins anew
	not  desk.ConnectionID // which is being left
	only desk.ConnectionID // chosen for this one and no other; 0: for none
}

// tried reports whether a connection refused the message. One by which it only waited did not.
func (p past) tried(by desk.ConnectionID) bool {
	if by == p.not {
		return true
	}
	return p.last != nil && slices.ContainsFunc(p.all, func(d desk.Delivery) bool {
		return d.Connection == by && d.State == desk.DeliveryFailed && d.Attempt > 0
	})
}

// bound is the connection on which the platform or the customer decided against a message, and what they said. No other one may carry
// it, however often it is tried and whatever becomes of that connection.
func bound(all []desk.Delivery) (desk.ConnectionID, desk.Code) {
	for _, d := range all {
		if d.Fault != desk.CodeUnsure && !desk.Detour(d.Fault) {
			return d.Connection, d.Fault
		}
	}
	return 0, ""
}

// choose asks the plan for the connection to use next.
func (s *Service) choose(v *store.View, t desk.Ticket, m desk.Draft, p past) (choice, error) {
	channel, err := v.Channel(t.Channel)
	if err != nil {
		return choice{}, err
	}
	routes, ways, err := s.ways(v, t, p)
	if err != nil {
		return choice{}, err
	}
	c := choice{routes: routes}
	if by, code := bound(p.all); by != 0 {
		p.only, c.barred = by, code
	}
	if p.only != 0 {
		ways = slices.DeleteFunc(ways, func(w desk.Way) bool { return w.Connection != p.only })
	}
	if len(ways) == 0 {
		return c, nil
	}
	c.Choice = desk.Plan(m, channel.Policy, ways, p.last, time.Now())
	for i, r := range routes {
		if r.ID == c.Connection {
			c.way, c.Reserve = r, i > 0
		}
	}
	return c, nil
}

// first chooses the way of a message that is being written, or refuses to write it.
func (s *Service) first(v *store.View, t desk.Ticket, d Draft, file *desk.Attachment) (choice, error) {
	if err := addressed(v, t.Contact); err != nil {
		return choice{}, err
	}
	m := desk.Draft{Kind: d.Kind, Body: d.Text, Reply: d.ReplyTo > 0, Despite: d.Despite}
	if file != nil {
		m.Mime, m.Bytes = file.Mime, file.Bytes
	}
	if d.By != 0 {
		return s.only(v, t, m, d.By)
	}
	c, err := s.choose(v, t, m, past{})
	if err == nil && c.way.ID == 0 {
		return c, c.refusal()
	}
	return c, err
}

// only is the choice of the operator, who named the connection.
func (s *Service) only(v *store.View, t desk.Ticket, m desk.Draft, by desk.ConnectionID) (choice, error) {
	routes, ways, err := s.ways(v, t, past{})
	if err != nil {
		return choice{}, err
	}
	for i, w := range ways {
		if w.Connection != by {
			continue
		}
		if f := cmp.Or(w.Caps.Refuses(m, w.LastInbound, time.Now()), stopped(ways, i), w.Down); f != nil {
			return choice{}, desk.Refuse(f.Code)
		}
		return choice{Choice: desk.Choice{Connection: by, Reserve: i > 0}, way: routes[i], routes: routes}, nil
	}
	return choice{}, desk.Refuse(desk.CodeNoRoute)
}

// stopped is the block by the platform's policy that keeps a connection, named by its place among the ways, from being used: its own,
// and for a reserve that of any other, because a detour would endanger its number.
func stopped(ways []desk.Way, at int) *desk.Fault {
	for i, w := range ways {
		if w.Down != nil && w.Down.Next == desk.Hold && (i == at || at > 0) {
			return w.Down
		}
	}
	return nil
}

// ways describes the routes of a ticket's channel to the plan, main one first.
func (s *Service) ways(v *store.View, t desk.Ticket, p past) (routes []desk.Connection, ways []desk.Way, err error) {
	all, err := v.Routes(t.Channel)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range all {
		driver, ok := s.Driver(r.Kind)
		if !ok || r.Health == desk.HealthRemoving {
			continue
		}
		w := desk.Way{Connection: r.ID, Number: r.Number, Official: driver.Official, Caps: driver.Caps, Up: r.Health == desk.HealthOnline,
			Down: down(r), Tried: p.tried(r.ID)}
		if w.LastInbound, err = v.LastInbound(t.Contact.ID, r.Number); err != nil {
			return nil, nil, err
		}
		if hears, err := s.hears(v, driver, r); err != nil {
			return nil, nil, err
		} else if !hears {
			w.Caps.Window = 0 // nobody knows when the customer last wrote, so the network has to say it
		}
		routes, ways = append(routes, r), append(ways, w)
	}
	if t.Contact.Group {
		return groupWay(v, t, p, routes, ways)
	}
	return routes, ways, nil
}

// hears reports whether what customers write to a connection's number comes in: by itself, or by another connection of that number.
func (s *Service) hears(v *store.View, d transport.Driver, c desk.Connection) (bool, error) {
	if heard, err := told(v, d, c); err != nil || heard {
		return heard, err
	}
	alike, err := v.Alike(c.ID)
	if err != nil {
		return false, err
	}
	for _, id := range alike {
		other, err := v.Connection(id)
		if err != nil {
			return false, err
		}
		driver, known := s.Driver(other.Kind)
		if !known || !other.Wanted || down(other) != nil {
			continue // it hears nothing until somebody mends it
		}
		if heard, err := told(v, driver, other); err != nil || heard {
			return heard, err
		}
	}
	return false, nil
}

// told reports whether a connection itself is told what customers write. A session always is, and fetches what it missed; an official
// network tells only who can be called.
func told(v *store.View, d transport.Driver, c desk.Connection) (bool, error) {
	if d.Caps.Window == 0 || len(d.Fields) == 0 {
		return true, nil
	}
	return calls(v, c)
}

// down tells why a connection sends nothing until somebody mends it; nil while it is up or comes up by itself.
func down(c desk.Connection) *desk.Fault {
	f := &desk.Fault{Code: c.Fault, Next: desk.Reroute, Scope: desk.OfConnection}
	switch {
	case c.Health == desk.HealthSignedOut:
		f.Code = desk.CodeSignedOut
	case c.Health == desk.HealthBlocked && c.Fault == desk.CodePolicy:
		f.Next, f.Scope = desk.Hold, desk.OfChannel
	case c.Health == desk.HealthBlocked:
	case c.Account == "", !c.Wanted, c.Health == desk.HealthOff && c.Fault != "":
		f.Code = desk.CodeNotReady
	case c.Health == desk.HealthRetrying && wantsMending[c.Fault]:
	default:
		return nil
	}
	return f
}

// wantsMending are the faults of a connection that keeps looking whether somebody has done what it needs.
var wantsMending = map[desk.Code]bool{desk.CodeBilling: true, desk.CodeNotReady: true, desk.CodeSignedOut: true}

// refusal is the fault of a message that no way can carry: the main way's word, because its limits are the ones to keep.
func (c choice) refusal() *desk.Fault {
	if c.barred != "" {
		return desk.Refuse(c.barred)
	}
	for _, r := range c.routes {
		switch f := c.Skipped[r.ID]; {
		case f == nil:
		case f.Code == desk.CodeTooLong, f.Code == desk.CodeWindow, f.Code == desk.CodeUnsupported, f.Code == desk.CodeFileType, f.Code == desk.CodeTooBig:
			return &desk.Fault{Code: f.Code, Next: desk.Stop, Scope: desk.OfMessage}
		}
	}
	return desk.Refuse(desk.CodeNoRoute)
}

// reason is why a message goes by a reserve, or is held, before anything was tried.
func (c choice) reason() desk.Code {
	if c.Hold != nil {
		return c.Hold.Code
	}
	for _, r := range c.routes {
		if f := c.Skipped[r.ID]; f != nil && c.Reserve {
			return f.Code
		}
	}
	return ""
}

// begin writes the first attempt of a message. A way that was not even tried, because its refusal is foreseen, gets a row as well:
// the operator reads in one place why the message took the way it took.
func (s *Service) begin(tx *store.Tx, m desk.Message, c choice, now time.Time) error {
	hop := 0
	for _, r := range c.routes {
		if r.ID == c.way.ID {
			break
		}
		if f := c.Skipped[r.ID]; f != nil {
			if err := s.skip(tx, m, r, hop, f, now); err != nil {
				return err
			}
			hop++
		}
	}
	if c.Reserve {
		hop = max(hop, 1)
	} else {
		hop = 0
	}
	return s.attempt(tx, m, c, hop)
}

func (s *Service) skip(tx *store.Tx, m desk.Message, way desk.Connection, hop int, f *desk.Fault, now time.Time) error {
	id, err := s.queue(tx, m, way, hop, desk.DeliveryHeld)
	if err != nil {
		return err
	}
	_, err = tx.Settle(id, desk.DeliveryFailed, f, time.Time{}, now)
	return err
}

// attempt queues a message on the chosen way, or holds it there until the operator agrees.
func (s *Service) attempt(tx *store.Tx, m desk.Message, c choice, hop int) error {
	state, status := desk.DeliveryQueued, desk.Queued
	if c.Ask || c.Hold != nil {
		state, status = desk.DeliveryHeld, desk.Held
	}
	if _, err := s.queue(tx, m, c.way, hop, state); err != nil {
		return err
	}
	return tx.SetStatus(m.ID, status, m.Fault)
}

// queue adds a delivery whose id on the network is fixed from now on.
func (s *Service) queue(tx *store.Tx, m desk.Message, way desk.Connection, hop int, state desk.DeliveryState) (desk.DeliveryID, error) {
	driver, ok := s.Driver(way.Kind)
	if !ok {
		return 0, desk.Refuse(desk.CodeNoRoute)
	}
	return tx.AddDelivery(desk.Delivery{Message: m.ID, Contact: m.Contact, Connection: way.ID, Client: driver.NewID(), State: state, Hop: hop, NextAt: time.Now()})
}
