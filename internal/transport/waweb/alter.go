package waweb

import (
	"slices"

	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// alter reads changes to earlier messages; false if there is none in it, and nil for one that nobody may make.
func (r reader) alter(base transport.Incoming, evt *events.Message) (transport.Event, bool) {
	if re := evt.Message.GetReactionMessage(); re != nil {
		return transport.Reaction{
			Remote: desk.RemoteID(re.GetKey().GetID()), By: base.Remote, From: base.From, Author: base.Author, Echo: base.Echo,
			Ours: r.ours(re.GetKey(), base), Emoji: desk.Clean(re.GetText()), At: base.At,
		}, true
	}
	p := evt.Message.GetProtocolMessage()
	switch {
	case p == nil:
	case p.GetType() == waE2E.ProtocolMessage_REVOKE && p.GetKey().GetID() != "":
		return r.revoke(base, p.GetKey(), evt.Info), true
	case p.GetType() == waE2E.ProtocolMessage_MESSAGE_EDIT || evt.IsEdit:
		c, ok := read(p.GetEditedMessage())
		if !ok || p.GetKey().GetID() == "" || !r.own(p.GetKey(), base) {
			return nil, true
		}
		return transport.Edit{
			Remote: desk.RemoteID(p.GetKey().GetID()), By: base.Remote, From: base.From, Author: base.Author, Echo: base.Echo,
			Body: desk.Clean(r.spoken(c.body, c.about)), Content: c.more, At: base.At,
		}, true
	}
	return nil, false
}

// ours reports whether a key names a message of ours. A key is written from the side of whoever sends it.
func (r reader) ours(key *waCommon.MessageKey, base transport.Incoming) bool {
	if inGroup(base) && !key.GetFromMe() {
		return r.us(jid(key.GetParticipant()))
	}
	return key.GetFromMe() == base.Echo
}

func inGroup(m transport.Incoming) bool { return m.From.Addresses[0].Scheme == desk.SchemeGroup }

// own reports whether who sends a key names a message of their own by it. Between two it is always taken so: there only the direction
// counts, and nobody changes what the other side wrote.
func (r reader) own(key *waCommon.MessageKey, base transport.Incoming) bool {
	who := jid(key.GetParticipant())
	switch {
	case !inGroup(base), key.GetFromMe():
		return true
	case base.Author == nil:
		return r.us(who)
	}
	return slices.ContainsFunc(add(nil, who), func(a desk.Address) bool { return slices.Contains(base.Author.Addresses, a) })
}

// revoke reads a deletion. An administrator of a group deletes the messages of others too, for which the network vouches; that is told as
// if their author had done it, because it ends the same. Nil for somebody who only claims to be one.
func (r reader) revoke(base transport.Incoming, key *waCommon.MessageKey, info types.MessageInfo) transport.Event {
	e := transport.Revoke{Remote: desk.RemoteID(key.GetID()), From: base.From, Author: base.Author, Echo: base.Echo, At: base.At}
	if r.own(key, base) {
		return e
	}
	author := jid(key.GetParticipant())
	switch {
	case info.Edit != types.EditAttributeAdminRevoke:
		return nil
	case r.us(author):
		e.Author, e.Echo = nil, true
	case r.person(author):
		who := r.party(author)
		e.Author, e.Echo = &who, false
	default:
		return nil
	}
	return e
}
