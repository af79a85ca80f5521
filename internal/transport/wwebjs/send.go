package wwebjs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Send gives one message to the server. What is certain about a failure is traced: nothing written, refused before anything was done,
// or else in doubt.
func (c *conn) Send(ctx context.Context, m transport.Outgoing) (transport.Accepted, error) {
	var got transport.Accepted
	var f *desk.Fault
	switch m := m.(type) {
	case transport.Say:
		got, f = c.say(ctx, m)
	case transport.React:
		got, f = c.react(ctx, m)
	case transport.Reword:
		got, f = c.reword(ctx, m)
	case transport.Unsay:
		got, f = c.unsay(ctx, m)
	case transport.MarkRead:
		got, f = c.markRead(ctx, m)
	case transport.Block:
		got, f = c.block(ctx, m)
	default:
		f = transport.Local(desk.CodeUnsupported)
	}
	if f == nil {
		return got, nil
	}
	if f.Next == desk.Doubt || f.Scope == desk.OfConnection {
		c.alarm() // a session that is dead must not take all that waits into doubt
	}
	return transport.Accepted{}, f
}

func (c *conn) say(ctx context.Context, m transport.Say) (transport.Accepted, *desk.Fault) {
	if m.Client == "" || len(m.Client) > 200 {
		return transport.Accepted{}, transport.Local(desk.CodeBadRequest)
	}
	if f := fits(m); f != nil {
		return transport.Accepted{}, f
	}
	if got, found := c.already(ctx, m.Client); found {
		return got, nil
	}
	chat, f := c.recipient(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	in, f := payload(m, chat)
	if f != nil {
		return transport.Accepted{}, f
	}
	raw, err := json.Marshal(in)
	if err != nil { // a coordinate that is no number, most likely
		return transport.Accepted{}, invalid.Fault("", fmt.Errorf("write the message: %w", err))
	}
	entry := sent{Client: m.Client, Chat: chat.String(), To: m.To, Sum: sum(m.Kind, m.Body, m.Content), Began: time.Now()}
	if err := c.ledger.begin(entry); err != nil {
		_ = c.ledger.end(m.Client, "", true, time.Time{}) // the flight, at least, is over
		return transport.Accepted{}, &desk.Fault{Code: desk.CodeDiskError, Next: desk.Retry, Scope: desk.OfConnection, Err: err}
	}
	r, err := c.deliver(ctx, c.path("client/sendMessage"), raw)
	got, at, f := c.verdict(r, err)
	void := f != nil && f.Next != desk.Doubt && got.Remote == ""
	if err := c.ledger.end(m.Client, got.Remote, void, at); err != nil {
		c.log.Error("what became of a message was not written down", "err", err)
	}
	if f != nil {
		return transport.Accepted{}, f
	}
	return got, nil
}

// already finds a message that was posted before and whose answer never came. It is not sent again where the server has it.
func (c *conn) already(ctx context.Context, client desk.RemoteID) (transport.Accepted, bool) {
	s, known := c.ledger.of(client)
	if !known {
		return transport.Accepted{}, false
	}
	if l := c.running(); l != nil && s.Remote == "" {
		if err := l.search(ctx, s, true); err != nil {
			c.log.Info("message without answer not looked for", "err", err)
		}
		s, _ = c.ledger.of(client)
	}
	return transport.Accepted{At: time.Now(), Remote: s.Remote, Wire: s.Remote}, s.Remote != ""
}

// taken is the answer to a posted message.
type taken struct {
	envelope
	Sent maybe[message] `json:"message"`
}

// verdict reads the answer to a posted message. Only an id is a yes, and only a status that the server gives before it does anything
// is a no. At is when WhatsApp says that it was written.
func (c *conn) verdict(r reply, err error) (transport.Accepted, time.Time, *desk.Fault) {
	var none transport.Accepted
	switch {
	case errors.Is(err, errNothingWritten):
		return none, time.Time{}, transport.Offline(fmt.Errorf("post a message: %w", err))
	case err != nil:
		return none, time.Time{}, doubtful.Fault("", fmt.Errorf("post a message: %w", err))
	}
	var a taken
	var e envelope
	if len(r.body) > 0 && !transport.TooDeep(r.body) {
		_ = json.Unmarshal(r.body, &e)
		_ = json.Unmarshal(r.body, &struct {
			Sent *maybe[message] `json:"message"`
		}{&a.Sent})
	}
	m := a.Sent.v
	if r.status != 200 || !bool(e.Success) || !m.Key.FromMe || m.Key.ID == "" {
		v := judgeAnswer(r.status, e.Error)
		if r.status < 300 {
			v = doubtful
		}
		f := v.Fault(rawOf(r.status), errAnswer("post a message", r.status, scrub(string(e.Error), c.key)))
		if v == busy {
			f.After = wait(r.header)
		}
		return none, time.Time{}, f
	}
	id, now := desk.RemoteID(m.Key.ID), time.Now()
	got := transport.Accepted{At: now, Remote: id, Wire: id, Status: stage(m.Ack)}
	if broken(m.Ack) {
		return got, now, errored.Fault("ack -1", errors.New("WhatsApp refused the message"))
	}
	return got, moment(m.At, now), nil
}

// markRead tells that a conversation was read. The server tells it of the whole conversation.
func (c *conn) markRead(ctx context.Context, m transport.MarkRead) (transport.Accepted, *desk.Fault) {
	if len(m.Remote) == 0 {
		return transport.Accepted{}, transport.Local(desk.CodeBadRequest)
	}
	chat, f := c.recipient(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	in := map[string]string{"chatId": chat.String()}
	if f := c.post(ctx, c.path("client/sendSeen"), in, nil); f != nil {
		return transport.Accepted{}, f
	}
	if m.Typing { // a courtesy upon a courtesy
		if f := c.post(ctx, c.path("chat/sendStateTyping"), in, nil); f != nil {
			c.log.Info("typing not told", "err", f.Err)
		}
	}
	return transport.Accepted{At: m.At}, nil
}

// desks remembers under which address the server knows a telephone.
type desks struct {
	mu sync.Mutex
	at map[string]found
}

type found struct {
	chat wid
	when time.Time
}

const (
	foundFor  = 24 * time.Hour
	foundMany = 20000
)

func (d *desks) get(phone string) (wid, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, ok := d.at[phone]
	return f.chat, ok && time.Since(f.when) < foundFor
}

func (d *desks) put(phone string, chat wid) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at == nil || len(d.at) > foundMany {
		d.at = map[string]found{}
	}
	d.at[phone] = found{chat, time.Now()}
}

// recipient finds the address under which the server reaches a customer. A telephone is asked for: Brazilian numbers have two spellings
// of which WhatsApp knows one, and who is not there at all must not be written to.
func (c *conn) recipient(ctx context.Context, to []desk.Address) (wid, *desk.Fault) {
	lid := wid{}
	for _, a := range to {
		switch {
		case a.Value == "" || strings.ContainsAny(a.Value, "@/ "):
		case a.Scheme == desk.SchemePhone:
			return c.number(ctx, a.Value)
		case a.Scheme == desk.SchemeLID && lid == (wid{}):
			lid = wid{a.Value, ofLID}
		}
	}
	if lid == (wid{}) { // known by a name of the official network alone
		return lid, &desk.Fault{Code: desk.CodeUndeliverable, Next: desk.Reroute, Scope: desk.OfContact}
	}
	return lid, nil
}

func (c *conn) number(ctx context.Context, phone string) (wid, *desk.Fault) {
	if chat, known := c.desks.get(phone); known {
		return chat, nil
	}
	var got struct {
		Result json.RawMessage `json:"result"`
	}
	if f := c.post(ctx, c.path("client/getNumberId"), map[string]string{"number": phone}, &got); f != nil {
		return wid{}, f
	}
	var chat wid
	_ = json.Unmarshal(got.Result, &chat)
	switch {
	case string(got.Result) == "null":
		if me := c.own(); me != (wid{}) { // a session that reaches nobody knows nobody
			if f := c.alive(ctx, me); f != nil {
				return wid{}, notReady.Fault(f.Raw, f.Err)
			}
		}
		return wid{}, nobody.Fault("", errors.New("the number is not on WhatsApp"))
	case chat.address().Value == "":
		return wid{}, busy.Fault("", fmt.Errorf("ask client/getNumberId: %w", errUnreadable))
	}
	c.desks.put(phone, chat)
	if chat.server == ofLID {
		c.learn(ctx, chat, phone)
	}
	return chat, nil
}

// learn tells the program that a hidden number is a telephone's. It is a courtesy: the first message of that number tells it again.
func (c *conn) learn(ctx context.Context, lid wid, phone string) {
	c.book.learn(lid.user, phone)
	l := c.running()
	if l == nil {
		return
	}
	who := transport.Party{Addresses: []desk.Address{desk.Phone(phone), lid.address()}}
	if err := give(context.WithoutCancel(ctx), l.take, transport.Seen{Who: who}); err != nil {
		c.log.Warn("addresses of a customer not stored", "err", err)
	}
}
