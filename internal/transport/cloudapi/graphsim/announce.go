package graphsim

import (
	"fmt"
	"time"
)

// Announce sends a webhook of any field to those who listen to an account. It fails for an account that does not exist.
func (s *Server) Announce(account, field string, value any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.accounts[account]
	if a == nil {
		return fmt.Errorf("announce %s: no account %s", field, account)
	}
	s.announce(a, nil, field, value)
	return nil
}

// AccountUpdate sends an account_update such as PARTNER_REMOVED; extra has further members.
func (s *Server) AccountUpdate(account, event string, extra Content) error {
	v := fields{"event": event}
	for k, x := range extra {
		v[k] = x
	}
	return s.Announce(account, "account_update", v)
}

// Alert sends value.errors, a trouble of a number that belongs to no message.
func (s *Server) Alert(number string, code int, details string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.mustHave(number)
	if err != nil {
		return err
	}
	e := webhookError(fail(code).because("%s", details))
	s.emit(n, "messages", s.value(number, "errors", e))
	return nil
}

// mustHave finds a number for a method that needs one.
func (s *state) mustHave(number string) (*Number, error) {
	if n := s.numbers[number]; n != nil {
		return n, nil
	}
	return nil, fmt.Errorf("there is no number %s", number)
}

// SetQuality changes the quality and messaging limit of a number and tells the webhooks.
func (s *Server) SetQuality(number, event, quality, limit string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.mustHave(number)
	if err != nil {
		return err
	}
	n.Quality, n.Limit = quality, limit
	s.emit(n, "phone_number_quality_update", fields{
		"display_phone_number": n.Digits, "event": event, "current_limit": limit, "max_daily_conversations_per_business": limit,
	})
	return nil
}

// Marketing lets the customer stop or resume marketing messages, which the business hears of.
func (c *Customer) Marketing(stop bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.p.OptedOut = stop
	value := "resume"
	if stop {
		value = "stop"
	}
	one := fields{
		"category": "marketing_messages", "value": value, "detail": "User requested to " + value + " marketing messages",
		"timestamp": unix(time.Now()),
	}
	if c.p.Number != "" {
		one["wa_id"] = c.p.Number
	}
	if c.p.BSUID != "" {
		one["user_id"] = c.p.BSUID
	}
	v := c.s.value(c.number, "user_preferences", one)
	v["contacts"] = []any{c.p.contact()}
	c.s.emit(c.s.numbers[c.number], "user_preferences", v)
}

// Status fires a status webhook by hand, whatever the message's course; code is the error of failed. It fails for a
// message that the business did not send.
func (s *Server) Status(wamid, status string, code int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.messages[wamid]
	if m == nil || m.incoming {
		return fmt.Errorf("status %s: no outgoing message %s", status, wamid)
	}
	var e *Error
	if code != 0 {
		e = fail(code).because("Simulated: %s", Title(code))
	}
	m.failed = m.failed || status == "failed"
	s.status(m, status, e)
	return nil
}
