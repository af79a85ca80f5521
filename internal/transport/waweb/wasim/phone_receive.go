package wasim

import (
	"errors"
	"fmt"
	"slices"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// receive takes a stanza from the server. Server.mu is held, so the work is only queued.
func (p *Phone) receive(n waBinary.Node) {
	p.post(func() {
		switch n.Tag {
		case "message":
			p.receiveMessage(&n)
		case "receipt":
			p.receiveReceipt(&n)
		case "chatstate":
			p.receiveChatState(&n)
		}
	})
}

func (p *Phone) receiveMessage(n *waBinary.Node) {
	from := jid(n, "from")
	if from.Server == types.GroupServer {
		p.receiveGroup(n)
		return
	}
	enc, ok := n.GetOptionalChildByTag("enc")
	if !ok {
		p.Fail(fmt.Errorf("message %s from %s: no ciphertext", text(n, "id"), from))
		return
	}
	if p.claimFailure() {
		p.requestRetry(n)
		return
	}
	plain, sender, err := p.decrypt(from, &enc)
	if err != nil {
		p.Fail(fmt.Errorf("decrypt message %s from %s: %w", text(n, "id"), from, err))
		p.requestRetry(n)
		return
	}
	if err := p.checkSender(n, from, sender); err != nil {
		p.Fail(fmt.Errorf("message %s from %s: %w", text(n, "id"), from, err))
	}
	var m waE2E.Message
	if err := proto.Unmarshal(plain, &m); err != nil {
		p.Fail(fmt.Errorf("read message %s from %s: %w", text(n, "id"), from, err))
		return
	}
	p.with(func() { delete(p.retries, text(n, "id")) })
	p.accept(n, from, &m)
}

func (p *Phone) claimFailure() (claim bool) {
	p.with(func() {
		if claim = p.failNext > 0; claim {
			p.failNext--
		}
	})
	return claim
}

// checkSender verifies that a companion's first messages carry its account's certificate.
func (p *Phone) checkSender(n *waBinary.Node, from types.JID, sender *[32]byte) error {
	if sender == nil || from.Device == 0 {
		return nil
	}
	owner := p.server.PhoneOf(from)
	if owner == nil {
		return errors.New("sender has no account")
	}
	var id waAdv.ADVSignedDeviceIdentity
	if err := proto.Unmarshal(data(n, "device-identity"), &id); err != nil || len(id.AccountSignatureKey) == 0 {
		return fmt.Errorf("no device identity: %w", err)
	}
	account := owner.keys.identity.Pub[:]
	switch {
	case string(id.AccountSignatureKey) != string(account):
		return errors.New("device identity of another account")
	case !verify([32]byte(account), id.AccountSignature, prefixAccount, id.Details, sender[:]):
		return errors.New("device identity with a wrong account signature")
	case !verify(*sender, id.DeviceSignature, prefixDevice, id.Details, sender[:], account):
		return errors.New("device identity with a wrong device signature")
	}
	return nil
}

func (p *Phone) accept(n *waBinary.Node, from types.JID, m *waE2E.Message) {
	r := Received{ID: text(n, "id"), From: from, Chat: from.ToNonAD(), FromMe: p.owns(from), Edit: types.EditAttribute(text(n, "edit")), Message: m, Time: stamp(n)}
	if text(n, "category") == "peer" {
		var handlers []func(Received)
		p.with(func() { handlers = slices.Clone(p.onPeer) })
		call(handlers, r)
		return
	}
	if r.FromMe {
		r.Chat = jid(n, "recipient").ToNonAD()
		if inner := m.GetDeviceSentMessage().GetMessage(); inner != nil {
			r.Message = inner
		} else {
			p.Fail(fmt.Errorf("message %s from own companion %s is not wrapped as a copy", r.ID, from))
		}
	}
	p.acknowledge(r)
	p.keep(r)
}

// keep lists a message and shows it to the handlers.
func (p *Phone) keep(r Received) {
	var handlers []func(Received)
	p.with(func() {
		p.messages = append(p.messages, r)
		handlers = slices.Clone(p.onMessage)
	})
	p.server.Changed()
	call(handlers, r)
}

func call[T any](handlers []func(T), value T) {
	for _, fn := range handlers {
		fn(value)
	}
}

// acknowledge sends the receipts that the phone sends by itself.
func (p *Phone) acknowledge(r Received) {
	to, reader, participant := r.From, r.Chat, types.EmptyJID
	if r.Chat.Server == types.GroupServer {
		to, participant = r.Chat, r.From
	}
	if r.FromMe {
		p.sendReceipt(to, participant, types.ReceiptTypeSender, []string{r.ID})
		return
	}
	var delivered, read bool
	p.with(func() { delivered, read = p.autoDeliver, p.autoRead })
	if delivered {
		p.sendReceipt(to, participant, types.ReceiptTypeDelivered, []string{r.ID})
	}
	if read {
		p.sendReceipt(reader, participant, types.ReceiptTypeRead, []string{r.ID})
	}
}

func (p *Phone) receiveReceipt(n *waBinary.Node) {
	r := Receipt{From: jid(n, "from"), Chat: jid(n, "recipient"), Type: types.ReceiptType(text(n, "type")), IDs: messageIDs(n), Time: stamp(n)}
	if r.From.Server == types.GroupServer {
		r.From, r.Chat = jid(n, "participant"), r.From
	}
	switch r.Type {
	case types.ReceiptTypeRetry:
		p.answerRetry(n)
		return
	case types.ReceiptTypeServerError:
		var handlers []func(types.JID, *waBinary.Node)
		p.with(func() { handlers = slices.Clone(p.onError) })
		for _, fn := range handlers {
			fn(r.From, n)
		}
		return
	}
	var handlers []func(Receipt)
	p.with(func() {
		p.receipts = append(p.receipts, r)
		handlers = slices.Clone(p.onReceipt)
	})
	p.server.Changed()
	call(handlers, r)
}

func (p *Phone) receiveChatState(n *waBinary.Node) {
	from := p.server.PhoneOf(jid(n, "from"))
	if from == nil {
		return
	}
	_, composing := n.GetOptionalChildByTag("composing")
	p.with(func() { p.typing[from.lid.User] = composing })
	p.server.Changed()
}

// stamp reads a stanza's time, which the server writes as a number and the wire as text.
func stamp(n *waBinary.Node) time.Time {
	if t, ok := n.Attrs["t"].(int64); ok {
		return time.Unix(t, 0)
	}
	return n.AttrGetter().OptionalUnixTime("t")
}
