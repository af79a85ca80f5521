package wwebjssim

import (
	"errors"
	"slices"
	"time"
)

func (c *call) react() (any, error) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := c.named()
	if err != nil {
		return nil, err
	}
	if m.extra == nil {
		m.extra = object{}
	}
	m.extra["hasReaction"] = c.text("reaction") != ""
	m.reaction = c.text("reaction")
	at := m.with.address(s.habits)
	s.tell(c.name, "message_reaction", object{"reaction": object{
		"id": object{"fromMe": true, "remote": at, "id": s.newID()}, "msgId": object{"fromMe": m.mine, "remote": at, "id": m.id},
		"reaction": c.text("reaction"), "senderId": c.ss.phone.Number + "@c.us", "timestamp": seconds(),
	}})
	return object{"success": true}, nil
}

// editFor and revokeFor are how long WhatsApp lets a message be changed.
const (
	editFor   = 15 * 60
	revokeFor = 60 * 3600
)

// edit replaces the text of a message of ours. What cannot be edited is given back as nothing.
func (c *call) edit() (any, error) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := c.named()
	if err != nil {
		return nil, err
	}
	text := c.text("content")
	if !m.mine || m.revoke || seconds()-m.at > editFor || m.kind != "chat" && m.file == nil {
		return object{"success": true, "message": nil}, nil
	}
	if text == "" && m.kind == "chat" {
		return nil, errors.New("Evaluation failed: TypeError: content is not a text") //nolint:staticcheck // the browser's own words
	}
	before := m.body
	m.body, m.edited = text, time.Now().UnixMilli()
	shown := s.show(m, c.ss.phone, m.with.address(s.habits))
	s.tell(c.name, "message_edit", object{"message": shown, "newBody": text, "prevBody": before})
	return object{"success": true, "message": shown}, nil
}

// remove deletes a message: for everyone where WhatsApp allows that, and else on the own phone alone, without a word about it.
func (c *call) remove() (any, error) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := c.named()
	if err != nil {
		return nil, err
	}
	if all, _ := c.body["everyone"].(bool); all && m.mine && !m.revoke && seconds()-m.at <= revokeFor {
		m.revoke = true
		s.tell(c.name, "message_revoke_everyone", object{"message": s.show(m, c.ss.phone, m.with.address(s.habits))})
		return object{"success": true}, nil
	}
	ch := c.ss.chats[m.with.Number]
	ch.messages = slices.DeleteFunc(ch.messages, func(o *message) bool { return o == m })
	return object{"success": true}, nil
}

func (c *call) messageInfo() (any, error) {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m, err := c.named()
	if err != nil {
		return nil, err
	}
	return object{"success": true, "message": s.show(m, c.ss.phone, m.with.address(s.habits))}, nil
}

func (c *call) block() (any, error)   { return c.shut(true) }
func (c *call) unblock() (any, error) { return c.shut(false) }

func (c *call) shut(out bool) (any, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	who := c.s.lookUp(c.text("contactId"))
	if who == nil {
		return nil, failure{404, "Contact not Found"}
	}
	who.barred = out
	return object{"success": true, "result": true}, nil
}

// Barred reports whether the business blocked the customer.
func (c *Customer) Barred() bool {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.barred
}

// Shown is a message as it stands on a customer's phone.
type Shown struct {
	Kind, Text string
	File       *File
	Reaction   string // the business's
	Deleted    bool
	Card       bool // of its link
}

func (m *message) shown() Shown { return Shown{m.kind, m.body, m.file, m.reaction, m.revoke, m.card} }

// Shown lists what reached the customer.
func (c *Customer) Shown() (all []Shown) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	for _, m := range c.got {
		all = append(all, m.shown())
	}
	return all
}

// Sees is one message of the conversation with a session, whoever wrote it.
func (c *Customer) Sees(with, id string) Shown {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if m := c.s.sessions[with].find(id); m != nil {
		return m.shown()
	}
	return Shown{}
}
