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
	base, ok := r.base(evt.Info)
	if !ok {
		return nil
	}
	base.Wire = base.Remote
	defer func() {
		if recover() != nil { // whatever is in it, the customer wrote something
			base.Kind = desk.Unsupported
			e = base
		}
	}()
	if change, is := r.alter(base, evt); is {
		return change
	}
	in, ok := r.fill(base, evt.Message)
	if !ok {
		return nil
	}
	if in.Attachment != nil {
		in.Attachment.Ref = of(evt.Info, in.Attachment.Ref)
	}
	return in
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

// base is what a message is before anything is read of its content; false if it is nobody's whom we know.
func (r reader) base(info types.MessageInfo) (transport.Incoming, bool) {
	from, author, ok := r.place(info.MessageSource)
	switch name := pushName(info.PushName); {
	case info.IsFromMe:
	case author != nil:
		author.Name = name
	default:
		from.Name = name
	}
	return transport.Incoming{
		Remote: desk.RemoteID(info.ID), From: from, Author: author, Echo: info.IsFromMe, At: clamp(info.Timestamp, r.now),
	}, ok
}

// fill puts the content of m into base; false if m shows nothing.
func (r reader) fill(base transport.Incoming, m *waE2E.Message) (transport.Incoming, bool) {
	c, ok := read(m)
	if !ok {
		return base, false
	}
	base.Kind, base.Body, base.Attachment, base.Content = c.kind, desk.Clean(r.spoken(c.body, c.about)), c.file, c.more
	base.ReplyTo = desk.RemoteID(c.about.GetStanzaID())
	base.Forwarded, base.Often = c.about.GetIsForwarded(), c.about.GetForwardingScore() >= forwardedOften
	if q, ok := read(c.about.GetQuotedMessage()); ok && base.ReplyTo != "" {
		base.ReplyText = desk.Clean(r.spoken(q.body, q.about))
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
	if evt.UnavailableType != events.UnavailableTypeViewOnce {
		return nil
	}
	in, ok := r.base(evt.Info)
	if !ok {
		return nil
	}
	in.Kind = desk.Unsupported
	return in
}

// receipt reads how far messages of ours came; nil for what our own devices tell each other about messages of others.
//
// Of what we wrote in a group the network's answer is all that is told: one member's "read" is not that of all, and each of some hundred
// members sends receipts of their own for every message. Only the word of a device of ours counts, that it got its copy.
func (r reader) receipt(evt *events.Receipt) transport.Event {
	who, ok := r.source(evt.MessageSource)
	if evt.Chat.Server == types.GroupServer && evt.IsFromMe {
		who, ok = groupParty(evt.Chat)
	}
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
