package wasim

import (
	"slices"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// handleReceipt takes a client's receipt: it empties the queue, confirms it and tells those it concerns.
func (s *Server) handleReceipt(c *Session, n *waBinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Receipts++
	if s.faults.ignoreReceipts {
		return
	}
	at := waBinary.Attrs{"class": "receipt", "from": n.Attrs["to"]}
	copyAttrs(at, n.Attrs, "id", "type", "participant", "recipient")
	c.send(waBinary.Node{Tag: "ack", Attrs: at})
	if text(n, "type") != "retry" {
		s.finishMessages(c.device, n)
	}
	s.routeReceipt(c.device, n)
}

func (s *Server) finishMessages(d *device, n *waBinary.Node) {
	for _, id := range messageIDs(n) {
		d.queue.finish(queueKey("message", id, "", jid(n, "to"), jid(n, "participant")))
	}
	s.finish(d)
}

// routeReceipt forwards a receipt to the devices that it concerns. Server.mu is held.
func (s *Server) routeReceipt(from *device, n *waBinary.Node) {
	to := jid(n, "to")
	if g := s.groups[to.User]; g != nil && to.Server == types.GroupServer {
		s.routeGroupReceipt(from, n, g)
		return
	}
	other := s.account(to)
	if other == nil {
		return
	}
	switch kind := types.ReceiptType(text(n, "type")); kind {
	case types.ReceiptTypeDelivered, types.ReceiptTypeInactive:
		s.forward(n, from.address(to.Server), nil, others(other, from))
	case types.ReceiptTypeRead, types.ReceiptTypePlayed:
		s.forward(n, from.account.address(to.Server, 0), nil, others(other, from))
		s.forwardOwn(from, n, to)
	case types.ReceiptTypeReadSelf:
		s.forwardOwn(from, n, to)
	case types.ReceiptTypeRetry:
		if d := s.device(to); d != nil {
			s.forward(n, from.address(to.Server), n.Attrs["recipient"], []*device{d})
		}
	case types.ReceiptTypeSender, types.ReceiptTypePeerMsg, types.ReceiptTypeHistorySync, types.ReceiptTypeServerError:
		s.forward(n, from.address(to.Server), n.Attrs["recipient"], from.account.sorted()[:1])
	default:
		s.unknown = append(s.unknown, "receipt: "+n.String())
	}
}

// forwardOwn tells the reader's other devices that the chat has been read.
func (s *Server) forwardOwn(from *device, n *waBinary.Node, chat types.JID) {
	if s.account(chat) != from.account {
		s.forward(n, from.account.address(chat.Server, 0), chat.ToNonAD(), others(from.account, from))
	}
}

func (s *Server) forward(n *waBinary.Node, from types.JID, recipient any, to []*device) {
	at := waBinary.Attrs{"from": from, "t": s.now().Unix()}
	copyAttrs(at, n.Attrs, "id", "type", "category")
	if recipient != nil {
		at["recipient"] = recipient
	}
	for _, d := range to {
		s.deliver(d, waBinary.Node{Tag: "receipt", Attrs: at, Content: n.Content})
	}
}

func others(a *account, except *device) []*device {
	return slices.DeleteFunc(a.sorted(), func(d *device) bool { return d == except })
}
