package waweb

import (
	"cmp"
	"time"

	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// book is what is known about people beyond an event.
type book interface {
	other(types.JID) types.JID // the same person's hidden number for a phone number and the reverse; empty if not known
	saved(types.JID) string    // name in the phone's address book
	subject(types.JID) string  // name of a group; empty if not known
	called(types.JID) string   // how to speak of somebody; empty if nothing is known
}

// reader turns what the library tells into events of the contract. It is a function of its fields and arguments.
type reader struct {
	self []types.JID // our own addresses
	book book
	now  time.Time
}

func (l *line) reader() reader {
	return reader{
		self: []types.JID{l.cli.Store.GetJID(), l.cli.Store.GetLID()},
		book: sessionBook{l},
		now:  time.Now(),
	}
}

// sessionBook looks into the session, which keeps both in memory.
type sessionBook struct{ *line }

func (b sessionBook) other(jid types.JID) types.JID {
	alt, err := b.cli.Store.GetAltJID(b.ctx, jid)
	if err != nil {
		return types.EmptyJID
	}
	return alt
}

func (b sessionBook) saved(jid types.JID) string {
	c, err := b.cli.Store.Contacts.GetContact(b.ctx, jid)
	if err != nil || !c.Found {
		return ""
	}
	if c.FullName != "" {
		return c.FullName
	}
	return c.FirstName
}

// called is the name in the phone's address book, the one that they chose, or the telephone number.
func (b sessionBook) called(jid types.JID) string {
	if b.cli.Store.GetJID().User == jid.User || b.cli.Store.GetLID().User == jid.User {
		return b.cli.Store.PushName
	}
	other := b.other(jid)
	for _, known := range []types.JID{jid, other} {
		c, err := b.cli.Store.Contacts.GetContact(b.ctx, known)
		if err != nil || known.IsEmpty() {
			continue
		}
		if name := cmp.Or(c.FullName, c.FirstName, pushName(c.PushName), c.BusinessName); name != "" {
			return name
		}
	}
	for _, known := range []types.JID{jid, other} {
		if known.Server == types.DefaultUserServer {
			return "+" + known.User
		}
	}
	return ""
}

// person reports whether jid is a single human or business, and not ourselves, a group, a channel or the network's own.
func (r reader) person(jid types.JID) bool {
	if jid.User == "" || jid.User == types.PSAJID.User || jid.IsBot() {
		return false
	}
	return !r.us(jid) && (jid.Server == types.DefaultUserServer || jid.Server == types.HiddenUserServer)
}

// us reports whether jid is one of our own addresses.
func (r reader) us(jid types.JID) bool {
	for _, s := range r.self {
		if s.User != "" && s.User == jid.User {
			return true
		}
	}
	return false
}

// party gathers the addresses of one person and the name in the address book.
func (r reader) party(jids ...types.JID) transport.Party {
	var p transport.Party
	for _, jid := range jids {
		p.Addresses = add(p.Addresses, jid)
	}
	for _, jid := range jids {
		if !jid.IsEmpty() {
			p.Addresses = add(p.Addresses, r.book.other(jid.ToNonAD()))
		}
	}
	for _, jid := range jids {
		if p.Saved == "" && !jid.IsEmpty() {
			p.Saved = desk.Clean(r.book.saved(jid.ToNonAD()))
		}
	}
	return p
}

func add(all []desk.Address, jid types.JID) []desk.Address {
	var a desk.Address
	switch jid.Server {
	case types.DefaultUserServer, types.LegacyUserServer, types.HostedServer:
		a = desk.Phone(jid.User)
	case types.HiddenUserServer, types.HostedLIDServer:
		a = desk.LID(jid.User)
	}
	if a.Value == "" {
		return all
	}
	for _, have := range all {
		if have == a {
			return all
		}
	}
	return append(all, a)
}

// place finds the conversation in which something was written, and in a group who did, nil if we. False if it is none of a person's or of
// people's: status broadcasts, channels, and what the network writes itself.
func (r reader) place(s types.MessageSource) (from transport.Party, author *transport.Party, ok bool) {
	if s.Chat.Server != types.GroupServer {
		from, ok = r.source(s)
		return from, nil, ok
	}
	if from, ok = groupParty(s.Chat); !ok || !s.IsFromMe && !r.person(s.Sender) {
		return from, nil, false
	}
	from.Name = r.book.subject(s.Chat)
	if !s.IsFromMe {
		who := r.party(s.Sender, s.SenderAlt)
		author = &who
	}
	return from, author, true
}

// groupParty is a group without its name; false for what is none.
func groupParty(jid types.JID) (transport.Party, bool) {
	a := desk.Group(jid.User)
	return transport.Party{Addresses: []desk.Address{a}}, jid.Server == types.GroupServer && a.Value != ""
}

// source finds the customer behind a message or receipt; false if it is none of a single person's.
func (r reader) source(s types.MessageSource) (transport.Party, bool) {
	if s.IsIncomingBroadcast() && !s.IsFromMe && r.person(s.Sender) { // shows as a message to us alone
		return r.party(s.Sender, s.SenderAlt), true
	}
	if s.IsGroup || !r.person(s.Chat) {
		return transport.Party{}, false
	}
	if s.IsFromMe {
		return r.party(s.Chat, s.RecipientAlt), true
	}
	return r.party(s.Chat, s.SenderAlt), true
}

// pushName is the name a person chose, which the network replaces by a dash where there is none.
func pushName(s string) string {
	if s == "-" {
		return ""
	}
	return desk.Clean(s)
}

// founded is before any message of this network.
var founded = time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)

// clamp replaces a time that cannot be true by now.
func clamp(t, now time.Time) time.Time {
	if t.Before(founded) || t.After(now.Add(24*time.Hour)) {
		return now
	}
	return t
}
