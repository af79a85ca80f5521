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

// intake has stored what the server tells, whichever way it came.
type intake struct {
	*conn
	take transport.Take
	// patient waits for the answer to a message where it has to be known which one is told of. A look at the conversations does not: it
	// comes by again.
	patient bool
}

// message takes one message, whichever way the server told of it: by an event, or when it was asked for its conversations. New tells
// that it was not known before.
func (c *intake) message(ctx context.Context, m *message) (fresh bool, err error) {
	chat := m.chat()
	if m.Key.ID == "" || !c.person(chat) || bool(m.Status) {
		return false, nil
	}
	if m.Type == "revoked" {
		return false, c.revoked(ctx, m)
	}
	s, ok := m.read()
	if !ok {
		return false, nil
	}
	if m.Key.FromMe {
		fresh, err = c.mine(ctx, m, s)
	} else {
		fresh, err = c.theirs(ctx, m, s)
	}
	if err == nil && m.Edit.ok && m.EditedAt > 0 {
		err = c.edited(ctx, m, string(m.Body))
	}
	return fresh, err
}

// theirs takes a message of a customer.
func (c *intake) theirs(ctx context.Context, m *message, s shown) (fresh bool, err error) {
	err = c.told.once(ctx, "in "+m.Key.ID, 1, func() error {
		in := c.incoming(ctx, m, s)
		in.From.Name = desk.Clean(string(m.Data.v.Name))
		err := c.offer(ctx, in)
		fresh = err == nil
		return err
	})
	return fresh, err
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
func (c *intake) mine(ctx context.Context, m *message, s shown) (bool, error) {
	if c.told.has("mine "+m.Key.ID, 1) {
		return false, c.reached(ctx, m)
	}
	in := c.incoming(ctx, m, s)
	e := echo{remote: in.Remote, chat: m.chat(), with: in.From.Addresses, sum: sum(s.kind, s.body, s.content), at: in.At}
	if err := c.landed(ctx, e); err != nil {
		return false, err
	}
	if _, ours := c.ledger.claim(e); ours {
		if err := c.reached(ctx, m); err != nil {
			return false, err
		}
		c.told.put("mine "+m.Key.ID, 1)
		return false, nil
	}
	if in.Status = stage(m.Ack); in.Status == "" {
		in.Status = desk.Accepted
	}
	if err := c.offer(ctx, in); err != nil {
		return false, err
	}
	c.told.put("mine "+m.Key.ID, 1)
	c.told.put("ack "+m.Key.ID, in.Status.Rung())
	return true, nil
}

// errFlying is why a copy is left to the next look: it may be of a message whose answer is still awaited.
var errFlying = errors.New("the answer to a message of this conversation is awaited")

// landed waits until it is known whether a copy is of one of the messages that are being sent now. A look does not wait.
func (c *intake) landed(ctx context.Context, e echo) error {
	for _, flight := range c.ledger.flying(e) {
		if !c.patient {
			return errFlying
		}
		select {
		case <-flight:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// reached tells how far a message of ours came.
func (c *intake) reached(ctx context.Context, m *message) error {
	id := desk.RemoteID(m.Key.ID)
	entry, ours := c.ledger.by(id)
	if broken(m.Ack) {
		return c.refusal(ctx, m, entry)
	}
	status := stage(m.Ack)
	if status == "" && ours { // the server has it, WhatsApp not yet
		status = desk.Accepted
	}
	if status == "" {
		return nil
	}
	return c.told.once(ctx, "ack "+m.Key.ID, status.Rung(), func() error {
		return c.offer(ctx, transport.Receipt{Remote: []desk.RemoteID{id}, Client: entry.Client, Wire: id, From: c.party(ctx, m.chat()), Status: status, At: time.Now()})
	})
}

// refusal tells that WhatsApp did not take a message of ours. Nothing follows by itself: the page offers to send it once more, and what
// it does by itself is not known.
func (c *intake) refusal(ctx context.Context, m *message, entry sent) error {
	f := errored.Fault("ack -1", errors.New("WhatsApp refused the message"))
	return c.told.once(ctx, "refused "+m.Key.ID, 1, func() error {
		return c.offer(ctx, transport.Refusal{Remote: desk.RemoteID(m.Key.ID), Client: entry.Client, From: c.party(ctx, m.chat()), Fault: f, At: time.Now()})
	})
}

// acked takes a word about how far a message of ours came.
func (c *intake) acked(ctx context.Context, m *message) error {
	if m.Key.ID == "" || !m.Key.FromMe || !c.person(m.chat()) {
		return nil
	}
	e := echo{remote: desk.RemoteID(m.Key.ID), chat: m.chat(), with: c.party(ctx, m.chat()).Addresses, at: moment(m.At, time.Now())}
	if err := c.landed(ctx, e); err != nil {
		return err
	}
	if s, ok := m.read(); ok { // the word holds the message, and may come before the message itself
		e.sum = sum(s.kind, s.body, s.content)
		c.ledger.claim(e)
	}
	return c.reached(ctx, m)
}

// edited takes the new text of a message.
func (c *intake) edited(ctx context.Context, m *message, body string) error {
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
	return c.told.once(ctx, "edit "+by+" "+sum(desk.Text, body, nil), 1, func() error {
		return c.offer(ctx, transport.Edit{Remote: desk.RemoteID(m.Key.ID), By: desk.RemoteID(by), From: c.party(ctx, m.chat()), Echo: m.Key.FromMe, Body: desk.Clean(body), At: at})
	})
}

// revoked takes the deletion of a message for everyone. The message is named by the key in it where there is one, else by its own id.
func (c *intake) revoked(ctx context.Context, m *message) error {
	k := m.Key
	if m.About.ok && m.About.v.ID != "" {
		k.ID = m.About.v.ID
	}
	if k.ID == "" || !c.person(m.chat()) {
		return nil
	}
	return c.told.once(ctx, "gone "+k.ID, 1, func() error {
		return c.offer(ctx, transport.Revoke{Remote: desk.RemoteID(k.ID), From: c.party(ctx, m.chat()), Echo: k.FromMe, At: time.Now()})
	})
}

// offerFor is how long an event is offered to who stores it before it is left to the next look at the server's conversations.
const offerFor = 15 * time.Second

// offer has an event stored. Nobody tells it again by itself, so it is insisted on for a while; what could not be stored then is a gap.
func (c *intake) offer(ctx context.Context, e transport.Event) (err error) {
	until := time.Now().Add(offerFor)
	for pause := 100 * time.Millisecond; ; pause *= 2 {
		if err = give(ctx, c.take, e); err == nil {
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
