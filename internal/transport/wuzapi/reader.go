package wuzapi

import (
	"log/slog"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// reader turns what the server tells into events. It has no state and does no input or output but the log, which gets kinds and
// never content.
type reader struct {
	self account
	now  time.Time
	log  *slog.Logger
}

func (c *conn) reader() reader {
	self := c.whose()
	if self.number == "" && !strings.HasPrefix(c.account, unlinkedAccount) {
		self.number = c.account
	}
	return reader{self: self, now: time.Now(), log: c.log}
}

// event reads one call; nil if it tells nothing to keep.
func (r reader) event(kind string, top node) transport.Event {
	event := top.node("event")
	switch kind {
	case "Message":
		return r.message(event)
	case "UndecryptableMessage":
		return r.undecryptable(event)
	case "ReadReceipt", "Receipt":
		return r.receipt(top, event)
	case "ChatPresence":
		return r.typing(event)
	case "CallOffer", "CallOfferNotice", "CallAccept", "CallTerminate":
		return r.call(kind, event)
	}
	r.log.Debug("call that is not used", "type", scrub(kind))
	return nil
}

// source finds the customer behind an event; false if it is none of a single person's.
func (r reader) source(info node) (transport.Party, bool) {
	if info.yes("IsGroup") {
		return transport.Party{}, false
	}
	chat, sender := info.text("Chat"), info.text("Sender")
	_, person := parseJID(chat)
	switch {
	case strings.HasSuffix(chat, "@broadcast") && chat != "status@broadcast" && !info.yes("IsFromMe"): // shows as a message to us alone
		return party(r.self, sender, info.text("SenderAlt"))
	case !person:
		return transport.Party{}, false
	case info.yes("IsFromMe"):
		return party(r.self, chat, info.text("RecipientAlt"))
	}
	return party(r.self, chat, info.text("SenderAlt"))
}

// base is what every message has; false for one that is not a single person's.
func (r reader) base(info node) (transport.Incoming, bool) {
	who, ok := r.source(info)
	id := desk.RemoteID(info.text("ID"))
	if !ok || id == "" || len(id) > 128 || !plain(string(id)) {
		r.log.Info("message that is no single customer's left out", "group", info.yes("IsGroup"))
		return transport.Incoming{}, false
	}
	if !info.yes("IsFromMe") {
		who.Name = pushName(info.text("PushName"))
	}
	return transport.Incoming{Remote: id, Wire: id, From: who, Echo: info.yes("IsFromMe"), At: r.at(info), Kind: desk.Unsupported}, true
}

// plain keeps what a stranger calls a message from meaning anything else.
func plain(id string) bool {
	return !strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c > '~' })
}

func (r reader) message(event node) (e transport.Event) {
	base, ok := r.base(event.node("Info"))
	if !ok {
		return nil
	}
	defer func() {
		if recover() != nil { // whatever is in it, somebody wrote something
			e = base
		}
	}()
	m := unwrap(event.node("Message"))
	if change := alter(base, m, event.yes("IsEdit")); change != nil {
		return change
	}
	in, ok := fill(base, m)
	if !ok {
		return nil
	}
	return in
}

// alter reads changes to earlier messages; nil if m is none.
func alter(base transport.Incoming, m node, isEdit bool) transport.Event {
	if re := m.node("reactionMessage"); re != nil {
		id := desk.RemoteID(re.node("key").text("ID"))
		if id == "" {
			return nil
		}
		return transport.Reaction{
			Remote: id, By: base.Remote, From: base.From, Echo: base.Echo,
			Ours:  re.node("key").yes("fromMe") == base.Echo, // the key is written from the side of whoever reacts
			Emoji: desk.Clean(re.text("text")), At: base.At,
		}
	}
	p := m.node("protocolMessage")
	id := desk.RemoteID(p.node("key").text("ID"))
	kind := p.text("type")
	switch {
	case p == nil || id == "":
	case p.node("editedMessage") != nil || isEdit || kind == "14" || kind == "MESSAGE_EDIT":
		c, ok := read(p.node("editedMessage"))
		if !ok {
			return nil
		}
		return transport.Edit{Remote: id, By: base.Remote, From: base.From, Echo: base.Echo, Body: desk.Clean(c.body), At: base.At}
	case kind == "0" || kind == "REVOKE":
		return transport.Revoke{Remote: id, From: base.From, Echo: base.Echo, At: base.At}
	}
	return nil
}

// fill puts the content of m into base; false if m shows nothing.
func fill(base transport.Incoming, m node) (transport.Incoming, bool) {
	c, ok := read(m)
	if !ok {
		return base, false
	}
	base.Kind, base.Body, base.Attachment, base.Content = c.kind, desk.Clean(c.body), c.file, c.content
	base.ReplyTo = desk.RemoteID(desk.Clean(c.about.text("stanzaID")))
	base.Forwarded = c.about.yes("isForwarded")
	if q, ok := read(c.about.node("quotedMessage")); ok && base.ReplyTo != "" {
		base.ReplyText = desk.Clean(q.body)
	}
	return base, true
}

// undecryptable reports what the network keeps from companion devices; everything else is asked for again by the server.
func (r reader) undecryptable(event node) transport.Event {
	base, ok := r.base(event.node("Info"))
	if !ok || event.text("UnavailableType") != "view_once" {
		return nil
	}
	return base
}

// reaches are the receipts that say how far messages of ours came; ReadSelf tells of our own telephone reading.
func reaches() map[string]desk.MessageStatus {
	return map[string]desk.MessageStatus{
		"Delivered": desk.Delivered, "delivered": desk.Delivered, "Read": desk.Read, "read": desk.Read, "Played": desk.Played, "played": desk.Played,
	}
}

// mostReceipts bounds the messages that one receipt may be about.
const mostReceipts = 2000

func (r reader) receipt(top, event node) transport.Event {
	who, ok := r.source(event)
	status := reaches()[top.text("state")]
	if !ok || status == "" || event.yes("IsFromMe") {
		return nil
	}
	out := transport.Receipt{From: who, Status: status, At: r.clamp(moment(event.text("Timestamp")))}
	for _, v := range event.list("MessageIDs") {
		if id, ok := v.(string); ok && id != "" && len(id) <= 128 && plain(id) && len(out.Remote) < mostReceipts {
			out.Remote = append(out.Remote, desk.RemoteID(id))
		}
	}
	if len(out.Remote) == 0 {
		return nil
	}
	return out
}

// typed is how long a sign of typing lasts without being repeated.
const typed = 15 * time.Second

func (r reader) typing(event node) transport.Event {
	who, ok := r.source(event)
	if !ok || event.yes("IsFromMe") {
		return nil
	}
	until := r.now
	if event.text("State") == "composing" {
		until = until.Add(typed)
	}
	return transport.Typing{From: who, Until: until}
}

// kindsOfRows are the server's names of what a row holds.
func kindsOfRows() map[string]desk.MessageKind {
	return map[string]desk.MessageKind{
		"text": desk.Text, "image": desk.Image, "video": desk.Video, "audio": desk.Audio, "document": desk.Document, "sticker": desk.Sticker,
		"contact": desk.Contacts, "location": desk.Location, "buttons_response": desk.Text, "list_response": desk.Text,
	}
}

var stand = regexp.MustCompile(`^:[a-z]+:$`) // what the server writes where there is no caption

// row reads a row of the server's memory. It holds the whole event, unless the message was sent over the server; such a row proves
// that it was, and is all that is known of one that another program sent.
func (r reader) row(w row) transport.Event {
	if event := w.event(); event.node("Info") != nil {
		return r.message(event)
	}
	who, ok := party(r.self, w.chat)
	if !ok || len(w.id) > 128 || !plain(w.id) {
		return nil
	}
	echo := w.sender == "me"
	at := r.clamp(w.at)
	switch w.kind {
	case "reaction":
		return nil // whose message it is about is not known here
	case "delete":
		if w.text == "" {
			return nil
		}
		return transport.Revoke{Remote: desk.RemoteID(desk.Clean(w.text)), From: who, Echo: echo, At: at}
	}
	in := transport.Incoming{Remote: desk.RemoteID(w.id), Wire: desk.RemoteID(w.id), From: who, Echo: echo, At: at,
		Kind: kindsOfRows()[w.kind], Body: desk.Clean(w.text), ReplyTo: desk.RemoteID(desk.Clean(w.quoted))}
	if in.Kind == "" {
		in.Kind = desk.Unsupported
	}
	if stand.MatchString(in.Body) && in.Kind != desk.Text {
		in.Body = ""
	}
	if echo {
		in.Status = desk.Sent
	}
	return in
}

func (r reader) at(info node) time.Time { return r.clamp(moment(info.text("Timestamp"))) }

// founded is before any message of this network.
var founded = time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)

// clamp replaces a time that cannot be true by now.
func (r reader) clamp(t time.Time) time.Time {
	if t.Before(founded) || t.After(r.now.Add(24*time.Hour)) {
		return r.now
	}
	return t
}

// pushName is the name a person chose, which the network replaces by a dash where there is none.
func pushName(s string) string {
	if s == "-" {
		return ""
	}
	return desk.Clean(s)
}

// size reads a length that may be absurd.
func size(n int64) int64 { return min(max(n, 0), math.MaxInt64/2) }
