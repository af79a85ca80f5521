package wwebjssim

import (
	"fmt"
	"slices"
	"strings"
)

// Customer is somebody who writes to a business, by their own WhatsApp.
type Customer struct {
	s       *Server
	Number  string // under which WhatsApp knows them
	LID     string // their hidden number
	Name    string
	got     []*message
	Blocked bool // what is sent to them ends in an error
	barred  bool // the business blocked them: it hears nothing of theirs
}

// Customer makes or finds somebody with a number on WhatsApp.
func (s *Server) Customer(number, name string) *Customer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.people[number]
	if c == nil {
		c = &Customer{s: s, Number: number, LID: "9" + number[len(number)-8:] + fmt.Sprintf("%05d", len(s.people)), Name: name}
		s.people[number] = c
	}
	return c
}

// address is the one under which conversations with them are listed.
func (c *Customer) address(h Habits) string {
	if h.Hidden || h.TwoNames {
		return c.LID + "@lid"
	}
	return c.Number + "@c.us"
}

// Write sends a text to a session and gives its id.
func (c *Customer) Write(to, text string) string {
	return c.send(to, &message{kind: "chat", body: text})
}

// Reply sends a text that quotes another message.
func (c *Customer) Reply(to, text, quoted string) string {
	c.s.mu.Lock()
	m := c.s.folders[to].find(c.s, to, quoted)
	c.s.mu.Unlock()
	return c.send(to, &message{kind: "chat", body: text, quoted: m})
}

func (p *Phone) find(s *Server, name, id string) *message {
	if ss := s.sessions[name]; ss != nil {
		return ss.find(id)
	}
	return nil
}

// WriteFile sends a file of WhatsApp's type kind: image, video, audio, ptt, document, sticker.
func (c *Customer) WriteFile(to, kind, caption string, f File) string {
	return c.send(to, &message{kind: kind, body: caption, file: &f})
}

// WriteOdd sends a message of any type, with any further fields.
func (c *Customer) WriteOdd(to, kind, body string, fields map[string]any) string {
	return c.send(to, &message{kind: kind, body: body, extra: fields})
}

// Call rings the business and returns the id of the call.
func (c *Customer) Call(to string, video bool) string {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.newID()
	s.tell(to, "call", object{"call": object{"id": id, "from": c.address(s.habits), "timestamp": seconds(), "isVideo": video, "isGroup": false,
		"fromMe": false, "canHandleLocally": false, "webClientShouldHandle": false, "participants": nil}})
	return id
}

// send puts a message into every session of the phone that to has the login of. A phone keeps what comes while its session does not
// run: it is there when it starts again.
func (c *Customer) send(to string, m *message) string {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m.id, m.with, m.name, m.ack = s.newID(), c, c.Name, 1
	if c.barred {
		return m.id
	}
	if m.at == 0 {
		m.at = seconds()
	}
	ss := s.sessions[to]
	if ss == nil || ss.phone == nil {
		s.errors = append(s.errors, fmt.Errorf("a customer writes to %s, which does not run", to))
		return ""
	}
	ss.add(m)
	what := s.show(m, ss.phone, c.address(s.habits))
	s.tell(to, "message_create", object{"message": what})
	s.tell(to, "message", object{"message": what})
	return m.id
}

// Earlier writes a message long ago, of which nobody is told.
func (c *Customer) Earlier(to, text string, mine bool, ago int64) string {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &message{id: s.newID(), with: c, name: c.Name, kind: "chat", body: text, mine: mine, ack: 3, at: seconds() - ago}
	ch := s.sessions[to].add(m)
	slices.SortStableFunc(ch.messages, func(a, b *message) int { return int(a.at - b.at) })
	return m.id
}

// Got are the texts that reached the customer.
func (c *Customer) Got() (all []string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for _, m := range c.got {
		all = append(all, m.body)
	}
	return all
}

// Kinds are WhatsApp's types of what reached the customer.
func (c *Customer) Kinds() (all []string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for _, m := range c.got {
		all = append(all, m.kind)
	}
	return all
}

// Last is the id of the newest message that reached the customer, and of the one that it quotes.
func (c *Customer) Last() (id, quoted string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if len(c.got) == 0 {
		return "", ""
	}
	m := c.got[len(c.got)-1]
	if m.quoted != nil {
		quoted = m.quoted.id
	}
	return m.id, quoted
}

// Receive has the customer's phone get everything, Read has them read it, Play hear it.
func (c *Customer) Receive() { c.climb(2) }
func (c *Customer) Read()    { c.climb(3) }
func (c *Customer) Play()    { c.climb(4) }

func (c *Customer) climb(ack int) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, ss := range s.sessions {
		for _, m := range c.got {
			if ss.find(m.id) != m || m.ack >= ack || ss.phone == nil {
				continue
			}
			m.ack = ack
			s.tell(name, "message_ack", object{"message": s.show(m, ss.phone, c.address(s.habits)), "ack": ack})
		}
	}
}

// React sets the customer's reaction to a message; an empty one takes it away.
func (c *Customer) React(to, id, emoji string) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	ss := s.sessions[to]
	m := ss.find(id)
	at := c.address(s.habits)
	s.tell(to, "message_reaction", object{"reaction": object{
		"id": object{"fromMe": false, "remote": at, "id": s.newID()}, "msgId": object{"fromMe": m.mine, "remote": at, "id": id}, "reaction": emoji,
		"senderId": at, "timestamp": seconds(), "read": false,
	}})
}

// Edit replaces the text of a message of the customer.
func (c *Customer) Edit(to, id, text string) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	ss := s.sessions[to]
	m := ss.find(id)
	before := m.body
	m.body, m.edited = text, seconds()*1000
	s.tell(to, "message_edit", object{"message": s.show(m, ss.phone, c.address(s.habits)), "newBody": text, "prevBody": before})
}

// Clear makes a text of a message that came as one that could not be read yet, of which nobody is told.
func (c *Customer) Clear(to, id, text string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if m := c.s.sessions[to].find(id); m != nil {
		m.kind, m.body = "chat", text
	}
}

// Revoke deletes a message of the customer for everyone.
func (c *Customer) Revoke(to, id string) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	ss := s.sessions[to]
	m := ss.find(id)
	m.revoke = true
	s.tell(to, "message_revoke_everyone", object{"message": s.show(m, ss.phone, c.address(s.habits))})
}

// Write sends a text from the phone itself.
func (p *Phone) Write(name string, to *Customer, text string) string {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &message{id: s.newID(), mine: true, with: to, kind: "chat", body: text, ack: 1, at: seconds()}
	ss := s.sessions[name]
	ss.add(m)
	to.got = append(to.got, m)
	s.tell(name, "message_create", object{"message": s.show(m, p, to.address(s.habits))})
	return m.id
}

// lookUp finds who has an address. Brazilian numbers have two spellings; the caller holds the lock.
func (s *Server) lookUp(address string) *Customer {
	user, _, _ := strings.Cut(address, "@")
	for _, c := range s.people {
		if c.Number == user || c.LID == user {
			return c
		}
	}
	switch {
	case len(user) == 13 && strings.HasPrefix(user, "55") && user[4] == '9':
		return s.people[user[:4]+user[5:]]
	case len(user) == 12 && strings.HasPrefix(user, "55"):
		return s.people[user[:4]+"9"+user[4:]]
	}
	return nil
}
