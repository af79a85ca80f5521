package cloudapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// object is a JSON object. Its keys are written in alphabetic order.
type object = map[string]any

// Send gives one message to the network. What is certain about a failure is traced: nothing written, refused with a clear
// code, or else in doubt.
func (c *conn) Send(ctx context.Context, m transport.Outgoing) (transport.Accepted, error) {
	var got transport.Accepted
	var f *desk.Fault
	switch m := m.(type) {
	case transport.Say:
		got, f = c.say(ctx, m)
	case transport.React:
		got, f = c.react(ctx, m)
	case transport.MarkRead:
		got, f = c.markRead(ctx, m)
	case transport.Block:
		got, f = c.block(ctx, m)
	default:
		f = transport.Local(desk.CodeUnsupported)
	}
	if f != nil {
		_, aside := m.(transport.MarkRead)
		c.alarm(f, aside)
		return transport.Accepted{}, f
	}
	return got, nil
}

func (c *conn) say(ctx context.Context, m transport.Say) (transport.Accepted, *desk.Fault) {
	if m.Client == "" || len(m.Client) > 512 {
		return transport.Accepted{}, transport.Local(desk.CodeBadRequest)
	}
	if f := fits(m); f != nil {
		return transport.Accepted{}, f
	}
	to, f := recipient(m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	if f := c.pace.wait(ctx, to.key()); f != nil {
		return transport.Accepted{}, f
	}
	id, remembered, f := c.file(ctx, m)
	if f != nil {
		c.pace.back(to.key())
		return transport.Accepted{}, f
	}
	body := payload(m, id)
	to.write(body)
	body["biz_opaque_callback_data"] = string(m.Client)
	if m.ReplyTo != nil && m.ReplyTo.Remote != "" {
		body["context"] = object{"message_id": string(m.ReplyTo.Remote)}
	}
	got, f := c.deliver(ctx, to, body)
	if remembered && f != nil && f.Next != desk.Doubt && aboutFile(f.Raw) {
		// The network forgot the file before its time. It said so instead of taking the message, so the next try brings it anew.
		c.uploads.forget(m.File)
		f = transport.Busy(desk.OfMessage, time.Second).Fault(f.Raw, f.Err)
	}
	return got, f
}

// aboutFile tells whether a refusal with this code may be about the file of the message.
func aboutFile(raw string) bool { return raw == "100" || raw == "131009" || raw == "131053" }

func (c *conn) react(ctx context.Context, m transport.React) (transport.Accepted, *desk.Fault) {
	if m.Client == "" || len(m.Client) > 512 || m.About.Remote == "" {
		return transport.Accepted{}, transport.Local(desk.CodeBadRequest)
	}
	to, f := recipient(m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	if f := c.pace.wait(ctx, to.key()); f != nil {
		return transport.Accepted{}, f
	}
	body := object{
		"type":                     "reaction",
		"reaction":                 object{"message_id": string(m.About.Remote), "emoji": m.Emoji},
		"biz_opaque_callback_data": string(m.Client),
	}
	to.write(body)
	return c.deliver(ctx, to, body)
}

// deliver posts a message and says what came of it.
func (c *conn) deliver(ctx context.Context, to target, body object) (transport.Accepted, *desk.Fault) {
	body["messaging_product"], body["recipient_type"] = "whatsapp", "individual"
	raw, err := json.Marshal(body)
	if err != nil { // a coordinate that is no number, most likely
		return transport.Accepted{}, invalid.Fault("", fmt.Errorf("write the message: %w", err))
	}
	r, err := c.post(ctx, c.graph.address(c.number+"/messages", nil), raw)
	switch {
	case errors.Is(err, errNothingWritten):
		c.pace.back(to.key())
		return transport.Accepted{}, offline(fmt.Errorf("post a message: %w", err))
	case err != nil:
		return transport.Accepted{}, doubtful.Fault("", fmt.Errorf("post a message: %w", err))
	}
	got, f := judge(r, c.graph.secrets...)
	if f != nil {
		return transport.Accepted{}, c.pace.patience(to.key(), f)
	}
	c.pace.calm(to.key())
	c.learn(ctx, to, got)
	id := desk.RemoteID(got.Messages[0].ID)
	return transport.Accepted{At: time.Now(), Remote: id, Wire: wire(id)}, nil
}

// answer is the network's word on a message.
type answer struct {
	Contacts []struct {
		WaID   string `json:"wa_id"`
		UserID string `json:"user_id"`
	} `json:"contacts"`
	Messages []struct {
		ID string `json:"id"`
	} `json:"messages"`
	Error *remote `json:"error"`
}

// judge reads the answer to a posted message. Only an id is a yes, and only a code without an id is a no.
func judge(r reply, secrets ...string) (answer, *desk.Fault) {
	var a answer
	err := json.Unmarshal(r.body, &a)
	taken := err == nil && len(a.Messages) > 0 && a.Messages[0].ID != ""
	_, coded := a.Error.code()
	switch {
	case taken && r.status >= 200 && r.status < 300:
		return a, nil
	case err == nil && coded && !taken && r.status >= 400:
		return a, answerFault(r.status, a.Error, a.Error.err(r.status, secrets...))
	}
	return a, doubtful.Fault(fmt.Sprint(r.status), fmt.Errorf("answer to a message not understood, status %d, %d bytes", r.status, len(r.body)))
}

// learn tells the program the other addresses that the network gave for the recipient, such as a number without its ninth
// digit. It is a courtesy: the first webhook about the customer tells it again.
func (c *conn) learn(ctx context.Context, to target, a answer) {
	l := c.running()
	if l == nil || len(a.Contacts) != 1 {
		return
	}
	who := transport.Party{Addresses: []desk.Address{to.address}}
	for _, other := range addresses(a.Contacts[0].WaID, a.Contacts[0].UserID) {
		if other != to.address {
			who.Addresses = append(who.Addresses, other)
		}
	}
	if len(who.Addresses) < 2 {
		return
	}
	if err := l.take(context.WithoutCancel(ctx), transport.Seen{Who: who}); err != nil {
		c.log.Warn("addresses of a customer not stored", "err", err)
	}
}

// markRead tells that messages were read. The newest stands for all before it. Telling it twice does no harm, so every
// failure may be repeated.
func (c *conn) markRead(ctx context.Context, m transport.MarkRead) (transport.Accepted, *desk.Fault) {
	if len(m.Remote) == 0 {
		return transport.Accepted{}, transport.Local(desk.CodeBadRequest)
	}
	body := object{"messaging_product": "whatsapp", "status": "read", "message_id": string(m.Remote[len(m.Remote)-1])}
	if m.Typing {
		body["typing_indicator"] = object{"type": "text"}
	}
	if err := c.graph.put(ctx, c.number+"/messages", body, nil); err != nil {
		return transport.Accepted{}, desk.AsFault(err)
	}
	return transport.Accepted{At: m.At}, nil
}

// target is the address a message goes to.
type target struct{ address desk.Address }

// recipient picks the first address that the network knows.
func recipient(to []desk.Address) (target, *desk.Fault) {
	for _, a := range to {
		if a.Value != "" && (a.Scheme == desk.SchemePhone || a.Scheme == desk.SchemeBSUID) {
			return target{a}, nil
		}
	}
	return target{}, &desk.Fault{Code: desk.CodeUnsupported, Next: desk.Reroute, Scope: desk.OfContact}
}

func (t target) key() string { return t.address.String() }

// write puts the address into a message. A number without plus would be taken for a local one of the business's country.
func (t target) write(body object) {
	if t.address.Scheme == desk.SchemeBSUID {
		body["recipient"] = t.address.Value
		return
	}
	body["to"] = "+" + strings.TrimPrefix(t.address.Value, "+")
}
