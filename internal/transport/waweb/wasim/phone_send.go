package wasim

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// SendOptions are what a message may have besides its content; all are optional.
type SendOptions struct {
	ID   string
	Time time.Time // when it was written; zero: now
	Edit types.EditAttribute
}

// Text writes to another phone. Own companions get a copy, as when the owner types on the phone.
func (p *Phone) Text(to *Phone, text string) (id string, err error) {
	return p.Send(to, &waE2E.Message{Conversation: proto.String(text)}, SendOptions{})
}

// WriteAs is Text under the name that tells the story: the account's owner answers a customer on the phone itself.
func (p *Phone) WriteAs(to *Phone, text string) (id string, err error) { return p.Text(to, text) }

// Send encrypts a message for every device of the other account and every own companion, and hands it to the server.
func (p *Phone) Send(to *Phone, m *waE2E.Message, o SendOptions) (id string, err error) {
	p.signal.mu.Lock()
	defer p.signal.mu.Unlock()
	n, err := p.compose(to, m, o, false)
	if err != nil {
		return "", err
	}
	return text(&n, "id"), p.submit(n)
}

// Edit replaces the text of an own message.
func (p *Phone) Edit(to *Phone, id, text string) (string, error) {
	return p.Send(to, p.edit(p.messageKey(to, id, true), text), SendOptions{Edit: types.EditAttributeMessageEdit})
}

func (p *Phone) edit(key *waCommon.MessageKey, text string) *waE2E.Message {
	return &waE2E.Message{EditedMessage: &waE2E.FutureProofMessage{Message: &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Key:           key,
		Type:          waE2E.ProtocolMessage_MESSAGE_EDIT.Enum(),
		EditedMessage: &waE2E.Message{Conversation: proto.String(text)},
		TimestampMS:   proto.Int64(p.server.now().UnixMilli()),
	}}}}
}

// Revoke deletes an own message for everyone.
func (p *Phone) Revoke(to *Phone, id string) (string, error) {
	return p.Send(to, revoke(p.messageKey(to, id, true)), SendOptions{Edit: types.EditAttributeSenderRevoke})
}

func revoke(key *waCommon.MessageKey) *waE2E.Message {
	return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{Key: key, Type: waE2E.ProtocolMessage_REVOKE.Enum()}}
}

// React puts an emoji on a message, own or not; "" takes it back.
func (p *Phone) React(to *Phone, id string, own bool, emoji string) (string, error) {
	return p.Send(to, p.reaction(p.messageKey(to, id, own), emoji), SendOptions{})
}

func (p *Phone) reaction(key *waCommon.MessageKey, emoji string) *waE2E.Message {
	return &waE2E.Message{ReactionMessage: &waE2E.ReactionMessage{
		Key:               key,
		Text:              proto.String(emoji),
		SenderTimestampMS: proto.Int64(p.server.now().UnixMilli()),
	}}
}

func (p *Phone) messageKey(to *Phone, id string, own bool) *waCommon.MessageKey {
	return &waCommon.MessageKey{RemoteJID: proto.String(p.chatWith(to).String()), FromMe: proto.Bool(own), ID: proto.String(id)}
}

// SendPeer sends to an own companion what no chat shows, such as keys and history notices.
func (p *Phone) SendPeer(device types.JID, m *waE2E.Message) (id string, err error) {
	plain, err := proto.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("send to companion %s: %w", device, err)
	}
	p.signal.mu.Lock()
	defer p.signal.mu.Unlock()
	enc, err := p.encrypt(device, plain)
	if err != nil {
		return "", fmt.Errorf("send to companion %s: %w", device, err)
	}
	id = newMessageID()
	n := waBinary.Node{Tag: "message", Attrs: waBinary.Attrs{"id": id, "to": device, "type": "text", "category": "peer"}, Content: []waBinary.Node{enc}}
	p.signal.sent.add(sentMessage{id: id, chat: p.pn, attrs: n.Attrs, plain: plain, own: plain})
	return id, p.submit(n)
}

// submit hands a finished message to the server.
func (p *Phone) submit(n waBinary.Node) error {
	ack := p.server.relay(p.device(), &n)
	if code, ok := ack.Attrs["error"]; ok {
		return fmt.Errorf("send message %s: server says %v", text(&n, "id"), code)
	}
	return nil
}

func (p *Phone) device() *device {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.account.devices[0]
}

// chatWith returns the address that direct messages to another phone bear.
func (p *Phone) chatWith(to *Phone) types.JID {
	if p.LIDMigrated() || to.LIDMigrated() {
		return to.lid
	}
	return to.pn
}

// compose encrypts a message for all devices, or only for the other account's companions. The signal lock is held.
func (p *Phone) compose(to *Phone, m *waE2E.Message, o SendOptions, companionsOnly bool) (waBinary.Node, error) {
	chat := p.chatWith(to)
	s, err := newSent(m, o, chat)
	if err != nil {
		return waBinary.Node{}, err
	}
	var parts []waBinary.Node
	for _, j := range p.recipients(to, chat.Server, companionsOnly) {
		enc, err := p.encrypt(j, s.plainFor(p.owns(j)))
		if err != nil {
			return waBinary.Node{}, fmt.Errorf("send message %s: %w", s.id, err)
		}
		decorate(&enc, m)
		p.corrupt(j, &enc)
		parts = append(parts, waBinary.Node{Tag: "to", Attrs: waBinary.Attrs{"jid": j}, Content: []waBinary.Node{enc}})
	}
	p.signal.sent.add(s)
	return waBinary.Node{Tag: "message", Attrs: s.attrs, Content: []waBinary.Node{{Tag: "participants", Content: parts}}}, nil
}

// corrupt flips a bit where the receiver will notice, if a test has asked for it. Phones' copies are spared.
func (p *Phone) corrupt(to types.JID, enc *waBinary.Node) {
	p.with(func() {
		if p.corruptNext > 0 && to.Device != 0 {
			p.corruptNext--
			raw := enc.Content.([]byte)
			raw[len(raw)*3/4] ^= 1 // behind the keys, before the trailing fields
		}
	})
}

func (p *Phone) owns(j types.JID) bool { return j.User == p.pn.User || j.User == p.lid.User }

func (p *Phone) recipients(to *Phone, server string, companionsOnly bool) []types.JID {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	if companionsOnly {
		return addresses(to.account.companions(), server)
	}
	all := to.account.sorted()
	if to != p {
		all = append(all, p.account.companions()...)
	} else {
		all = p.account.companions()
	}
	return addresses(all, server)
}

// newMessageID makes an id of the look that phones give theirs.
func newMessageID() string { return "3A" + strings.ToUpper(rand.Text()[:18]) }

// Receipt reports about another phone's messages: delivered, read, played.
func (p *Phone) Receipt(to *Phone, kind types.ReceiptType, ids ...string) error {
	if len(ids) == 0 {
		return fmt.Errorf("send %q receipt: no message ids", kind)
	}
	p.sendReceipt(p.chatWith(to), types.EmptyJID, kind, ids)
	return nil
}

// sendReceipt reports about messages; in a group, about those that the participant wrote.
func (p *Phone) sendReceipt(to, participant types.JID, kind types.ReceiptType, ids []string) {
	n := waBinary.Node{Tag: "receipt", Attrs: waBinary.Attrs{"id": ids[0], "to": to, "type": string(kind)}}
	if !participant.IsEmpty() {
		n.Attrs["participant"] = participant
	}
	if len(ids) > 1 {
		var items []waBinary.Node
		for _, id := range ids[1:] {
			items = append(items, waBinary.Node{Tag: "item", Attrs: waBinary.Attrs{"id": id}})
		}
		n.Content = []waBinary.Node{{Tag: "list", Content: items}}
	}
	p.route(n)
}

func (p *Phone) route(n waBinary.Node) {
	p.server.mu.Lock()
	p.server.routeReceipt(p.account.devices[0], &n)
	p.server.mu.Unlock()
	p.server.Changed()
}

// SetPresence shows the phone's owner as online or not.
func (p *Phone) SetPresence(available bool) {
	p.server.mu.Lock()
	p.server.setAvailable(p.account.devices[0], available)
	p.server.mu.Unlock()
	p.server.Changed()
}

// Typing shows or ends "is typing" on the other side.
func (p *Phone) Typing(to *Phone, on bool) {
	state := "paused"
	if on {
		state = "composing"
	}
	n := waBinary.Node{Tag: "chatstate", Attrs: waBinary.Attrs{"to": p.chatWith(to)}, Content: []waBinary.Node{{Tag: state}}}
	p.server.mu.Lock()
	p.server.tellChatState(p.account.devices[0], &n)
	p.server.mu.Unlock()
	p.server.Changed()
}
