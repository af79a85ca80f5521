package wasim

import (
	"context"
	"fmt"
	"slices"

	"go.mau.fi/libsignal/groups"
	"go.mau.fi/libsignal/protocol"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waCommon"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// groupKeys is what a phone remembers of the key under which it writes into a group.
type groupKeys struct {
	left int                // of the group when the key was made: who left must not read on
	has  map[types.JID]bool // the devices that have the key
}

// SendGroup writes into a group: one ciphertext for all, and its key for each device that does not have it.
func (p *Phone) SendGroup(g *Group, m *waE2E.Message, o SendOptions) (id string, err error) {
	p.signal.mu.Lock()
	defer p.signal.mu.Unlock()
	s, err := newSent(m, o, g.id)
	if err != nil {
		return "", err
	}
	devices, left := p.fellows(g)
	known := p.groupKeys(g, left)
	key, err := p.senderKey(g)
	if err != nil {
		return "", fmt.Errorf("send message %s: %w", s.id, err)
	}
	parts, err := p.share(devices, known, key)
	if err != nil {
		return "", fmt.Errorf("send message %s: %w", s.id, err)
	}
	shared, err := p.encryptGroup(g, s.plain)
	if err != nil {
		return "", fmt.Errorf("send message %s: %w", s.id, err)
	}
	decorate(&shared, m)
	p.signal.sent.add(s)
	s.attrs["addressing_mode"] = string(types.AddressingModeLID)
	return s.id, p.submit(waBinary.Node{Tag: "message", Attrs: s.attrs, Content: []waBinary.Node{{Tag: "participants", Content: parts}, shared}})
}

// fellows are all devices of a group except this phone, and how often somebody left it.
func (p *Phone) fellows(g *Group) (all []types.JID, left int) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	for _, d := range g.devices() {
		if d.account != p.account || !d.isPhone() {
			all = append(all, d.address(types.HiddenUserServer))
		}
	}
	return all, g.left
}

// groupKeys is what is known of the key for a group. The signal lock is held.
func (p *Phone) groupKeys(g *Group, left int) *groupKeys {
	known := p.signal.groups[g.id]
	if known == nil || known.left != left {
		delete(p.signal.store.senderKeys, senderKeyID(p.groupName(g.id, p.lid)))
		known = &groupKeys{left: left, has: map[types.JID]bool{}}
		p.signal.groups[g.id] = known
	}
	return known
}

// share seals the key for every device that has none.
func (p *Phone) share(devices []types.JID, known *groupKeys, key *waE2E.SenderKeyDistributionMessage) (parts []waBinary.Node, err error) {
	plain, err := proto.Marshal(&waE2E.Message{SenderKeyDistributionMessage: key})
	if err != nil {
		return nil, err
	}
	for _, j := range devices {
		if known.has[j] {
			continue
		}
		enc, err := p.encrypt(j, plain)
		if err != nil {
			return nil, err
		}
		p.corrupt(j, &enc)
		known.has[j] = true
		parts = append(parts, waBinary.Node{Tag: "to", Attrs: waBinary.Attrs{"jid": j}, Content: []waBinary.Node{enc}})
	}
	return parts, nil
}

func (p *Phone) groupName(group, sender types.JID) *protocol.SenderKeyName {
	return protocol.NewSenderKeyName(group.String(), p.signalAddress(sender))
}

// senderKey is the phone's own key for a group, made where there is none.
func (p *Phone) senderKey(g *Group) (*waE2E.SenderKeyDistributionMessage, error) {
	b := groups.NewGroupSessionBuilder(&p.signal.store, p.signal.store.format)
	key, err := b.Create(context.Background(), p.groupName(g.id, p.lid))
	if err != nil {
		return nil, fmt.Errorf("key for %s: %w", g.id, err)
	}
	return &waE2E.SenderKeyDistributionMessage{GroupID: proto.String(g.id.String()), AxolotlSenderKeyDistributionMessage: key.Serialize()}, nil
}

func (p *Phone) encryptGroup(g *Group, plain []byte) (waBinary.Node, error) {
	b := groups.NewGroupSessionBuilder(&p.signal.store, p.signal.store.format)
	c := groups.NewGroupCipher(b, p.groupName(g.id, p.lid), &p.signal.store)
	out, err := c.Encrypt(context.Background(), pad(plain))
	if err != nil {
		return waBinary.Node{}, fmt.Errorf("encrypt for %s: %w", g.id, err)
	}
	return waBinary.Node{Tag: "enc", Attrs: waBinary.Attrs{"v": "2", "type": "skmsg"}, Content: out.SignedSerialize()}, nil
}

// withKey is a message of a group as one device alone gets it again: with the key for those that follow. The signal lock is held.
func (p *Phone) withKey(g *Group, plain []byte) ([]byte, error) {
	key, err := p.senderKey(g)
	if err != nil {
		return nil, err
	}
	var m waE2E.Message
	if err := proto.Unmarshal(plain, &m); err != nil {
		return nil, err
	}
	m.SenderKeyDistributionMessage = key
	return proto.Marshal(&m)
}

// receiveGroup opens a message of a group: the keys in it first, then what they open.
func (p *Phone) receiveGroup(n *waBinary.Node) {
	group, sender := jid(n, "from"), jid(n, "participant")
	if p.claimFailure() {
		p.requestRetry(n)
		return
	}
	var said *waE2E.Message
	for _, enc := range n.GetChildrenByTag("enc") {
		m, err := p.openInGroup(n, &enc, group, sender)
		if err != nil {
			p.Fail(fmt.Errorf("message %s from %s in %s: %w", text(n, "id"), sender, group, err))
			p.requestRetry(n)
			return
		}
		if m != nil {
			said = m
		}
	}
	if said == nil {
		p.Fail(fmt.Errorf("message %s from %s in %s says nothing", text(n, "id"), sender, group))
		return
	}
	p.with(func() { delete(p.retries, text(n, "id")) })
	r := Received{ID: text(n, "id"), From: sender, Chat: group, FromMe: p.owns(sender), Edit: types.EditAttribute(text(n, "edit")), Message: said, Time: stamp(n)}
	p.acknowledge(r)
	p.keep(r)
}

// openInGroup opens one ciphertext; nil if it holds nothing but a key.
func (p *Phone) openInGroup(n, enc *waBinary.Node, group, sender types.JID) (*waE2E.Message, error) {
	var plain []byte
	var err error
	if text(enc, "type") == "skmsg" {
		plain, err = p.decryptGroup(group, sender, enc)
	} else {
		var identity *[32]byte
		if plain, identity, err = p.decrypt(sender, enc); err == nil {
			err = p.checkSender(n, sender, identity)
		}
	}
	if err != nil {
		return nil, err
	}
	var m waE2E.Message
	if err := proto.Unmarshal(plain, &m); err != nil {
		return nil, err
	}
	if key := m.GetSenderKeyDistributionMessage(); key != nil {
		if err := p.learnKey(group, sender, key); err != nil {
			return nil, err
		}
		m.SenderKeyDistributionMessage = nil
	}
	if proto.Size(&m) == 0 {
		return nil, nil
	}
	return &m, nil
}

func (p *Phone) learnKey(group, sender types.JID, key *waE2E.SenderKeyDistributionMessage) error {
	p.signal.mu.Lock()
	defer p.signal.mu.Unlock()
	if key.GetGroupID() != group.String() {
		return fmt.Errorf("key for %s", key.GetGroupID())
	}
	f := p.signal.store.format
	m, err := protocol.NewSenderKeyDistributionMessageFromBytes(key.GetAxolotlSenderKeyDistributionMessage(), f.SenderKeyDistributionMessage)
	if err != nil {
		return err
	}
	return groups.NewGroupSessionBuilder(&p.signal.store, f).Process(context.Background(), p.groupName(group, sender), m)
}

func (p *Phone) decryptGroup(group, sender types.JID, enc *waBinary.Node) ([]byte, error) {
	p.signal.mu.Lock()
	defer p.signal.mu.Unlock()
	raw, _ := enc.Content.([]byte)
	f := p.signal.store.format
	m, err := protocol.NewSenderKeyMessageFromBytes(raw, f.SenderKeyMessage)
	if err != nil {
		return nil, err
	}
	b := groups.NewGroupSessionBuilder(&p.signal.store, f)
	plain, err := groups.NewGroupCipher(b, p.groupName(group, sender), &p.signal.store).Decrypt(context.Background(), m)
	if err != nil {
		return nil, err
	}
	return unpad(plain)
}

// TextGroup writes a text into a group.
func (p *Phone) TextGroup(g *Group, text string) (id string, err error) {
	return p.SendGroup(g, &waE2E.Message{Conversation: proto.String(text)}, SendOptions{})
}

// EditGroup replaces the text of an own message in a group.
func (p *Phone) EditGroup(g *Group, id, text string) (string, error) {
	return p.SendGroup(g, p.edit(p.keyInGroup(g, id, p), text), SendOptions{Edit: types.EditAttributeMessageEdit})
}

// RevokeGroup deletes a message for everyone: an own one, or as an administrator that of somebody else.
func (p *Phone) RevokeGroup(g *Group, id string, author *Phone) (string, error) {
	how := types.EditAttributeSenderRevoke
	if author != p {
		how = types.EditAttributeAdminRevoke
	}
	return p.SendGroup(g, revoke(p.keyInGroup(g, id, author)), SendOptions{Edit: how})
}

// ReactGroup puts an emoji on a message in a group; "" takes it back.
func (p *Phone) ReactGroup(g *Group, id string, author *Phone, emoji string) (string, error) {
	return p.SendGroup(g, p.reaction(p.keyInGroup(g, id, author), emoji), SendOptions{})
}

func (p *Phone) keyInGroup(g *Group, id string, author *Phone) *waCommon.MessageKey {
	key := &waCommon.MessageKey{RemoteJID: proto.String(g.id.String()), FromMe: proto.Bool(author == p), ID: proto.String(id)}
	if author != p {
		key.Participant = proto.String(author.lid.String())
	}
	return key
}

// Groups lists the ids of the groups of the account, what stands before @g.us.
func (p *Phone) Groups() (ids []string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	for id, g := range p.server.groups {
		if g.member(p.account) != nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
