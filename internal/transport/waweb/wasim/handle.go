package wasim

import (
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// handle serves one stanza of a client.
func (s *Server) handle(c *Session, n *waBinary.Node) {
	if c.ended() {
		return
	}
	if c.device == nil && n.Tag != "iq" && n.Tag != "ack" && n.Tag != "ib" {
		s.noteUnknown("before login", n)
		return
	}
	switch n.Tag {
	case "iq":
		s.handleIQ(c, n)
	case "message":
		s.handleMessage(c, n)
	case "receipt":
		s.handleReceipt(c, n)
	case "ack":
		s.handleAck(c, n)
	case "call":
		s.handleCall(c, n)
	case "presence":
		s.handlePresence(c, n)
	case "chatstate":
		s.handleChatState(c, n)
	case "ib":
		// Session statistics and requests for more of the backlog; the window paces the backlog already.
	default:
		s.noteUnknown("stanza", n)
	}
	s.Changed()
}

func (s *Server) handleMessage(c *Session, n *waBinary.Node) {
	s.mu.Lock()
	s.counts.Messages++
	code := 0
	if s.faults.send != nil {
		code = s.faults.send(c.device.address(types.DefaultUserServer), n)
	}
	s.mu.Unlock()
	if code != 0 {
		c.send(messageAck(n, s.now().Unix(), waBinary.Attrs{"error": code}))
		return
	}
	c.send(s.relay(c.device, n))
}

// handleAck removes an acknowledged stanza from the queue.
func (s *Server) handleAck(c *Session, n *waBinary.Node) {
	if c.device == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if text(n, "error") != "" {
		s.counts.Refused++
	}
	s.finish(c.device, queueKey(text(n, "class"), text(n, "id"), text(n, "type"), jid(n, "to"), jid(n, "participant")))
}

func (s *Server) finish(d *device, keys ...string) {
	for _, key := range keys {
		d.queue.finish(key)
	}
	if d.active() {
		s.pump(d)
	}
}
