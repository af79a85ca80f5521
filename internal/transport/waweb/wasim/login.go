package wasim

import (
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/types"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// welcome answers a finished handshake: pairing references for a new companion, success for a known one. It returns
// false if the client has been turned away.
func (s *Server) welcome(c *Session) bool {
	hs := c.conn.Handshake()
	if hs.Payload.GetDevicePairingData() != nil {
		return s.offerPairing(c, hs.Payload.GetDevicePairingData(), hs.ClientStatic)
	}
	d, failure := s.login(c, hs.Payload, hs.ClientStatic)
	if failure != nil {
		c.end(*failure)
		return false
	}
	s.mu.Lock()
	at := map[string]any{"t": s.now().Unix(), "props": 27, "lid": d.address(types.HiddenUserServer), "display_name": d.account.name, "location": "sim", "creation": s.now().Unix()}
	s.mu.Unlock()
	c.send(waBinary.Node{Tag: "success", Attrs: at})
	s.Changed()
	return true
}

func (s *Server) login(c *Session, p *waWa6.ClientPayload, static [32]byte) (*device, *waBinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := types.NewJID(decimal(p.GetUsername()), types.DefaultUserServer)
	j.Device = uint16(p.GetDevice())
	if f := s.faults.login(s.account(j), j); f != nil {
		return nil, f
	}
	d := s.device(j)
	if d == nil || d.isPhone() || d.noise != static {
		return nil, &waBinary.Node{Tag: "failure", Attrs: waBinary.Attrs{"reason": "401", "location": "sim"}}
	}
	if old := d.session; old != nil {
		old.end(StreamReplaced())
	}
	d.session, c.device = c, d
	s.counts.Logins++
	return d, nil
}

// activate starts delivery, at the client's request, once its prekeys are there.
func (s *Server) activate(c *Session) {
	s.mu.Lock()
	d := c.device
	if d == nil || d.session != c {
		s.mu.Unlock()
		return
	}
	s.sendBacklog(d)
	first := !d.linked
	d.linked = true
	s.mu.Unlock()
	if first {
		d.account.phone.linked(d.address(types.DefaultUserServer))
	}
	s.Changed()
}

func (s *Server) sendBacklog(d *device) {
	tags := d.queue.start(d.session)
	if d.queue.count > 0 {
		d.session.send(ib(waBinary.Node{Tag: "offline_preview", Attrs: waBinary.Attrs{
			"count": d.queue.count, "message": tags["message"], "receipt": tags["receipt"], "notification": tags["notification"], "appdata": "0",
		}}))
	}
	s.pump(d)
}

// pump sends what the window allows.
func (s *Server) pump(d *device) {
	if d.session == nil {
		return
	}
	for {
		n, again, ok := d.queue.pop(s.faults.window)
		if !ok {
			break
		}
		if again {
			s.counts.Redelivered++
		}
		s.counts.Delivered++
		d.session.send(n)
	}
	if d.queue.drained() {
		d.session.send(ib(waBinary.Node{Tag: "offline", Attrs: waBinary.Attrs{"count": d.queue.count}}))
	}
}

// active tells whether a device takes stanzas now.
func (d *device) active() bool { return d.session != nil && d.queue.active == d.session }

// deliver queues a stanza for a companion, or hands it to the phone.
func (s *Server) deliver(d *device, n waBinary.Node) {
	if d.isPhone() {
		d.account.phone.receive(n)
		return
	}
	d.queue.add(n)
	if d.active() {
		s.pump(d)
	}
}

// whisper sends a stanza that is not worth keeping, such as typing notices.
func (s *Server) whisper(d *device, n waBinary.Node) {
	if d.isPhone() {
		d.account.phone.receive(n)
	} else if d.active() {
		d.session.send(n)
	}
}

func ib(child waBinary.Node) waBinary.Node {
	return waBinary.Node{Tag: "ib", Attrs: waBinary.Attrs{"from": types.ServerJID}, Content: []waBinary.Node{child}}
}
