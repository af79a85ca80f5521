package wwebjssim

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"
)

// session is one browser that the server runs.
type session struct {
	name  string
	state string // of the page: OPENING, PAIRING, UNPAIRED, CONNECTED …; empty while it loads
	qr    string
	shown time.Time // when the code was made
	code  string    // to be typed on the phone
	phone *Phone    // whose login it has
	chats map[string]*chat
}

// A code is scanned while it is not older than this; a new one is made then.
const codeLife = 20 * time.Second

// Phone is a telephone with the app of the business on it.
type Phone struct {
	s            *Server
	Number, Name string
	linked       map[string]bool // sessions
}

// Phone makes the phone of a business.
func (s *Server) Phone(number, name string) *Phone {
	return &Phone{s: s, Number: number, Name: name, linked: map[string]bool{}}
}

// Link gives a session the login of this phone, as if it had been linked long ago, and starts it.
func (p *Phone) Link(name string) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.linked[name] = true
	p.s.folders[name] = p
	p.s.sessions[name] = p.s.launch(name)
}

// Scan reads a QR code. The session is connected a moment later.
func (p *Phone) Scan(code string) error {
	return p.link(func(ss *session) bool { return ss.qr == code && code != "" && time.Since(ss.shown) < codeLife })
}

// Type enters a code.
func (p *Phone) Type(code string) error {
	return p.link(func(ss *session) bool { return ss.code == code && code != "" })
}

func (p *Phone) link(fits func(*session) bool) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, ss := range p.s.sessions {
		if ss.phone == nil && fits(ss) {
			ss.phone, ss.qr, ss.code, ss.state = p, "", "", "OPENING"
			p.s.folders[ss.name] = p
			p.linked[ss.name] = true
			p.s.later(2*time.Second, func() { ss.state = "CONNECTED" })
			p.s.later(2*time.Second, func() { p.s.tell(ss.name, "ready", nil) })
			return nil
		}
	}
	return errors.New("no session shows this code")
}

// Unlink takes a session off the phone's list.
func (p *Phone) Unlink(name string) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	delete(p.linked, name)
	delete(p.s.folders, name)
	if ss := p.s.sessions[name]; ss != nil {
		ss.phone, ss.state = nil, "UNPAIRED"
	}
	p.s.tell(name, "disconnected", object{"reason": "LOGOUT"})
}

// Linked tells whether the phone lists a session.
func (p *Phone) Linked(name string) bool {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.linked[name]
}

// SetState has the page of a session say something else.
func (s *Server) SetState(name, state string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ss := s.sessions[name]; ss != nil {
		ss.state = state
	}
}

// launch makes a session; the caller holds the lock.
func (s *Server) launch(name string) *session {
	ss := &session{name: name, phone: s.folders[name], chats: map[string]*chat{}}
	if ss.phone != nil {
		ss.state = "CONNECTED"
	}
	return ss
}

// later does something with the lock held.
func (s *Server) later(after time.Duration, do func()) {
	s.wait.Go(func() {
		t := time.NewTimer(after)
		defer t.Stop()
		select {
		case <-t.C:
			s.mu.Lock()
			defer s.mu.Unlock()
			do()
		case <-s.life.Done():
		}
	})
}

func (s *Server) names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.sessions))
}

// validate is what the server asks before it lets a call at a session; state is what the page says.
func (s *Server) validate(name string) (_ *session, state, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ss := s.sessions[name]
	switch {
	case ss == nil:
		return nil, "", "session_not_found"
	case ss.state == "closed":
		return ss, "", "session closed"
	case ss.state != "CONNECTED":
		return ss, ss.state, "session_not_connected"
	}
	return ss, ss.state, "session_connected"
}

// start launches a browser, which takes a while in which the server does not know the session yet.
func (c *call) start() (any, error) {
	s := c.s
	s.mu.Lock()
	if s.sessions[c.name] != nil {
		s.mu.Unlock()
		return nil, failure{422, "Session already exists for: " + c.name}
	}
	if s.starting[c.name] {
		s.errors = append(s.errors, fmt.Errorf("session %s was started twice at once: two browsers on one folder", c.name))
	}
	s.starting[c.name] = true
	s.mu.Unlock()
	if !s.pause(3 * time.Second) {
		return nil, errors.New("stopped")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.starting[c.name] = false
	ss := s.launch(c.name)
	s.sessions[c.name] = ss
	if ss.phone == nil {
		s.renew(ss)
	}
	return object{"success": true, "message": "Session initiated successfully"}, nil
}

// renew shows another code every 20 seconds until a phone has scanned one; the caller holds the lock.
func (s *Server) renew(ss *session) {
	if ss.phone != nil || s.sessions[ss.name] != ss {
		return
	}
	ss.qr, ss.shown = fmt.Sprintf("2@%x,%x", rand.Uint64(), rand.Uint64()), time.Now()
	s.tell(ss.name, "qr", object{"qr": ss.qr})
	s.later(codeLife, func() { s.renew(ss) })
}

// pause waits; false when the server ends.
func (s *Server) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.life.Done():
		return false
	}
}

func (c *call) stop() (any, error) {
	c.s.mu.Lock()
	delete(c.s.sessions, c.name)
	c.s.mu.Unlock()
	return object{"success": true, "message": "Session stopped successfully"}, nil
}

func (c *call) status() (any, error) {
	_, state, why := c.s.validate(c.name)
	out := object{"success": why == "session_connected", "state": nil, "message": why}
	if state != "" {
		out["state"] = state
	}
	return out, nil
}

func (c *call) state() (any, error) {
	ss, state, _ := c.s.validate(c.name)
	if ss == nil {
		return nil, errors.New("Cannot read properties of undefined (reading 'getState')") //nolint:staticcheck // the server's own words
	}
	return object{"success": true, "state": state}, nil
}

func (c *call) qr() (any, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	ss := c.s.sessions[c.name]
	switch {
	case ss == nil:
		return object{"success": false, "message": "session_not_found"}, nil
	case ss.qr == "":
		return object{"success": false, "message": "qr code not ready or already scanned"}, nil
	}
	return object{"success": true, "qr": ss.qr}, nil
}

func (c *call) pairingCode() (any, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	ss := c.s.sessions[c.name]
	if ss == nil {
		return object{"success": false, "message": "session_not_found"}, nil
	}
	if c.text("phoneNumber") == "" {
		return nil, errors.New("phoneNumber is required")
	}
	ss.code = "ABCD1234"
	return object{"success": true, "result": ss.code}, nil
}

func (c *call) restart() (any, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	ss := c.s.sessions[c.name]
	if ss == nil {
		return object{"success": false, "state": nil, "message": "session_not_found"}, nil
	}
	again := c.s.launch(c.name)
	again.chats = ss.chats
	c.s.sessions[c.name] = again
	c.s.habits.Dead = false
	if again.phone == nil {
		c.s.renew(again)
	}
	return object{"success": true, "message": "Restarted successfully"}, nil
}

func (c *call) terminate() (any, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	ss := c.s.sessions[c.name]
	if ss == nil {
		return object{"success": false, "state": nil, "message": "session_not_found"}, nil
	}
	if ss.phone != nil {
		delete(ss.phone.linked, c.name)
	}
	delete(c.s.sessions, c.name)
	delete(c.s.folders, c.name)
	return object{"success": true, "message": "Logged out successfully"}, nil
}

func (c *call) classInfo() (any, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	p := c.ss.phone
	if p == nil {
		return object{"success": true}, nil
	}
	return object{"success": true, "sessionInfo": object{
		"pushname": p.Name, "platform": "android", "wid": wid(p.Number + "@c.us"), "me": wid(p.Number + "@c.us"),
	}}, nil
}

// Sessions are the names of those that the phone lists, in order.
func (p *Phone) Sessions() []string {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return slices.Sorted(maps.Keys(p.linked))
}
