package wwebjs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// message takes one message, whichever way the server told of it: by an event, or when it was asked for its conversations. New tells
// that it was not known before.
func (c *conn) message(ctx context.Context, take transport.Take, m *message) (fresh bool, err error) {
	chat := m.chat()
	if m.Key.ID == "" || !c.person(chat) || bool(m.Status) {
		return false, nil
	}
	if m.Type == "revoked" {
		return false, c.revoked(ctx, take, m)
	}
	s, ok := m.read()
	if !ok {
		return false, nil
	}
	if m.Key.FromMe {
		fresh, err = c.mine(ctx, take, m, s)
	} else {
		fresh, err = c.theirs(ctx, take, m, s)
	}
	if err == nil && m.Edit.ok && m.EditedAt > 0 {
		err = c.edited(ctx, take, m, string(m.Body))
	}
	return fresh, err
}

// theirs takes a message of a customer.
func (c *conn) theirs(ctx context.Context, take transport.Take, m *message, s shown) (bool, error) {
	word := "in " + m.Key.ID
	if c.told.has(word, 1) {
		return false, nil
	}
	in := c.incoming(ctx, m, s)
	in.From.Name = desk.Clean(string(m.Data.v.Name))
	if err := c.offer(ctx, take, in); err != nil {
		return false, err
	}
	c.told.put(word, 1)
	return true, nil
}

func (c *conn) incoming(ctx context.Context, m *message, s shown) transport.Incoming {
	id := desk.RemoteID(m.Key.ID)
	in := transport.Incoming{
		Remote: id, Wire: id, From: c.party(ctx, m.chat()), Echo: m.Key.FromMe, At: moment(m.At, time.Now()), Kind: s.kind, Body: s.body,
		Forwarded: bool(m.Forwarded), Attachment: s.file, Content: s.content,
	}
	if m.Quotes || m.Data.v.Quoted != "" {
		in.ReplyTo = desk.RemoteID(plainID(string(m.Data.v.Quoted)))
		q := m.Data.v.Quote.v
		if in.ReplyText = desk.Clean(string(q.Body)); q.Type != "chat" {
			in.ReplyText = desk.Clean(string(q.Caption)) // the body of a file is a small picture of it
		}
	}
	return in
}

// mine takes a message of our account: a copy of what was sent from here, or what was written on the phone. Which of the two is told by
// its id; while the answer to something that was sent is still awaited, that id is not known yet.
func (c *conn) mine(ctx context.Context, take transport.Take, m *message, s shown) (bool, error) {
	id := desk.RemoteID(m.Key.ID)
	if c.told.has("mine "+m.Key.ID, 1) {
		return false, c.reached(ctx, take, m)
	}
	if !c.landed(ctx, id) {
		return false, ctx.Err()
	}
	in := c.incoming(ctx, m, s)
	if c.ours(m, s, in.From) {
		if err := c.reached(ctx, take, m); err != nil {
			return false, err
		}
		c.told.put("mine "+m.Key.ID, 1)
		return false, nil
	}
	if in.Status = stage(m.Ack); in.Status == "" {
		in.Status = desk.Accepted
	}
	if err := c.offer(ctx, take, in); err != nil {
		return false, err
	}
	c.told.put("mine "+m.Key.ID, 1)
	c.told.put("ack "+m.Key.ID, in.Status.Rung())
	return true, nil
}

// ours tells whether a message of our account was sent from here: by its id, or because it ends a doubt.
func (c *conn) ours(m *message, s shown, with transport.Party) bool {
	_, ours := c.ledger.claim(echo{remote: desk.RemoteID(m.Key.ID), chat: m.chat(), with: with.Addresses, sum: sum(s.kind, s.body, s.content), at: moment(m.At, time.Now())})
	return ours
}

// landed waits until it is known whether a message is one of those that are being sent now; false when ctx ended before.
func (c *conn) landed(ctx context.Context, id desk.RemoteID) bool {
	for _, flight := range c.ledger.flying() {
		if _, known := c.ledger.by(id); known {
			return true
		}
		select {
		case <-flight:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// reached tells how far a message of ours came.
func (c *conn) reached(ctx context.Context, take transport.Take, m *message) error {
	id := desk.RemoteID(m.Key.ID)
	entry, ours := c.ledger.by(id)
	if broken(m.Ack) {
		return c.refusal(ctx, take, m, entry)
	}
	status := stage(m.Ack)
	if status == "" && ours { // the server has it, WhatsApp not yet
		status = desk.Accepted
	}
	if status == "" || c.told.has("ack "+m.Key.ID, status.Rung()) {
		return nil
	}
	r := transport.Receipt{Remote: []desk.RemoteID{id}, Client: entry.Client, Wire: id, From: c.party(ctx, m.chat()), Status: status, At: time.Now()}
	if err := c.offer(ctx, take, r); err != nil {
		return err
	}
	c.told.put("ack "+m.Key.ID, status.Rung())
	return nil
}

// refusal tells that WhatsApp did not take a message of ours. Nothing follows by itself: the page offers to send it once more, and what
// it does by itself is not known.
func (c *conn) refusal(ctx context.Context, take transport.Take, m *message, entry sent) error {
	if c.told.has("refused "+m.Key.ID, 1) {
		return nil
	}
	f := errored.fault("ack -1", errors.New("WhatsApp refused the message"))
	err := c.offer(ctx, take, transport.Refusal{Remote: desk.RemoteID(m.Key.ID), Client: entry.Client, From: c.party(ctx, m.chat()), Fault: f, At: time.Now()})
	if err == nil {
		c.told.put("refused "+m.Key.ID, 1)
	}
	return err
}

// acked takes a word about how far a message of ours came.
func (c *conn) acked(ctx context.Context, take transport.Take, m *message) error {
	if m.Key.ID == "" || !m.Key.FromMe || !c.person(m.chat()) {
		return nil
	}
	if !c.landed(ctx, desk.RemoteID(m.Key.ID)) {
		return ctx.Err()
	}
	if s, ok := m.read(); ok { // the word holds the message, and may come before the message itself
		c.ours(m, s, c.party(ctx, m.chat()))
	}
	return c.reached(ctx, take, m)
}

// edited takes the new text of a message.
func (c *conn) edited(ctx context.Context, take transport.Take, m *message, body string) error {
	if m.Key.ID == "" || !c.person(m.chat()) {
		return nil
	}
	at := time.Now()
	if m.EditedAt > 0 {
		at = moment(m.EditedAt, at)
	}
	by := m.Edit.v.ID
	if by == "" || by == m.Key.ID {
		by = m.Key.ID + "-" + sum(desk.Text, body, nil)
	}
	word := "edit " + by + " " + sum(desk.Text, body, nil)
	if c.told.has(word, 1) {
		return nil
	}
	e := transport.Edit{Remote: desk.RemoteID(m.Key.ID), By: desk.RemoteID(by), From: c.party(ctx, m.chat()), Echo: m.Key.FromMe, Body: desk.Clean(body), At: at}
	if err := c.offer(ctx, take, e); err != nil {
		return err
	}
	c.told.put(word, 1)
	return nil
}

// revoked takes the deletion of a message for everyone. The message is named by the key in it where there is one, else by its own id.
func (c *conn) revoked(ctx context.Context, take transport.Take, m *message) error {
	k := m.Key
	if m.About.ok && m.About.v.ID != "" {
		k.ID = m.About.v.ID
	}
	if k.ID == "" || !c.person(m.chat()) || c.told.has("gone "+k.ID, 1) {
		return nil
	}
	e := transport.Revoke{Remote: desk.RemoteID(k.ID), From: c.party(ctx, m.chat()), Echo: k.FromMe, At: time.Now()}
	if err := c.offer(ctx, take, e); err != nil {
		return err
	}
	c.told.put("gone "+k.ID, 1)
	return nil
}

// offerFor is how long an event is offered to who stores it before it is left to the next look at the server's conversations.
const offerFor = 15 * time.Second

// offer has an event stored. Nobody tells it again by itself, so it is insisted on for a while; what could not be stored then is a gap.
func (c *conn) offer(ctx context.Context, take transport.Take, e transport.Event) (err error) {
	until := time.Now().Add(offerFor)
	for pause := 100 * time.Millisecond; ; pause *= 2 {
		if err = give(ctx, take, e); err == nil {
			return nil
		}
		if time.Now().Add(pause).After(until) || !rest(ctx, pause) {
			break
		}
	}
	c.mu.Lock()
	c.gap = true
	c.mu.Unlock()
	return fmt.Errorf("store %T: %w", e, err)
}

// give calls take once and turns a panic into an error.
func give(ctx context.Context, take transport.Take, e transport.Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("storing panicked at\n%s", debug.Stack())
		}
	}()
	return take(ctx, e)
}

// rest waits, and tells whether ctx still lives.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return ctx.Err() == nil
	}
}
