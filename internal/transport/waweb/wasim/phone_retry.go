package wasim

import (
	"encoding/binary"
	"fmt"
	"maps"
	"strconv"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// maxRetries is how often a message is asked for and answered.
const maxRetries = 5

// requestRetry asks the sender's device to encrypt a message again, from the second time on with keys for a new session.
func (p *Phone) requestRetry(n *waBinary.Node) {
	id := text(n, "id")
	count := 0
	p.with(func() {
		p.retries[id]++
		if count = p.retries[id]; count >= maxRetries {
			delete(p.retries, id)
		}
	})
	if count >= maxRetries {
		return
	}
	at := waBinary.Attrs{"id": id, "to": n.Attrs["from"], "type": string(types.ReceiptTypeRetry)}
	copyAttrs(at, n.Attrs, "recipient", "category", "participant")
	content := []waBinary.Node{
		{Tag: "retry", Attrs: waBinary.Attrs{"count": count, "id": id, "t": n.Attrs["t"], "v": 1}},
		{Tag: "registration", Content: binary.BigEndian.AppendUint32(nil, p.keys.register)},
	}
	if count > 1 {
		k := p.keys.mint()
		content = append(content, waBinary.Node{Tag: "keys", Content: []waBinary.Node{
			{Tag: "type", Content: []byte{5}},
			{Tag: "identity", Content: p.keys.identity.Pub[:]},
			{Tag: "key", Content: []waBinary.Node{{Tag: "id", Content: k.id}, {Tag: "value", Content: k.value}}},
			signedKeyNode(*p.keys.signed),
		}})
	}
	p.route(waBinary.Node{Tag: "receipt", Attrs: at, Content: content})
}

// answerRetry encrypts a message again for the device that could not read it.
func (p *Phone) answerRetry(n *waBinary.Node) {
	if err := p.resend(n); err != nil {
		p.Fail(fmt.Errorf("answer retry of message %s by %s: %w", text(n, "id"), jid(n, "from"), err))
	}
}

func (p *Phone) resend(n *waBinary.Node) error {
	to, group := jid(n, "from"), p.server.Group(jid(n, "from").User)
	if group != nil {
		to = jid(n, "participant")
	}
	retry := n.GetChildByTag("retry")
	count, _ := strconv.Atoi(fmt.Sprint(retry.Attrs["count"])) // a phone's own number has not been on the wire
	p.signal.mu.Lock()
	defer p.signal.mu.Unlock()
	m, ok := p.signal.sent.find(text(n, "id"))
	if !ok {
		return fmt.Errorf("message is no longer known")
	}
	if err := p.renewSession(to, n, count); err != nil {
		return err
	}
	plain := m.plainFor(p.owns(to))
	if group != nil {
		var err error
		if plain, err = p.withKey(group, m.plain); err != nil {
			return err
		}
	}
	enc, err := p.encrypt(to, plain)
	if err != nil {
		return err
	}
	maps.Copy(enc.Attrs, m.enc)
	enc.Attrs["count"] = count
	at := maps.Clone(m.attrs)
	at["to"] = to
	if group != nil {
		at["to"], at["participant"] = group.id, to
	} else if text(n, "category") != "peer" && text(&waBinary.Node{Attrs: m.attrs}, "category") != "peer" {
		at["device_fanout"] = "false"
		at["recipient"] = m.chat
	}
	return p.submit(waBinary.Node{Tag: "message", Attrs: at, Content: []waBinary.Node{enc}})
}

// renewSession starts over if the device has sent keys, or has failed twice without.
func (p *Phone) renewSession(with types.JID, n *waBinary.Node, count int) error {
	if _, ok := n.GetOptionalChildByTag("keys"); ok {
		return p.useBundle(with, n)
	}
	if count > 1 {
		return p.startSession(with)
	}
	return nil
}
