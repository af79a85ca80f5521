package graphsim

import (
	"slices"
	"time"
)

// expiry is how long a message waits for a phone that is off; then it vanishes without a word.
const expiry = 30 * 24 * time.Hour

// newOutgoing makes the message of a draft, with its id.
func (s *state) newOutgoing(d *draft) *message {
	m := d.message
	m.stanza = "3EB0" + s.hexits(14)
	other := m.phone
	if other == "" {
		other = d.to.bsuid
	}
	m.wamid, m.at = wamid(other, fromBusiness, m.stanza), time.Now()
	m.category = "service"
	if m.template != nil {
		m.category = hexLower(m.template.Category)
	}
	return &m
}

// accept takes a message in and sets its course. Under the lock.
func (s *Server) accept(d *draft) *message {
	m := s.newOutgoing(d)
	s.remember(m)
	late, delay := d.late, time.Duration(0)
	if m.fault != nil && m.fault.Kind == AcceptThenFail {
		late, delay = m.fault.cause(), m.fault.Delay
	}
	switch {
	case late != nil:
		s.after(delay, func() { s.failed(m, late) })
	case m.template != nil && m.template.Held:
		s.held = append(s.held, m)
	case m.fault != nil && m.fault.Kind == OutOfOrderStatus:
		s.backwards(m)
	default:
		s.forward(m)
	}
	return m
}

func (s *state) remember(m *message) {
	s.messages[m.wamid] = m
	s.order = append(s.order, m)
}

// assess ends the waiting of a template's messages: they go out if it was released, and fail if it was paused.
func (s *Server) assess(t *Template) {
	waiting := s.held
	s.held = nil
	for _, m := range waiting {
		switch {
		case m.template != t || t.Held && t.Status == "APPROVED":
			s.held = append(s.held, m)
		case t.Status != "APPROVED":
			s.failed(m, fail(132015).because("The template was paused because of its quality."))
		default:
			s.forward(m)
		}
	}
}

// forward lets a message take its usual course: sent, delivered, read.
func (s *Server) forward(m *message) {
	r := m.person.Receipts
	if r.Sent >= 0 {
		s.after(r.Sent, func() {
			s.status(m, "sent", nil)
			s.travel(m, r)
		})
		return
	}
	s.travel(m, r)
}

// travel brings a message to the phone, now or when it is online again.
func (s *Server) travel(m *message, r Receipts) {
	if m.person.Blocks {
		return
	}
	wait := max(r.Delivered, 0)
	s.after(wait, func() {
		if m.person.Offline {
			m.person.waiting = append(m.person.waiting, m)
			return
		}
		s.deliver(m)
	})
}

// backwards delivers at once and tells of it in the wrong order.
func (s *Server) backwards(m *message) {
	s.after(0, func() {
		s.handOver(m)
		for _, status := range []string{"read", "delivered", "sent"} {
			s.status(m, status, nil)
		}
	})
}

// deliver hands a message to the phone and sets the receipts off.
func (s *Server) deliver(m *message) {
	if m.failed || time.Since(m.at) > expiry {
		return
	}
	s.handOver(m)
	r := m.person.Receipts
	if m.kind == "reaction" {
		return // no status but sent follows a reaction
	}
	if r.Delivered >= 0 {
		s.status(m, "delivered", nil)
	}
	if r.Read >= 0 {
		s.after(r.Read, func() { s.status(m, "read", nil) })
	}
}

// handOver puts a message on the phone, once.
func (s *Server) handOver(m *message) {
	if m.got {
		return
	}
	m.got = true
	m.person.inbox = append(m.person.inbox, m)
	m.person.received = append(m.person.received, s.deliveryOf(m))
}

// failed ends a message that did not reach the phone.
func (s *Server) failed(m *message, e *Error) {
	if m.got {
		return
	}
	m.failed = true
	s.status(m, "failed", e)
}

// status notes what happened to a message and tells the webhooks.
func (s *Server) status(m *message, status string, e *Error) {
	m.events = append(m.events, newHistoryEvent(s.newID(), status, e))
	if m.fault != nil && m.fault.Kind == AcceptNoStatus {
		m.events[len(m.events)-1].Told = "FAILED"
		return
	}
	times := 1
	if m.fault != nil && m.fault.Kind == DuplicateStatus {
		times = 2
	}
	v := s.value(m.number, "statuses", s.statusOf(m, status, e))
	if m.person != nil && (status == "sent" || status == "delivered" || status == "read") {
		v["contacts"] = []any{m.person.contact()}
	}
	for range times {
		s.emit(s.numbers[m.number], "messages", v)
	}
}

// reached tells whether a status was already told.
func (m *message) reached(status string) bool {
	return slices.ContainsFunc(m.events, func(e historyEvent) bool { return e.Status == upper(status) })
}
