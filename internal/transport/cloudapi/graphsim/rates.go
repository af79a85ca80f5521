package graphsim

import (
	"slices"
	"time"
)

// Limits are Meta's limits of speed; the zero value is the real ones.
type Limits struct {
	// Calls an hour of an app about an account; 0: 200, or 5000 once it has a registered number.
	Management int `json:"management,omitempty"`
	// Messages a second of one number, in and out; 0: 80, with coexistence 20; negative: no limit.
	Throughput int `json:"throughput,omitempty"`
	// Lifts the limit between one number and one customer.
	WithoutPair bool `json:"without_pair,omitempty"`
}

// Between one number and one customer one message goes every six seconds. A burst within six seconds may borrow from
// the future, and until it is paid back nothing more goes.
const (
	pairPace  = 6 * time.Second
	pairBurst = 45
)

// pair is how a number stands with one customer.
type pair struct {
	began time.Time // of the burst
	count int
}

func (p *pair) paid() time.Time { return p.began.Add(time.Duration(p.count) * pairPace) }

// SetLimits replaces the limits of speed.
func (s *Server) SetLimits(l Limits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = l
}

// pace counts a message that goes out, or refuses it.
func (s *state) pace(d *draft) *Error {
	if s.busy(d.number) {
		return fail(130429).because("Message failed to send because there were too many messages sent from " +
			"this phone number in a short period of time.")
	}
	if !s.limits.WithoutPair && !s.pairFree(d) {
		return fail(131056).because("Message failed to send because there were too many messages sent from " +
			"this phone number to the same recipient phone number in a short period of time.")
	}
	s.count(d.number)
	return nil
}

func (s *state) pairFree(d *draft) bool {
	key := d.number.ID + " " + d.to.phone + d.to.bsuid
	if d.person != nil {
		key = d.number.ID + " " + d.person.key
	}
	now, p := time.Now(), s.pairs[key]
	switch {
	case p == nil || !now.Before(p.paid()):
		s.pairs[key] = &pair{began: now, count: 1}
	case now.Sub(p.began) < pairPace && p.count < pairBurst:
		p.count++
	default:
		return false
	}
	return true
}

// busy tells whether a number has used up its second.
func (s *state) busy(n *Number) bool {
	most := s.limits.Throughput
	switch {
	case most < 0:
		return false
	case most == 0 && n.Coexistence:
		most = 20
	case most == 0:
		most = 80
	}
	since := time.Now().Add(-time.Second)
	s.traffic[n.ID] = slices.DeleteFunc(s.traffic[n.ID], func(t time.Time) bool { return !t.After(since) })
	return len(s.traffic[n.ID]) >= most
}

// count adds a message in either direction to the second's traffic.
func (s *state) count(n *Number) { s.traffic[n.ID] = append(s.traffic[n.ID], time.Now()) }

// manage counts a call about an account that is no message, or refuses it.
func (s *state) manage(app, account string) *Error {
	most := s.limits.Management
	if most == 0 {
		most = 200
		if slices.ContainsFunc(s.numbersOf(account), func(n *Number) bool { return n.Registered }) {
			most = 5000
		}
	}
	key, since := app+" "+account, time.Now().Add(-time.Hour)
	s.managed[key] = slices.DeleteFunc(s.managed[key], func(t time.Time) bool { return !t.After(since) })
	if len(s.managed[key]) >= most {
		return fail(80007).because("There have been too many calls to this WhatsApp Business account. Wait a bit and try again.")
	}
	s.managed[key] = append(s.managed[key], time.Now())
	return nil
}
