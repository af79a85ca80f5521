package waweb

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Send gives one message to the network and waits for its answer.
//
// When the connection drops between a message and its answer, the library waits five seconds for a new connection and
// then writes the very same frame again. That cannot show twice: id and ciphertext are the same, and a device refuses a
// ciphertext it has already opened. It does mean that a frame which went out once may go out again later, so no error
// after the first writing can be taken for "not sent".
func (c *conn) Send(ctx context.Context, m transport.Outgoing) (transport.Accepted, error) {
	l, f := c.ready()
	if f != nil {
		return transport.Accepted{}, f
	}
	var got transport.Accepted
	switch m := m.(type) {
	case transport.Say:
		got, f = l.say(ctx, m)
	case transport.React:
		got, f = l.react(ctx, m)
	case transport.Reword:
		got, f = l.reword(ctx, m)
	case transport.Unsay:
		got, f = l.unsay(ctx, m)
	case transport.MarkRead:
		got, f = l.markRead(ctx, m)
	case transport.Reject:
		got, f = l.reject(ctx, m)
	case transport.Block:
		got, f = l.block(ctx, m)
	default:
		f = desk.Refuse(desk.CodeUnsupported)
	}
	if f != nil {
		return transport.Accepted{}, f
	}
	return got, nil
}

func (l *line) say(ctx context.Context, m transport.Say) (transport.Accepted, *desk.Fault) {
	if f := fits(m); f != nil {
		return transport.Accepted{}, f
	}
	to, f := l.recipient(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	msg, f := l.compose(ctx, to, m)
	if f != nil {
		return transport.Accepted{}, f
	}
	return l.give(ctx, to, m.Client, msg)
}

// fits refuses what this network does not carry before anything is asked of it.
func fits(m transport.Say) *desk.Fault {
	d := desk.Draft{Kind: cmp.Or(m.Kind, desk.Text), Body: m.Body}
	if m.File != nil {
		d.Mime, d.Bytes = m.File.Mime, m.File.Bytes
	}
	_, file := caps().Media[d.Kind]
	switch f := caps().Refuses(d, time.Time{}, time.Time{}); {
	case f != nil && f.Code == desk.CodeTooLong:
		return desk.Refuse(desk.CodeTooLong)
	case f != nil:
		return f
	case m.Client == "", file && (m.File == nil || m.File.Open == nil):
		return desk.Refuse(desk.CodeBadRequest)
	case d.Kind == desk.Text && m.Body == "",
		d.Kind == desk.Location && (m.Content == nil || m.Content.Location == nil),
		d.Kind == desk.Contacts && (m.Content == nil || len(m.Content.Contacts) == 0):
		return desk.Refuse(desk.CodeEmpty)
	}
	return nil
}

// give hands a finished message to the library and says what came of it. The library's own limit covers only the wait for the answer,
// and not the one after a repeated frame.
func (l *line) give(ctx context.Context, to types.JID, client desk.RemoteID, msg *waE2E.Message) (transport.Accepted, *desk.Fault) {
	ctx, cancel := context.WithTimeout(ctx, l.wait.send)
	defer cancel()
	id := types.MessageID(client)
	l.trace.follow(id, l.cli.Store.GetJID().User, l.cli.Store.GetLID().User)
	resp, err := l.cli.SendMessage(ctx, to, msg, whatsmeow.SendRequestExtra{ID: id, Timeout: l.wait.send})
	seen := l.trace.land(id)
	switch {
	case err != nil && to.Server == types.GroupServer:
		return transport.Accepted{}, l.refusedInGroup(ctx, to, sendFault(err, seen))
	case err != nil:
		return transport.Accepted{}, sendFault(err, seen)
	case !seen.reached && !l.alone(to) && to.User != l.cli.Store.GetJID().User && to.User != l.cli.Store.GetLID().User:
		// The library leaves out devices whose keys it could not get, even all of them, and reports success.
		return transport.Accepted{}, noKeys()
	}
	return transport.Accepted{At: clamp(resp.Timestamp, time.Now()), Status: desk.Sent, Wire: client}, nil
}

// markRead tells that messages were read. Telling it twice does no harm, so every failure may be repeated.
func (l *line) markRead(ctx context.Context, m transport.MarkRead) (transport.Accepted, *desk.Fault) {
	if len(m.Remote) == 0 {
		return transport.Accepted{}, desk.Refuse(desk.CodeBadRequest)
	}
	chat, f := l.address(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	ids := make([]types.MessageID, len(m.Remote))
	for i, r := range m.Remote {
		ids[i] = types.MessageID(r)
	}
	if chat.Server == types.GroupServer { // such a mark names each author, and nobody who writes in a group waits for ours
		return transport.Accepted{}, desk.Refuse(desk.CodeUnsupported)
	}
	ctx, cancel := context.WithTimeout(ctx, l.wait.send)
	defer cancel()
	if err := l.cli.MarkRead(ctx, ids, m.At, chat, types.EmptyJID); err != nil {
		return transport.Accepted{}, offline(fmt.Errorf("mark read: %w", err))
	}
	return transport.Accepted{At: m.At}, nil
}
