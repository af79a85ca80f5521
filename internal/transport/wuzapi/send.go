package wuzapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// object is a JSON object that is sent.
type object = map[string]any

// Send gives one message to the server, once it is known to have a session that works: what a dead session is given ends in doubt.
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
	switch f.Code {
	case desk.CodeSignedOut, desk.CodeNotReady, desk.CodeOffline, desk.CodeNoNetwork, desk.CodeUnsure, desk.CodePairOther:
		c.alarm(f)
	}
	return transport.Accepted{}, f
}

func (c *conn) say(ctx context.Context, m transport.Say) (transport.Accepted, *desk.Fault) {
	if f := fits(m); f != nil {
		return transport.Accepted{}, f
	}
	to, f := c.reach(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	path, body := payload(m)
	body["Id"] = string(m.Client)
	c.quote(body, to, m.ReplyTo)
	return c.deliver(ctx, path, to, body, m)
}

// reach finds the recipient on a session that works.
func (c *conn) reach(ctx context.Context, to []desk.Address) (jid, *desk.Fault) {
	if f := c.ready(ctx); f != nil {
		return jid{}, f
	}
	return c.recipient(ctx, to)
}

// phone is how the server wants a recipient named: digits, or the whole name of one whose number is hidden.
func (j jid) phone() string {
	if j.server == serverPhone {
		return j.user
	}
	return j.String()
}

// quote makes a message the answer to another one. The server wants both halves of that name or none.
func (c *conn) quote(body object, to jid, about *transport.Quoted) {
	if about == nil || about.Remote == "" {
		return
	}
	author := to
	if about.Ours {
		if author = (jid{c.whose().number, serverPhone}); author.user == "" {
			return // it goes without the quote rather than under a false name
		}
	}
	body["ContextInfo"] = object{"StanzaId": string(about.Remote), "Participant": author.String()}
	if about.Body != "" {
		body["QuotedText"] = about.Body
	}
}

// deliver posts a message and says what came of it.
func (c *conn) deliver(ctx context.Context, path string, to jid, body object, m transport.Say) (transport.Accepted, *desk.Fault) {
	body["Phone"] = to.phone()
	l, closer, f := write(body, m)
	if f != nil {
		return transport.Accepted{}, f
	}
	defer closer.Close()
	s, f := c.post(ctx, path, l)
	if f != nil {
		return transport.Accepted{}, f
	}
	id := desk.RemoteID(s.node().text("Id"))
	if id == "" || len(id) > 128 || !plain(string(id)) {
		return transport.Accepted{}, doubtful.Fault("200", fmt.Errorf("%w: the server names no message", errRefused))
	}
	c.meet(to)
	r := c.reader()
	got := transport.Accepted{At: r.clamp(moment(s.node().text("Timestamp"))), Wire: id, Status: desk.Sent}
	if id != m.Client { // a release that takes no id of ours
		got.Remote = id
	}
	return got, nil
}

// markRead tells that messages were read. Telling it twice does no harm, so every failure may be repeated. Chat and person are named
// in the words of older and of newer releases.
func (c *conn) markRead(ctx context.Context, m transport.MarkRead) (transport.Accepted, *desk.Fault) {
	if len(m.Remote) == 0 {
		return transport.Accepted{}, transport.Local(desk.CodeBadRequest)
	}
	to, f := c.reach(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	body := object{"Id": m.Remote, "ChatPhone": to.phone(), "SenderPhone": to.phone(), "Chat": to.String(), "Sender": to.String()}
	if _, f := c.api.ask(ctx, http.MethodPost, "/chat/markread", nil, body); f != nil {
		return transport.Accepted{}, f
	}
	if m.Typing {
		if _, f := c.api.ask(ctx, http.MethodPost, "/chat/presence", nil, object{"Phone": to.phone(), "State": "composing", "Media": ""}); f != nil {
			c.log.Debug("sign of typing not shown", "err", f.Err)
		}
	}
	return transport.Accepted{At: m.At}, nil
}

// fits refuses what the server would refuse, or damage, before anything is sent.
func fits(m transport.Say) *desk.Fault {
	d := desk.Draft{Kind: m.Kind, Body: m.Body}
	if d.Kind == "" {
		d.Kind = desk.Text
	}
	if m.File != nil {
		d.Mime, d.Bytes = m.File.Mime, m.File.Bytes
	}
	if f := caps().Refuses(d, time.Time{}, time.Time{}); f != nil {
		return f
	}
	_, media := caps().Media[d.Kind]
	code := desk.Code("")
	switch {
	case m.Client == "" || len(m.Client) > 128 || !plain(string(m.Client)), media && m.File == nil:
		code = desk.CodeBadRequest
	case d.Kind == desk.Text && strings.TrimSpace(m.Body) == "":
		code = desk.CodeEmpty
	case d.Kind == desk.Location && (m.Content == nil || m.Content.Location == nil || !onEarth(*m.Content.Location)):
		code = desk.CodeBadRequest
	case d.Kind == desk.Contacts:
		code = cardFits(m.Content)
	}
	if code == "" {
		return nil
	}
	return transport.Local(code)
}

func onEarth(p desk.Place) bool {
	return p.Latitude >= -90 && p.Latitude <= 90 && p.Longitude >= -180 && p.Longitude <= 180
}

// cardFits refuses several cards: the server takes one in a message, and one message of ours is one of theirs.
func cardFits(c *desk.Content) desk.Code {
	switch {
	case c == nil || len(c.Contacts) == 0 || strings.TrimSpace(c.Contacts[0].Name) == "":
		return desk.CodeBadRequest
	case len(c.Contacts) > 1:
		return desk.CodeUnsupported
	}
	return ""
}
