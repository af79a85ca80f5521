package wasim

import (
	"crypto/rand"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// ring is one call between two accounts. Nothing is spoken: it rings, and it ends.
type ring struct {
	from, to *account
	rejected bool
}

// Ring begins a call to another phone and returns its id. The other account's companions are told, also later where they are away.
func (p *Phone) Ring(to *Phone, video bool) (id string) {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.Changed()
	id = rand.Text()
	s.calls[id] = &ring{from: p.account, to: to.account}
	if _, blocked := to.account.blocked[p.account.lid.User]; blocked {
		return id // it rings nowhere
	}
	media := []waBinary.Node{{Tag: "audio", Attrs: waBinary.Attrs{"enc": "opus", "rate": "16000"}}}
	if video {
		media = append(media, waBinary.Node{Tag: "video", Attrs: waBinary.Attrs{"enc": "vp8", "dec": "vp8"}})
	}
	s.tellCall(id, to.LIDMigrated(), waBinary.Node{Tag: "offer", Content: media})
	return id
}

// HangUp ends a call before anybody took it.
func (p *Phone) HangUp(id string) { p.endCall(id, "") }

// Answer takes a call on this phone: its companions are told that it is none of theirs.
func (p *Phone) Answer(id string) { p.endCall(id, "accepted_elsewhere") }

// Decline rejects a call on this phone.
func (p *Phone) Decline(id string) { p.endCall(id, "rejected_elsewhere") }

func (p *Phone) endCall(id, reason string) {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.Changed()
	if c := s.calls[id]; c != nil {
		end := waBinary.Node{Tag: "terminate"}
		if reason != "" {
			end.Attrs = waBinary.Attrs{"reason": reason}
		}
		s.tellCall(id, c.to.phone.LIDMigrated(), end)
	}
}

// Rejected tells whether a companion of the called account rejected a call.
func (s *Server) Rejected(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[id] != nil && s.calls[id].rejected
}

// tellCall tells the companions of who is called about a call. Server.mu is held.
func (s *Server) tellCall(id string, hidden bool, what waBinary.Node) {
	c := s.calls[id]
	at := waBinary.Attrs{"call-id": id, "call-creator": c.from.pn, "caller_lid": c.from.lid}
	from := c.from.pn
	if hidden {
		from, at = c.from.lid, waBinary.Attrs{"call-id": id, "call-creator": c.from.lid, "caller_pn": c.from.pn}
	}
	if reason, ok := what.Attrs["reason"]; ok {
		at["reason"] = reason
	}
	what.Attrs = at
	for _, d := range c.to.companions() {
		s.deliver(d, waBinary.Node{Tag: "call", Attrs: waBinary.Attrs{
			"from": from, "id": s.newID(), "t": s.now().Unix(), "platform": "android", "version": "2.26.1", "notify": c.from.name,
		}, Content: []waBinary.Node{what}})
	}
}

// handleCall takes what a client says of a call: only that it rejects one is known here.
func (s *Server) handleCall(c *Session, n *waBinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	reject, is := n.GetOptionalChildByTag("reject")
	known := s.calls[text(&reject, "call-id")]
	if !is || known == nil || known.to != c.device.account || s.account(jid(&reject, "call-creator")) != known.from || s.account(jid(n, "to")) != known.from {
		s.unknown = append(s.unknown, "call: "+n.String())
		return
	}
	known.rejected = true
	c.send(waBinary.Node{Tag: "ack", Attrs: waBinary.Attrs{"class": "call", "id": n.Attrs["id"], "from": n.Attrs["to"], "type": "reject", "t": s.now().Unix()}})
}
