package waweb

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

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
	// The library's own limit covers only the wait for the answer, and not the one after a repeated frame.
	ctx, cancel := context.WithTimeout(ctx, c.wait.send)
	defer cancel()
	var got transport.Accepted
	switch m := m.(type) {
	case transport.Say:
		got, f = l.say(ctx, m)
	case transport.MarkRead:
		got, f = l.markRead(ctx, m)
	case transport.Reject:
		got, f = l.reject(ctx, m)
	default:
		f = desk.Refuse(desk.CodeUnsupported)
	}
	if f != nil {
		return transport.Accepted{}, f
	}
	return got, nil
}

func (l *line) say(ctx context.Context, m transport.Say) (transport.Accepted, *desk.Fault) {
	switch n := utf8.RuneCountInString(m.Body); {
	case m.Kind != "" && m.Kind != desk.Text:
		return transport.Accepted{}, &desk.Fault{Code: desk.CodeUnsupported, Next: desk.Reroute, Scope: desk.OfMessage}
	case n == 0:
		return transport.Accepted{}, desk.Refuse(desk.CodeEmpty)
	case n > caps().Text:
		return transport.Accepted{}, desk.Refuse(desk.CodeTooLong)
	case m.Client == "":
		return transport.Accepted{}, desk.Refuse(desk.CodeBadRequest)
	}
	to, f := l.recipient(ctx, m.To)
	if f != nil {
		return transport.Accepted{}, f
	}
	id := types.MessageID(m.Client)
	l.trace.follow(id, l.cli.Store.GetJID().User, l.cli.Store.GetLID().User)
	resp, err := l.cli.SendMessage(ctx, to, l.text(to, m), whatsmeow.SendRequestExtra{ID: id, Timeout: l.wait.send})
	seen := l.trace.land(id)
	switch {
	case err != nil:
		return transport.Accepted{}, sendFault(err, seen)
	case !seen.reached && to.User != l.cli.Store.GetJID().User && to.User != l.cli.Store.GetLID().User:
		// The library leaves out devices whose keys it could not get, even all of them, and reports success.
		return transport.Accepted{}, noKeys()
	}
	return transport.Accepted{At: clamp(resp.Timestamp, time.Now()), Status: desk.Sent, Wire: m.Client}, nil
}

// text builds the message, as an answer to another one if asked.
func (l *line) text(to types.JID, m transport.Say) *waE2E.Message {
	if m.ReplyTo == nil {
		return &waE2E.Message{Conversation: proto.String(m.Body)}
	}
	author := to
	if m.ReplyTo.Ours {
		author = l.cli.Store.GetJID().ToNonAD()
		if to.Server == types.HiddenUserServer {
			author = l.cli.Store.GetLID().ToNonAD()
		}
	}
	return &waE2E.Message{ExtendedTextMessage: &waE2E.ExtendedTextMessage{
		Text: proto.String(m.Body),
		ContextInfo: &waE2E.ContextInfo{
			StanzaID:      proto.String(string(m.ReplyTo.Remote)),
			Participant:   proto.String(author.String()),
			QuotedMessage: &waE2E.Message{Conversation: proto.String(m.ReplyTo.Body)},
		},
	}}
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
	if err := l.cli.MarkRead(ctx, ids, m.At, chat, types.EmptyJID); err != nil {
		return transport.Accepted{}, offline(fmt.Errorf("mark read: %w", err))
	}
	return transport.Accepted{At: m.At}, nil
}
