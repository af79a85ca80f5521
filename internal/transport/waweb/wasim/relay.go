package wasim

import (
	"maps"
	"slices"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// relay passes a message on to the devices that it names and returns the acknowledgement for the sender.
func (s *Server) relay(from *device, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.Changed()
	extra := waBinary.Attrs{}
	chat := jid(n, "to")
	participants, fanout := n.GetOptionalChildByTag("participants")
	if chat.Server == types.GroupServer {
		extra["error"] = 404
		if g := s.groups[chat.User]; g != nil {
			extra = s.relayGroup(from, n, g)
		}
		return messageAck(n, s.now().Unix(), extra)
	}
	switch target := s.account(chat); {
	case target == nil:
		extra["error"] = 404
	case fanout:
		named := s.fanOut(from, n, participants.GetChildrenByTag("to"))
		if hash := missedDevices(from, target, named, chat.Server); hash != "" {
			extra["phash"] = hash
		}
		s.meet(from.account, target)
	default:
		s.relayOne(from, n)
	}
	return messageAck(n, s.now().Unix(), extra)
}

func messageAck(n *waBinary.Node, t int64, extra waBinary.Attrs) waBinary.Node {
	at := waBinary.Attrs{"class": "message", "id": n.Attrs["id"], "from": n.Attrs["to"], "t": t}
	maps.Copy(at, extra)
	return waBinary.Node{Tag: "ack", Attrs: at}
}

func (s *Server) fanOut(from *device, n *waBinary.Node, parts []waBinary.Node) map[*device]bool {
	named := map[*device]bool{}
	for _, part := range parts {
		address := jid(&part, "jid")
		d := s.device(address)
		if d == nil || d == from {
			continue
		}
		named[d] = true
		s.hand(from, d, n, address.Server, part.GetChildren())
	}
	return named
}

// relayOne serves messages to a single device: to and from the own phone, and answers to retry requests.
func (s *Server) relayOne(from *device, n *waBinary.Node) {
	to := jid(n, "to")
	if d := s.device(to); d != nil {
		s.hand(from, d, n, to.Server, n.GetChildrenByTag("enc"))
	}
}

// hand delivers a message's ciphertexts to one device, in the kind of address by which the device was named.
func (s *Server) hand(from, to *device, n *waBinary.Node, server string, ciphertexts []waBinary.Node) {
	if _, blocked := to.account.blocked[from.account.lid.User]; blocked {
		return
	}
	content := slices.Clone(ciphertexts)
	if slices.ContainsFunc(ciphertexts, func(e waBinary.Node) bool { return text(&e, "type") == "pkmsg" }) {
		content = append(content, n.GetChildrenByTag("device-identity")...)
	}
	content = append(content, n.GetChildrenByTag("meta")...)
	s.deliver(to, waBinary.Node{Tag: "message", Attrs: s.envelope(from, to, n, server), Content: content})
}

func (s *Server) envelope(from, to *device, n *waBinary.Node, server string) waBinary.Attrs {
	at := waBinary.Attrs{"from": from.address(server), "t": s.now().Unix(), "notify": from.account.name}
	copyAttrs(at, n.Attrs, "id", "type", "edit", "category")
	if from.isPhone() {
		copyAttrs(at, n.Attrs, "t") // a scripted past
	}
	switch {
	case from.account != to.account && server == types.HiddenUserServer:
		at["addressing_mode"], at["sender_pn"] = "lid", from.account.pn
	case from.account != to.account:
		at["addressing_mode"], at["sender_lid"] = "pn", from.account.lid
	case text(n, "category") != "peer":
		s.addressOwnCopy(at, n)
	}
	return at
}

// addressOwnCopy names the chat of a message that another device of the same account has written.
func (s *Server) addressOwnCopy(at waBinary.Attrs, n *waBinary.Node) {
	chat := jid(n, "to")
	if r := jid(n, "recipient"); !r.IsEmpty() {
		chat = r // the answer to a retry request is addressed to the device, not to the chat
	}
	at["recipient"] = chat
	other := s.account(chat)
	if other == nil {
		return
	}
	if chat.Server == types.HiddenUserServer {
		at["peer_recipient_pn"] = other.pn
	} else {
		at["peer_recipient_lid"] = other.lid
	}
}

// missedDevices returns the hash of the right device list if the sender's was incomplete.
func missedDevices(from *device, to *account, named map[*device]bool, server string) string {
	all := to.sorted()
	if to != from.account {
		all = append(all, from.account.sorted()...)
	}
	for _, d := range all {
		if d != from && !named[d] {
			return deviceHash(addresses(all, server))
		}
	}
	return ""
}

// meet makes two accounts contacts, which learn of each other's companions.
func (s *Server) meet(a, b *account) {
	if a != b {
		a.contacts[b] = struct{}{}
		b.contacts[a] = struct{}{}
	}
}
