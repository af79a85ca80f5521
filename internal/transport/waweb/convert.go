package waweb

import (
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// message reads one message; nil if there is nothing in it to keep.
func (r reader) message(evt *events.Message) (e transport.Event) {
	if h := evt.Message.GetProtocolMessage().GetHistorySyncNotification(); h != nil {
		if !evt.Info.IsFromMe {
			return nil // only our own phone may tell our past
		}
		// The library has confirmed it to the phone already, so nobody repeats it: it has to be stored now, as it is.
		return chunk(h)
	}
	who, ok := r.source(evt.Info.MessageSource)
	if !ok {
		return nil
	}
	if !evt.Info.IsFromMe {
		who.Name = pushName(evt.Info.PushName)
	}
	base := transport.Incoming{
		Remote: desk.RemoteID(evt.Info.ID), Wire: desk.RemoteID(evt.Info.ID),
		From: who,
		Echo: evt.Info.IsFromMe,
		At:   clamp(evt.Info.Timestamp, r.now),
	}
	defer func() {
		if recover() != nil { // whatever is in it, the customer wrote something
			base.Kind = desk.Unsupported
			e = base
		}
	}()
	if change := alter(base, evt.Message, evt.IsEdit); change != nil {
		return change
	}
	in, ok := fill(base, evt.Message)
	if !ok {
		return nil
	}
	if in.Attachment != nil {
		in.Attachment.Ref = of(evt.Info, in.Attachment.Ref)
	}
	return in
}

// alter reads changes to earlier messages; nil if m is none.
func alter(base transport.Incoming, m *waE2E.Message, isEdit bool) transport.Event {
	if re := m.GetReactionMessage(); re != nil {
		return transport.Reaction{
			Remote: desk.RemoteID(re.GetKey().GetID()), By: base.Remote, From: base.From, Echo: base.Echo,
			// The key is written from the side of whoever reacts.
			Ours:  re.GetKey().GetFromMe() == base.Echo,
			Emoji: desk.Clean(re.GetText()), At: base.At,
		}
	}
	p := m.GetProtocolMessage()
	switch {
	case p == nil:
	case p.GetType() == waE2E.ProtocolMessage_REVOKE && p.GetKey().GetID() != "":
		return transport.Revoke{Remote: desk.RemoteID(p.GetKey().GetID()), From: base.From, Echo: base.Echo, At: base.At}
	case p.GetType() == waE2E.ProtocolMessage_MESSAGE_EDIT || isEdit:
		c, ok := read(p.GetEditedMessage())
		if !ok || p.GetKey().GetID() == "" {
			return nil
		}
		return transport.Edit{
			Remote: desk.RemoteID(p.GetKey().GetID()), By: base.Remote, From: base.From, Echo: base.Echo,
			Body: desk.Clean(c.body), At: base.At,
		}
	}
	return nil
}

// asEdit gives an edit that was locked the form of an open one.
func asEdit(locked *waE2E.SecretEncryptedMessage, m *waE2E.Message) *waE2E.Message {
	if p := m.GetProtocolMessage(); p.GetEditedMessage() != nil {
		return m
	}
	return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Key:           locked.GetTargetMessageKey(),
		Type:          waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(),
		EditedMessage: m,
	}}
}

// fill puts the content of m into base; false if m shows nothing.
func fill(base transport.Incoming, m *waE2E.Message) (transport.Incoming, bool) {
	c, ok := read(m)
	if !ok {
		return base, false
	}
	base.Kind, base.Body, base.Attachment, base.Content = c.kind, desk.Clean(c.body), c.file, c.more
	base.ReplyTo = desk.RemoteID(c.about.GetStanzaID())
	base.Forwarded, base.Often = c.about.GetIsForwarded(), c.about.GetForwardingScore() >= forwardedOften
	if q, ok := read(c.about.GetQuotedMessage()); ok && base.ReplyTo != "" {
		base.ReplyText = desk.Clean(q.body)
	}
	return base, true
}

// chunk keeps an announcement of history as it came.
func chunk(h *waE2E.HistorySyncNotification) transport.Event {
	blob, err := proto.Marshal(h)
	if err != nil { // it was just read from bytes
		panic(err)
	}
	return transport.Chunk{Blob: blob, Order: int(h.GetChunkOrder()), Percent: int(min(h.GetProgress(), 100))}
}

// undecryptable reports what the network keeps from companion devices; everything else is asked for again by the library.
func (r reader) undecryptable(evt *events.UndecryptableMessage) transport.Event {
	who, ok := r.source(evt.Info.MessageSource)
	if !ok || evt.UnavailableType != events.UnavailableTypeViewOnce {
		return nil
	}
	if !evt.Info.IsFromMe {
		who.Name = pushName(evt.Info.PushName)
	}
	return transport.Incoming{
		Remote: desk.RemoteID(evt.Info.ID), From: who, Echo: evt.Info.IsFromMe,
		At: clamp(evt.Info.Timestamp, r.now), Kind: desk.Unsupported,
	}
}

// receipt reads how far messages of ours came; nil for what our own devices tell each other about messages of others.
func (r reader) receipt(evt *events.Receipt) transport.Event {
	who, ok := r.source(evt.MessageSource)
	if !ok {
		return nil
	}
	status := reach(evt.Type, evt.IsFromMe)
	if status == "" {
		return nil
	}
	ids := make([]desk.RemoteID, len(evt.MessageIDs))
	for i, id := range evt.MessageIDs {
		ids[i] = desk.RemoteID(id)
	}
	return transport.Receipt{Remote: ids, From: who, Status: status, At: clamp(evt.Timestamp, r.now)}
}

func reach(t types.ReceiptType, own bool) desk.MessageStatus {
	switch {
	case t == types.ReceiptTypeSender && own:
		return desk.Sent // another device of ours got its copy, so the network has the message
	case own:
		return ""
	case t == types.ReceiptTypeDelivered:
		return desk.Delivered
	case t == types.ReceiptTypeInactive:
		return desk.Sent // a device in the background; the network's own programs do not count it as delivered
	case t == types.ReceiptTypeRead:
		return desk.Read
	case t == types.ReceiptTypePlayed:
		return desk.Played
	}
	return ""
}

// contact reads a change in the phone's address book.
func (r reader) contact(evt *events.Contact) transport.Event {
	if !r.person(evt.JID) {
		return nil
	}
	who := r.party(evt.JID)
	if name := evt.Action.GetFullName(); name != "" {
		who.Saved = desk.Clean(name)
	} else if name := evt.Action.GetFirstName(); name != "" {
		who.Saved = desk.Clean(name)
	}
	return transport.Seen{Who: who}
}

// typed is how long a sign of typing lasts without being repeated.
const typed = 15 * time.Second

func (r reader) typing(evt *events.ChatPresence) transport.Event {
	who, ok := r.source(evt.MessageSource)
	if !ok || evt.IsFromMe {
		return nil
	}
	until := r.now
	if evt.State == types.ChatPresenceComposing {
		until = until.Add(typed)
	}
	return transport.Typing{From: who, Until: until}
}
