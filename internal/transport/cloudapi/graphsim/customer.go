package graphsim

import (
	"encoding/json"
	"slices"
	"time"
)

// Customer is a person on WhatsApp, as a test moves them. A Customer writes to one number of the business.
type Customer struct {
	s      *Server
	p      *person
	number string // id
}

// Delivery is one message as it reached a customer's phone.
type Delivery struct {
	Wamid   string          `json:"wamid"`
	Stanza  string          `json:"stanza"` // WhatsApp's own id of it
	Number  string          `json:"phone_number_id"`
	Type    string          `json:"type"`
	Text    string          `json:"text,omitempty"` // body, caption, emoji, or the whole text of a template
	Opaque  string          `json:"opaque,omitempty"`
	Context string          `json:"context,omitempty"`
	At      time.Time       `json:"at"`
	Request json.RawMessage `json:"request"` // what the business sent
	File    []byte          `json:"file,omitempty"`
	Mime    string          `json:"mime,omitempty"`
}

// Customer finds a customer by digits with country code or by a BSUID, or makes one. It writes to the first number.
func (s *Server) Customer(key string) *Customer {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[key]
	if p == nil {
		p = &person{key: key, lastWrote: map[string]time.Time{}}
		p.Receipts.Read = -1
		if bsuidPattern.MatchString(key) {
			p.BSUID = key
		} else {
			p.Number = plainPhone(key)
			p.key = p.Number
		}
		if known := s.people[p.key]; known != nil {
			p = known
		} else {
			s.people[p.key] = p
			s.crowd = append(s.crowd, p)
		}
	}
	return &Customer{s: s, p: p, number: s.link.Number}
}

// Customers lists everybody, oldest first.
func (s *Server) Customers() []*Customer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []*Customer
	for _, p := range s.crowd {
		out = append(out, &Customer{s: s, p: p, number: s.link.Number})
	}
	return out
}

// At is the same customer writing to another number of the business.
func (c *Customer) At(number string) *Customer { return &Customer{s: c.s, p: c.p, number: number} }

// Person says what the customer is like.
func (c *Customer) Person() Person {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.p.Person
}

// Set changes what the customer is like; change must not call the server. Who comes back online gets what waited.
func (c *Customer) Set(change func(*Person)) *Customer {
	c.s.mu.Lock()
	change(&c.p.Person)
	for _, key := range []string{c.p.Number, c.p.BSUID} {
		if key != "" {
			c.s.people[key] = c.p
		}
	}
	if !c.p.Offline {
		waiting := c.p.waiting
		c.p.waiting = nil
		for _, m := range waiting {
			c.s.deliver(m)
		}
	}
	c.s.mu.Unlock()
	c.s.changes.happened()
	return c
}

// Received lists what reached the customer's phone, in the order of arrival, each as often as it came.
func (c *Customer) Received() []Delivery {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return slices.Clone(c.p.received)
}

// Count says how often a message with this biz_opaque_callback_data reached the customer.
func (c *Customer) Count(opaque string) int { return count(c.Received(), opaque) }

func count(all []Delivery, opaque string) int {
	n := 0
	for _, d := range all {
		if d.Opaque == opaque {
			n++
		}
	}
	return n
}

// Count says how often messages with this biz_opaque_callback_data reached anybody.
func (s *Server) Count(opaque string) int {
	n := 0
	for _, c := range s.Customers() {
		n += c.Count(opaque)
	}
	return n
}

// Typings says how often the business showed the customer that it types.
func (c *Customer) Typings() int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.p.typings
}

// SeenByBusiness tells whether the business marked a message of the customer as read.
func (c *Customer) SeenByBusiness(wamid string) bool {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	m := c.s.messages[wamid]
	return m != nil && m.incoming && m.got
}

func (s *state) deliveryOf(m *message) Delivery {
	d := Delivery{
		Wamid: m.wamid, Stanza: m.stanza, Number: m.number, Type: m.kind, Text: m.text, Opaque: m.opaque,
		Context: m.context, At: time.Now(), Request: encode(m.content),
	}
	if part, ok := m.content[m.kind].(map[string]any); ok {
		if id, ok := part["id"].(string); ok && s.files[id] != nil {
			d.File, d.Mime = s.files[id].bytes, s.files[id].mime
		}
	}
	return d
}

// Read reads everything that the business wrote to the customer from this number.
func (c *Customer) Read() {
	c.s.mu.Lock()
	for _, m := range c.p.inbox {
		if m.number == c.number && m.kind != "reaction" && !m.reached("read") {
			c.s.status(m, "read", nil)
		}
	}
	c.s.mu.Unlock()
	c.s.changes.happened()
}

// Play plays a voice note for the first time.
func (c *Customer) Play(wamid string) {
	c.s.mu.Lock()
	if m := c.s.messages[wamid]; m != nil && !m.reached("played") {
		c.s.status(m, "played", nil)
	}
	c.s.mu.Unlock()
	c.s.changes.happened()
}

// CloseWindow makes the customer's last message older than 24 hours.
func (c *Customer) CloseWindow() { c.OpenedWindow(window + time.Minute) }

// OpenedWindow makes the customer's last message to the number as old as d.
func (c *Customer) OpenedWindow(d time.Duration) {
	c.s.mu.Lock()
	c.p.lastWrote[c.number] = time.Now().Add(-d)
	c.s.mu.Unlock()
	c.s.changes.happened()
}
