package wwebjs

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// event is what the server tells by socket or webhook.
type event struct {
	Type    text         `json:"dataType"`
	Session text         `json:"sessionId"`
	Data    maybe[words] `json:"data"`
}

// words are the data of an event, for all types that matter here.
type words struct {
	Message  maybe[message]  `json:"message"`
	Ack      *number         `json:"ack"`
	NewBody  text            `json:"newBody"`
	Reaction maybe[reaction] `json:"reaction"`
	Old      wid             `json:"oldId"`
	New      wid             `json:"newId"`
	Person   flag            `json:"isContact"`
	State    text            `json:"state"`
	Call     maybe[ring]     `json:"call"`
}

type reaction struct {
	Key    key    `json:"id"`
	About  key    `json:"msgId"`
	Emoji  text   `json:"reaction"`
	Sender wid    `json:"senderId"`
	At     number `json:"timestamp"`
}

// hear takes one event. What is about another session, or is not understood, is nothing; an error means that something was not stored.
func (c *intake) hear(ctx context.Context, raw []byte) error {
	var e event
	if !decode(raw, &e) || string(e.Session) != c.session {
		c.log.Warn("event not understood", "bytes", len(raw))
		return nil
	}
	defer func() {
		if p := recover(); p != nil { // the next look at the conversations finds what it was about
			c.log.Error("event not readable", "type", scrub(string(e.Type)), "bytes", len(raw))
			c.nudge()
		}
	}()
	w := e.Data.v
	m := &w.Message.v
	switch e.Type {
	case "message", "message_create", "media_uploaded":
		if !m.Key.FromMe { // a server may be set to tell of our own alone
			c.note()
		}
		_, err := c.message(ctx, m)
		return err
	case "message_ack":
		if w.Ack != nil {
			m.Ack = w.Ack
		}
		return c.acked(ctx, m)
	case "message_edit":
		return c.edited(ctx, m, string(w.NewBody))
	case "message_revoke_everyone":
		return c.revoked(ctx, m)
	case "message_reaction":
		return c.reacted(ctx, w.Reaction.v)
	case "call":
		return c.called(ctx, w.Call.v)
	case "contact_changed":
		return c.moved(ctx, w)
	case "ready":
		c.nudge()
	case "disconnected", "status", "qr", "change_state":
		c.alarm()
	}
	return nil
}

func (c *intake) reacted(ctx context.Context, r reaction) error {
	chat := r.About.Chat
	if chat == (wid{}) {
		chat = r.Key.Chat
	}
	if r.About.ID == "" || !c.person(chat) {
		return nil
	}
	return c.offer(ctx, transport.Reaction{
		Remote: desk.RemoteID(r.About.ID), By: desk.RemoteID(r.Key.ID), From: c.party(ctx, chat), Echo: r.Key.FromMe || r.Sender == c.own(),
		Ours: r.About.FromMe, Emoji: desk.Clean(string(r.Emoji)), At: moment(r.At, time.Now()),
	})
}

// moved takes the word that a customer goes by another number from now on.
func (c *intake) moved(ctx context.Context, w words) error {
	if !bool(w.Person) || w.Message.v.Key.ID == "" || !c.person(w.Old) || !c.person(w.New) {
		return nil
	}
	return c.offer(ctx, transport.Moved{
		Remote: desk.RemoteID(w.Message.v.Key.ID), From: c.party(ctx, w.Old), To: c.party(ctx, w.New), At: moment(w.Message.v.At, time.Now()),
	})
}

// note keeps that the server tells of customers' messages by itself.
func (o *office) note() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.heard, o.mute = time.Now(), false
}

// nudge has Run look at the conversations soon.
func (o *office) nudge() {
	if l := o.running(); l != nil {
		select {
		case l.nudges <- struct{}{}:
		default: // one is enough
		}
	}
}

// Wake has Run look at the session at once, and have it prove that it reaches WhatsApp.
func (c *conn) Wake() { c.alarm() }

// alarm has Run look at the session at once.
func (o *office) alarm() {
	if l := o.running(); l != nil {
		select {
		case l.alarms <- struct{}{}:
		default:
		}
	}
}
