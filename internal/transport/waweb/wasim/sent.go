package wasim

import (
	"fmt"
	"maps"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// sentMessage is what a phone needs to encrypt a message once more.
type sentMessage struct {
	id    string
	chat  types.JID
	attrs waBinary.Attrs
	plain []byte // for the other account
	own   []byte // for own companions
	enc   waBinary.Attrs
}

func newSent(m *waE2E.Message, o SendOptions, chat types.JID) (sentMessage, error) {
	s := sentMessage{id: o.ID, chat: chat}
	if s.id == "" {
		s.id = newMessageID()
	}
	var err error
	if s.plain, err = proto.Marshal(m); err != nil {
		return s, fmt.Errorf("send message %s: %w", s.id, err)
	}
	s.own, err = proto.Marshal(&waE2E.Message{
		DeviceSentMessage:  &waE2E.DeviceSentMessage{DestinationJID: proto.String(chat.String()), Message: m},
		MessageContextInfo: m.MessageContextInfo,
	})
	if err != nil {
		return s, fmt.Errorf("send message %s: %w", s.id, err)
	}
	s.attrs = waBinary.Attrs{"id": s.id, "to": chat, "type": stanzaType(m)}
	if o.Edit != types.EditAttributeEmpty {
		s.attrs["edit"] = string(o.Edit)
	}
	if !o.Time.IsZero() {
		s.attrs["t"] = o.Time.Unix()
	}
	var enc waBinary.Node
	decorate(&enc, m)
	s.enc = enc.Attrs
	return s, nil
}

func (s *sentMessage) plainFor(own bool) []byte {
	if own {
		return s.own
	}
	return s.plain
}

// sentKept is how many messages a phone can encrypt again.
const sentKept = 2048

// sentLog remembers the last messages of a phone.
type sentLog struct {
	ring []sentMessage
	next int
	byID map[string]int
}

func (l *sentLog) add(m sentMessage) {
	if l.byID == nil {
		l.byID = map[string]int{}
	}
	if len(l.ring) < sentKept {
		l.ring = append(l.ring, sentMessage{})
	}
	if old := l.ring[l.next].id; l.byID[old] == l.next {
		delete(l.byID, old)
	}
	l.ring[l.next] = m
	l.byID[m.id] = l.next
	l.next = (l.next + 1) % sentKept
}

func (l *sentLog) find(id string) (sentMessage, bool) {
	i, ok := l.byID[id]
	if !ok {
		return sentMessage{}, false
	}
	return l.ring[i], true
}

// stanzaType is the kind of message that the server may know.
func stanzaType(m *waE2E.Message) string {
	switch {
	case m.ReactionMessage != nil:
		return "reaction"
	case m.PollCreationMessage != nil || m.PollUpdateMessage != nil:
		return "poll"
	case mediaType(m) != "":
		return "media"
	}
	return "text"
}

func mediaType(m *waE2E.Message) string {
	switch {
	case m.ImageMessage != nil:
		return "image"
	case m.VideoMessage != nil:
		return "video"
	case m.AudioMessage.GetPTT():
		return "ptt"
	case m.AudioMessage != nil:
		return "audio"
	case m.DocumentMessage != nil:
		return "document"
	case m.StickerMessage != nil:
		return "sticker"
	case m.ContactMessage != nil:
		return "vcard"
	case m.LocationMessage != nil:
		return "location"
	}
	return ""
}

// decorate adds to a ciphertext what the server may know of its content.
func decorate(enc *waBinary.Node, m *waE2E.Message) {
	extra := waBinary.Attrs{}
	if kind := mediaType(m); kind != "" {
		extra["mediatype"] = kind
	}
	if m.ReactionMessage != nil || m.ProtocolMessage != nil || m.EditedMessage != nil {
		extra["decrypt-fail"] = "hide"
	}
	if enc.Attrs == nil {
		enc.Attrs = extra
		return
	}
	maps.Copy(enc.Attrs, extra)
}
