package wasim

import (
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// announce tells contacts and own companions that a companion has come ("add") or gone ("remove"). The change has been
// made already. Server.mu is held.
func (s *Server) announce(d *device, change string) {
	if s.faults.quietDevices {
		return
	}
	a := d.account
	all := a.sorted()
	children := waBinary.Node{Tag: change, Attrs: waBinary.Attrs{
		"device_hash":     deviceHash(addresses(all, types.DefaultUserServer)),
		"device_lid_hash": deviceHash(addresses(all, types.HiddenUserServer)),
	}, Content: []waBinary.Node{deviceNode(d)}}
	for contact := range a.contacts {
		for _, other := range contact.companions() {
			n := s.notification("devices", a.pn, children)
			n.Attrs["lid"] = a.lid
			s.deliver(other, n)
		}
	}
	for _, own := range a.companions() {
		if own != d {
			s.deliver(own, s.notification("account_sync", a.pn, ownDevices(all)))
		}
	}
}

func deviceNode(d *device) waBinary.Node {
	return waBinary.Node{Tag: "device", Attrs: waBinary.Attrs{
		"jid": d.address(types.DefaultUserServer), "lid": d.address(types.HiddenUserServer), "key-index": d.keyIndex,
	}}
}

func ownDevices(all []*device) waBinary.Node {
	list := make([]waBinary.Node, len(all))
	for i, d := range all {
		list[i] = waBinary.Node{Tag: "device", Attrs: waBinary.Attrs{"jid": d.address(types.DefaultUserServer)}}
	}
	return waBinary.Node{Tag: "devices", Attrs: waBinary.Attrs{"dhash": deviceHash(addresses(all, types.DefaultUserServer))}, Content: list}
}

// unlink removes a companion for good. Server.mu is held.
func (s *Server) unlink(d *device) {
	delete(d.account.devices, d.number)
	s.setAvailable(d, false)
	s.dropSubscriptions(d)
	if d.session != nil {
		d.session.end(DeviceRemoved())
	}
	s.announce(d, "remove")
}

func (s *Server) iqRemoveCompanion(c *Session, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	child := n.GetChildByTag("remove-companion-device")
	d := s.device(jid(&child, "jid"))
	if d == nil || d.account != c.device.account || d.isPhone() {
		return IQError(404, "item-not-found")
	}
	// The answer must reach the client before the stanza that ends its connection.
	c.after = func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.unlink(d)
	}
	return waBinary.Node{}
}
