package waweb

import (
	"context"
	"time"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func (l *line) react(ctx context.Context, m transport.React) (transport.Accepted, *desk.Fault) {
	return l.gesture(ctx, m.Client, m.To, m.About, func(key *waCommon.MessageKey) *waE2E.Message {
		return &waE2E.Message{ReactionMessage: &waE2E.ReactionMessage{Key: key, Text: proto.String(m.Emoji), SenderTimestampMS: proto.Int64(time.Now().UnixMilli())}}
	})
}

func (l *line) reword(ctx context.Context, m transport.Reword) (transport.Accepted, *desk.Fault) {
	if m.Body == "" && m.Kind == desk.Text {
		return transport.Accepted{}, desk.Refuse(desk.CodeEmpty)
	}
	return l.gesture(ctx, m.Client, m.To, m.About, func(key *waCommon.MessageKey) *waE2E.Message {
		edit := &waE2E.ProtocolMessage{Key: key, Type: waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(), EditedMessage: reworded(m),
			TimestampMS: proto.Int64(time.Now().UnixMilli())}
		return &waE2E.Message{EditedMessage: &waE2E.FutureProofMessage{Message: &waE2E.Message{ProtocolMessage: edit}}}
	})
}

// reworded is a message with a new text. Of one with a file only the caption is said anew.
func reworded(m transport.Reword) *waE2E.Message {
	switch m.Kind {
	case desk.Image:
		return &waE2E.Message{ImageMessage: &waE2E.ImageMessage{Caption: proto.String(m.Body)}}
	case desk.Video:
		return &waE2E.Message{VideoMessage: &waE2E.VideoMessage{Caption: proto.String(m.Body)}}
	case desk.Document:
		return &waE2E.Message{DocumentMessage: &waE2E.DocumentMessage{Caption: proto.String(m.Body)}}
	}
	return &waE2E.Message{Conversation: proto.String(m.Body)}
}

func (l *line) unsay(ctx context.Context, m transport.Unsay) (transport.Accepted, *desk.Fault) {
	return l.gesture(ctx, m.Client, m.To, m.About, func(key *waCommon.MessageKey) *waE2E.Message {
		return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{Key: key, Type: waE2E.ProtocolMessage_REVOKE.Enum()}}
	})
}

// gesture sends what is about another message. Only what is ours can be named as ours: the network refuses an edit of another's.
func (l *line) gesture(ctx context.Context, client desk.RemoteID, who []desk.Address, about transport.Quoted,
	build func(*waCommon.MessageKey) *waE2E.Message) (transport.Accepted, *desk.Fault) {
	if client == "" || about.Remote == "" {
		return transport.Accepted{}, desk.Refuse(desk.CodeBadRequest)
	}
	to, f := l.recipient(ctx, who)
	if f != nil {
		return transport.Accepted{}, f
	}
	key, f := l.keyOf(ctx, to, about)
	if f != nil {
		return transport.Accepted{}, f
	}
	return l.give(ctx, to, client, build(key))
}

// keyOf names a message. In a group that is not possible without who wrote it.
func (l *line) keyOf(ctx context.Context, chat types.JID, m transport.Quoted) (*waCommon.MessageKey, *desk.Fault) {
	key := &waCommon.MessageKey{RemoteJID: proto.String(chat.String()), FromMe: proto.Bool(m.Ours), ID: proto.String(string(m.Remote))}
	if chat.Server == types.GroupServer && !m.Ours {
		author := l.participant(ctx, chat, m.Author)
		if author.IsEmpty() {
			return nil, desk.Refuse(desk.CodeBadRequest)
		}
		key.Participant = proto.String(author.String())
	}
	return key, nil
}
