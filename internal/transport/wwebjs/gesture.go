package wwebjs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Gestures are made by calls that may be repeated: made twice, they end as once.

// react sets our reaction.
func (c *conn) react(ctx context.Context, m transport.React) (transport.Accepted, *desk.Fault) {
	_, f := c.gesture(ctx, "message/react", m.To, m.About, map[string]any{"reaction": m.Emoji})
	return transport.Accepted{At: time.Now()}, f
}

// reword replaces the text of a message of ours. The page of WhatsApp gives the message back, or nothing where it does not let it be edited.
func (c *conn) reword(ctx context.Context, m transport.Reword) (transport.Accepted, *desk.Fault) {
	if m.Body == "" && m.Kind == desk.Text {
		return transport.Accepted{}, transport.Local(desk.CodeEmpty)
	}
	raw, f := c.gesture(ctx, "message/edit", m.To, m.About, map[string]any{"content": m.Body})
	if f != nil {
		return transport.Accepted{}, f
	}
	if len(raw) == 0 || string(raw) == "null" {
		return transport.Accepted{}, &desk.Fault{Code: desk.CodeNotEditable, Next: desk.Stop, Scope: desk.OfMessage, Err: errors.New("WhatsApp does not let it be edited")}
	}
	return transport.Accepted{At: time.Now()}, nil
}

// unsay deletes a message of ours for everyone. Where WhatsApp does not allow that, the server deletes it on the own phone alone and says
// the same: so what counts is what became of the message. One that is deleted already is left alone, for the same reason.
func (c *conn) unsay(ctx context.Context, m transport.Unsay) (transport.Accepted, *desk.Fault) {
	if is, f := c.revoked(ctx, m); f != nil || is {
		return transport.Accepted{At: time.Now()}, f
	}
	if _, f := c.gesture(ctx, "message/delete", m.To, m.About, map[string]any{"everyone": true, "clearMedia": true}); f != nil {
		return transport.Accepted{}, f
	}
	is, f := c.revoked(ctx, m)
	if f == nil && !is { // the page is still about it
		f = busy.Fault("", errors.New("the message is not deleted yet"))
		f.Scope = desk.OfMessage
	}
	return transport.Accepted{At: time.Now()}, f
}

// revoked tells whether a message was deleted for everyone.
func (c *conn) revoked(ctx context.Context, m transport.Unsay) (bool, *desk.Fault) {
	raw, f := c.gesture(ctx, "message/getClassInfo", m.To, m.About, nil)
	if f != nil {
		return false, f
	}
	var is struct {
		Type text `json:"type"`
	}
	if json.Unmarshal(raw, &is) != nil {
		return false, busy.Fault("", fmt.Errorf("ask message/getClassInfo: %w", errUnreadable))
	}
	return is.Type == "revoked", nil
}

// gesture asks for something about a message, and gives what the server says of that message, if anything. A message that is not among the
// newest hundred of its conversation is not found by the server.
func (c *conn) gesture(ctx context.Context, call string, to []desk.Address, about transport.Quoted, more map[string]any) (json.RawMessage, *desk.Fault) {
	if plainID(string(about.Remote)) == "" {
		return nil, transport.Local(desk.CodeBadRequest)
	}
	chat, f := c.recipient(ctx, to)
	if f != nil {
		return nil, f
	}
	in := map[string]any{"chatId": chat.String(), "messageId": string(about.Remote)}
	maps.Copy(in, more)
	var got struct {
		Message json.RawMessage `json:"message"`
	}
	f = c.post(ctx, c.path(call), in, &got)
	switch {
	case f == nil:
		return got.Message, nil
	case f.Params["said"] == "Message not found":
		return nil, gone.Fault(f.Raw, f.Err)
	case noSuchCall(f):
		return nil, &desk.Fault{Code: desk.CodeUnsupported, Next: desk.Stop, Scope: desk.OfMessage, Raw: f.Raw, Err: f.Err}
	case f.Code == desk.CodeBusy:
		f.Scope = desk.OfMessage
	}
	return nil, f
}

// noSuchCall tells whether a server of another release does not know a call: it answers with a page, where it has words for a session
// that is not there.
func noSuchCall(f *desk.Fault) bool { return f.Raw == "404" && f.Params["said"] == "" }

// block has WhatsApp block a customer, or free them again.
func (c *conn) block(ctx context.Context, m transport.Block) (transport.Accepted, *desk.Fault) {
	who, f := c.recipient(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	call := "contact/unblock"
	if m.On {
		call = "contact/block"
	}
	var got struct {
		Result flag `json:"result"`
	}
	f = c.post(ctx, c.path(call), map[string]string{"contactId": who.String()}, &got)
	switch {
	case f != nil && noSuchCall(f):
		f = &desk.Fault{Code: desk.CodeUnsupported, Next: desk.Stop, Scope: desk.OfConnection, Raw: f.Raw, Err: f.Err}
	case f != nil && f.Code == desk.CodeBusy:
		f.Scope = desk.OfContact
	case f == nil && !bool(got.Result):
		f = errored.Fault("", fmt.Errorf("%s was not done", call))
	}
	return transport.Accepted{At: time.Now()}, f
}
