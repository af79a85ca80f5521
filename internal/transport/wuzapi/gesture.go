package wuzapi

import (
	"context"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// A gesture cannot be told twice by mistake: made again, it ends as once.

// react sets or clears our reaction.
func (c *conn) react(ctx context.Context, m transport.React) (transport.Accepted, *desk.Fault) {
	if utf8.RuneCountInString(m.Emoji) > 16 {
		return transport.Accepted{}, transport.Local(desk.CodeBadRequest)
	}
	body := object{"Body": m.Emoji, "Id": string(m.About.Remote)}
	if m.Emoji == "" {
		body["Body"] = "remove"
	}
	if m.About.Ours && m.About.Remote != "" {
		body["Id"] = "me:" + string(m.About.Remote)
	}
	return c.gesture(ctx, "/chat/react", m.To, m.About, body)
}

// reword replaces the text of a message of ours. The server writes every edit as one of a plain text, so that a caption is left alone.
func (c *conn) reword(ctx context.Context, m transport.Reword) (transport.Accepted, *desk.Fault) {
	switch {
	case m.Kind != desk.Text:
		return transport.Accepted{}, transport.Local(desk.CodeNotEditable)
	case m.Body == "":
		return transport.Accepted{}, transport.Local(desk.CodeEmpty)
	}
	return c.gesture(ctx, "/chat/send/edit", m.To, m.About, object{"Body": m.Body, "Id": string(m.About.Remote)})
}

// unsay deletes a message of ours for everyone.
func (c *conn) unsay(ctx context.Context, m transport.Unsay) (transport.Accepted, *desk.Fault) {
	return c.gesture(ctx, "/chat/delete", m.To, m.About, object{"Id": string(m.About.Remote)})
}

func (c *conn) gesture(ctx context.Context, path string, who []desk.Address, about transport.Quoted, body object) (transport.Accepted, *desk.Fault) {
	if about.Remote == "" {
		return transport.Accepted{}, transport.Local(desk.CodeBadRequest)
	}
	to, f := c.reach(ctx, who)
	if f != nil {
		return transport.Accepted{}, f
	}
	body["Phone"] = to.phone()
	l, _, f := write(body, transport.Say{})
	if f != nil {
		return transport.Accepted{}, f
	}
	if _, f := c.post(ctx, path, l); f != nil {
		return transport.Accepted{}, f
	}
	return transport.Accepted{At: time.Now(), Status: desk.Sent}, nil
}

// block has WhatsApp block a customer, or free them again. Older releases have no such call.
func (c *conn) block(ctx context.Context, m transport.Block) (transport.Accepted, *desk.Fault) {
	to, f := c.reach(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	path := "/user/unblock"
	if m.On {
		path = "/user/block"
	}
	if _, f = c.api.ask(ctx, http.MethodPost, path, nil, object{"Phone": to.phone()}); f != nil && f.Code == desk.CodeNotFound {
		f = &desk.Fault{Code: desk.CodeUnsupported, Next: desk.Stop, Scope: desk.OfConnection, Raw: f.Raw, Err: f.Err}
	}
	return transport.Accepted{At: time.Now()}, f
}
