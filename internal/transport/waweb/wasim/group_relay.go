package wasim

import (
	"slices"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// relayGroup passes a message on to all devices of a group and returns what its acknowledgement says besides. By which codes the real
// network refuses is not known for sure; these are those of its other answers. Server.mu is held.
func (s *Server) relayGroup(from *device, n *waBinary.Node, g *Group) waBinary.Attrs {
	switch me := g.member(from.account); {
	case me == nil, g.announce && !me.admin, text(n, "edit") == string(types.EditAttributeAdminRevoke) && !me.admin:
		return waBinary.Attrs{"error": 403}
	}
	if to := jid(n, "participant"); !to.IsEmpty() { // the answer to a retry request
		if d := s.device(to); d != nil && g.member(d.account) != nil {
			s.deliver(d, g.envelope(from, n, groupContent(n, n.GetChildrenByTag("enc"))))
		}
		return nil
	}
	if text(n, "addressing_mode") != string(types.AddressingModeLID) {
		return waBinary.Attrs{"error": 421}
	}
	return s.groupFanOut(from, n, g)
}

func (s *Server) groupFanOut(from *device, n *waBinary.Node, g *Group) waBinary.Attrs {
	shared := slices.DeleteFunc(n.GetChildrenByTag("enc"), func(e waBinary.Node) bool { return text(&e, "type") != "skmsg" })
	if len(shared) != 1 {
		s.unknown = append(s.unknown, "group message without one shared ciphertext: "+n.String())
	}
	own := map[*device][]waBinary.Node{} // what each device gets for itself: the key of the shared ciphertext
	participants := n.GetChildByTag("participants")
	for _, part := range participants.GetChildrenByTag("to") {
		if d := s.device(jid(&part, "jid")); d != nil && d != from {
			own[d] = part.GetChildren()
		}
	}
	all := g.devices()
	for _, d := range all {
		if d != from {
			s.meet(from.account, d.account)
			s.deliver(d, g.envelope(from, n, groupContent(n, slices.Concat(own[d], shared))))
		}
	}
	if right := deviceHash(addresses(all, types.HiddenUserServer)); text(n, "phash") != right {
		return waBinary.Attrs{"phash": right}
	}
	return nil
}

// groupContent is what stands in a message besides its envelope.
func groupContent(n *waBinary.Node, ciphertexts []waBinary.Node) []waBinary.Node {
	content := slices.Clone(ciphertexts)
	if slices.ContainsFunc(ciphertexts, func(e waBinary.Node) bool { return text(&e, "type") == "pkmsg" }) {
		content = append(content, n.GetChildrenByTag("device-identity")...)
	}
	return append(content, n.GetChildrenByTag("meta")...)
}

func (g *Group) envelope(from *device, n *waBinary.Node, content []waBinary.Node) waBinary.Node {
	at := waBinary.Attrs{
		"from": g.id, "participant": from.address(types.HiddenUserServer), "participant_pn": from.account.pn,
		"addressing_mode": string(types.AddressingModeLID), "t": g.server.now().Unix(), "notify": from.account.name,
	}
	copyAttrs(at, n.Attrs, "id", "type", "edit")
	if from.isPhone() {
		copyAttrs(at, n.Attrs, "t") // a scripted past
	}
	return waBinary.Node{Tag: "message", Attrs: at, Content: content}
}

// routeGroupReceipt forwards a receipt to whoever wrote the message. Server.mu is held.
func (s *Server) routeGroupReceipt(from *device, n *waBinary.Node, g *Group) {
	author := s.device(jid(n, "participant"))
	if author == nil {
		s.unknown = append(s.unknown, "receipt in a group about nobody's message: "+n.String())
		return
	}
	reader, to := from.address(types.HiddenUserServer), others(author.account, from)
	switch types.ReceiptType(text(n, "type")) {
	case types.ReceiptTypeDelivered, types.ReceiptTypeInactive:
	case types.ReceiptTypeRead, types.ReceiptTypePlayed:
		reader = from.account.address(types.HiddenUserServer, 0)
	case types.ReceiptTypeRetry:
		to = []*device{author}
	case types.ReceiptTypeSender:
		to = from.account.sorted()[:1]
	default:
		s.unknown = append(s.unknown, "receipt in a group: "+n.String())
		return
	}
	at := waBinary.Attrs{"from": g.id, "participant": reader, "t": s.now().Unix()}
	copyAttrs(at, n.Attrs, "id", "type")
	for _, d := range to {
		s.deliver(d, waBinary.Node{Tag: "receipt", Attrs: at, Content: n.Content})
	}
}
