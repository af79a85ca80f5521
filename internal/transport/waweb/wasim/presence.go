package wasim

import (
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

func (s *Server) handlePresence(c *Session, n *waBinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch kind := text(n, "type"); kind {
	case "subscribe":
		if a := s.account(jid(n, "to")); a != nil {
			a.watchers[c.device] = jid(n, "to").ToNonAD()
			s.whisper(c.device, s.presenceOf(a, jid(n, "to").ToNonAD()))
		}
	case "available", "unavailable":
		if name := text(n, "name"); name != "" {
			c.device.account.name = name
		}
		s.setAvailable(c.device, kind == "available")
	default:
		s.unknown = append(s.unknown, "presence: "+n.String())
	}
}

// setAvailable changes a device's presence and tells the account's watchers if that changes the account's.
func (s *Server) setAvailable(d *device, on bool) {
	a := d.account
	was := a.available()
	d.available = on
	if a.available() == was {
		return
	}
	if was {
		a.lastSeen = s.now()
	}
	for watcher, as := range a.watchers {
		s.whisper(watcher, s.presenceOf(a, as))
	}
}

func (a *account) available() bool {
	for _, d := range a.devices {
		if d.available {
			return true
		}
	}
	return false
}

func (s *Server) presenceOf(a *account, as types.JID) waBinary.Node {
	at := waBinary.Attrs{"from": as}
	if !a.available() {
		at["type"] = "unavailable"
		at["last"] = "deny"
		if !a.lastSeen.IsZero() {
			at["last"] = a.lastSeen.Unix()
		}
	}
	return waBinary.Node{Tag: "presence", Attrs: at}
}

// dropSubscriptions forgets what a device subscribed to; subscriptions end with the connection.
func (s *Server) dropSubscriptions(d *device) {
	for _, a := range s.byPN {
		delete(a.watchers, d)
	}
}

func (s *Server) handleChatState(c *Session, n *waBinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tellChatState(c.device, n)
}

// tellChatState passes "is typing" on to the other account's devices. Nobody keeps it for later.
func (s *Server) tellChatState(from *device, n *waBinary.Node) {
	to := jid(n, "to")
	a := s.account(to)
	if a == nil || a == from.account {
		return
	}
	out := waBinary.Node{Tag: "chatstate", Attrs: waBinary.Attrs{"from": from.account.address(to.Server, 0)}, Content: n.Content}
	for _, d := range a.devices {
		s.whisper(d, out)
	}
}
