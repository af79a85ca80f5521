package outbox

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// MostQueued is how many messages the queue names; whoever has more first needs another remedy.
const MostQueued = 500

// Queued is a message that has not left for certain.
type Queued struct {
	desk.Message
	By     desk.ConnectionID // the connection it waits on
	Why    desk.Wait
	NextAt time.Time // of desk.WaitLater
	Until  time.Time // it can leave only until then, zero: whenever
	Offers []Offer
}

// Queue lists what waits, in the order in which it was written, and whether there is more than MostQueued.
func (s *Service) Queue(v *store.View) (all []Queued, more bool, err error) {
	rows, err := v.Unsettled(MostQueued + 1)
	if err != nil {
		return nil, false, err
	}
	more = len(rows) > MostQueued
	behind := map[desk.ContactID]bool{}
	for _, d := range rows[:min(len(rows), MostQueued)] {
		q, err := s.queued(v, d, behind[d.Contact])
		if err != nil {
			return nil, false, err
		}
		if d.State == desk.DeliveryQueued || d.State == desk.DeliverySending { // what is held or unsure keeps nothing back
			behind[d.Contact] = true
		}
		all = append(all, q)
	}
	return all, more, nil
}

func (s *Service) queued(v *store.View, d desk.Delivery, behind bool) (q Queued, err error) {
	if q.Message, err = v.Message(d.Message); err != nil {
		return q, err
	}
	c, err := v.Connection(d.Connection)
	if err != nil && desk.AsFault(err).Code != desk.CodeNotFound {
		return q, err
	}
	w := desk.Waiting{State: d.State, Health: c.Health, Fault: c.Fault, Behind: behind, NextAt: d.NextAt, Written: q.At}
	if w.Until, err = s.until(v, c, q.Message); err != nil {
		return q, err
	}
	q.By, q.Why, q.NextAt = d.Connection, w.Why(time.Now()), d.NextAt
	if w.Closes() && (d.State == desk.DeliveryQueued) {
		q.Until = w.Until
	}
	q.Offers, err = s.Offers(v, q.Message)
	return q, err
}

// until is when the 24 hours of a message's customer end on a connection, zero where they do not matter to it. Templates leave also after
// them; of a customer whom nobody hears nothing is known.
func (s *Service) until(v *store.View, c desk.Connection, m desk.Message) (ends time.Time, err error) {
	driver, ok := s.Driver(c.Kind)
	if !ok || driver.Caps.Window == 0 || m.Kind == desk.Template {
		return ends, nil
	}
	if hears, err := s.hears(v, driver, c); err != nil || !hears {
		return ends, err
	}
	last, err := v.LastInbound(m.Contact, c.Number)
	if err != nil || last.IsZero() {
		return ends, err
	}
	return last.Add(driver.Caps.Window), nil
}
