package graphsim

import (
	"fmt"
	"maps"
	"time"
)

// syncLife is how long after onboarding the app's data can be asked for.
const syncLife = 24 * time.Hour

// syncApp is POST /{number}/smb_app_data.
func syncApp(c *call, node string) (result, error) {
	o, in := c.readBody()
	o.oneOf("messaging_product", "whatsapp")
	kind := o.oneOf("sync_type", "smb_app_state_sync", "history")
	o.done()
	if err := c.outcome(in); err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n, e := c.number(node, Management)
	switch {
	case e != nil:
	case !n.Coexistence:
		e = fail(100).because("The phone number is not used in the WhatsApp Business app.")
	case time.Since(n.Onboarded) > syncLife:
		e = fail(2593108).because("The synchronization can be requested only within 24 hours after onboarding.")
	case c.s.smbSyncs[n.ID+kind]:
		e = fail(2593107).because("The synchronization was requested before.")
	}
	if e != nil {
		return nil, e
	}
	c.s.smbSyncs[n.ID+kind] = true
	return fields{"messaging_product": "whatsapp", "request_id": c.s.letters(24)}, nil
}

// SyncRequested tells whether the program asked for "history" or "smb_app_state_sync" of a number.
func (s *Server) SyncRequested(number, kind string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.smbSyncs[number+kind]
}

// Echo is what the business writes to a customer in its own app or on a linked device; the program hears of it by
// smb_message_echoes. stanza is WhatsApp's own id, empty for a new one. It fails for a number without coexistence.
func (c *Customer) Echo(stanza, kind string, content any) (string, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n := c.s.numbers[c.number]
	if !n.Coexistence {
		return "", fmt.Errorf("echo to %s: number %s does not live in the app", c.p.key, n.ID)
	}
	if stanza == "" {
		stanza = "3EB0" + c.s.hexits(16)
	}
	m := &message{
		wamid: wamid(orElse(c.p.Number, c.p.BSUID), fromBusiness, stanza), stanza: stanza, number: n.ID, person: c.p,
		phone: c.p.Number, kind: kind, at: time.Now(), got: true,
	}
	c.s.remember(m)
	echo := fields{"from": n.Digits, "to": c.p.Number, "id": m.wamid, "timestamp": unix(m.at), "type": kind, kind: content}
	if c.p.BSUID != "" {
		echo["to_user_id"] = c.p.BSUID
	}
	v := c.s.value(n.ID, "message_echoes", echo)
	v["contacts"] = []any{c.p.contact()}
	c.s.emit(n, "smb_message_echoes", v)
	return m.wamid, nil
}

// File keeps a file for a week, as those of webhooks are kept, and returns the object that tells of it: the content of an
// Echo, a Past or an Inbound. extra has caption, filename and so on.
func (s *Server) File(number, mime string, content []byte, extra Content) (Content, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.mustHave(number); err != nil {
		return nil, err
	}
	return s.inboundFile(number, mime, content, extra), nil
}

// Past is one old message of a history chunk.
type Past struct {
	Customer *Customer
	Mine     bool // written by the business
	Stanza   string
	At       time.Time
	Type     string // media_placeholder for files
	Content  any
	Status   string // SENT, DELIVERED, READ, PLAYED, PENDING, ERROR; empty: READ
}

// History sends one chunk of a number's history. phase is 0 to 2, progress 0 to 100.
func (s *Server) History(number string, phase, chunk, progress int, past []Past) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.mustHave(number)
	if err != nil {
		return err
	}
	var threads []any
	at := map[string]int{}
	for _, p := range past {
		key := p.Customer.p.Number
		i, known := at[key]
		if !known {
			i = len(threads)
			at[key] = i
			threads = append(threads, fields{"id": key, "messages": []any{}})
		}
		t := threads[i].(fields)
		t["messages"] = append(t["messages"].([]any), s.past(n, p))
	}
	s.emit(n, "history", s.value(number, "history", fields{
		"metadata": fields{"phase": phase, "chunk_order": chunk, "progress": progress}, "threads": threads,
	}))
	return nil
}

func (s *state) past(n *Number, p Past) fields {
	direction, from := byte(fromCustomer), p.Customer.p.Number
	if p.Mine {
		direction, from = fromBusiness, n.Digits
	}
	stanza := p.Stanza
	if stanza == "" {
		stanza = "3A" + s.hexits(18)
	}
	f := fields{
		"from": from, "id": wamid(p.Customer.p.Number, direction, stanza), "timestamp": unix(p.At), "type": p.Type,
		"history_context": fields{"status": orElse(p.Status, "READ")},
	}
	if p.Mine {
		f["to"] = p.Customer.p.Number
	}
	if p.Content != nil {
		f[p.Type] = p.Content
	}
	return f
}

// DeclineHistory tells that the business did not share its history.
func (s *Server) DeclineHistory(number string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.mustHave(number)
	if err != nil {
		return err
	}
	e := webhookError(fail(2593109).because("History sharing is turned off by the business."))
	s.emit(n, "history", s.value(number, "history", fields{"errors": []any{e}}))
	return nil
}

// Contact is an entry of the app's address book.
type Contact struct {
	FullName, FirstName, Phone string
	Removed                    bool
}

// SyncContacts tells what is in the app's address book.
func (s *Server) SyncContacts(number string, contacts ...Contact) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.mustHave(number)
	if err != nil {
		return err
	}
	var all []any
	for _, c := range contacts {
		who, action := fields{"phone_number": c.Phone}, "remove"
		if !c.Removed {
			action = "add"
			maps.Copy(who, fields{"full_name": c.FullName, "first_name": c.FirstName})
		}
		all = append(all, fields{"type": "contact", "contact": who, "action": action, "metadata": fields{"timestamp": unix(time.Now())}})
	}
	s.emit(n, "smb_app_state_sync", s.value(number, "state_sync", all...))
	return nil
}
