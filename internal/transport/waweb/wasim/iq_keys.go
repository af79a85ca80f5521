package wasim

import (
	"encoding/binary"
	"errors"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"
)

// lowStock is the number of one-time prekeys at which a companion is asked for more.
const lowStock = 4

func (s *Server) iqKeyCount(c *Session, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	return waBinary.Node{Tag: "count", Attrs: waBinary.Attrs{"value": len(c.device.stock)}}
}

func (s *Server) iqKeyUpload(c *Session, n *waBinary.Node) waBinary.Node {
	if string(data(n, "identity")) != string(c.device.identity[:]) {
		return IQError(406, "not-acceptable")
	}
	list := n.GetChildByTag("list")
	var stock []oneTimeKey
	for _, k := range list.GetChildrenByTag("key") {
		stock = append(stock, oneTimeKey{id: data(&k, "id"), value: data(&k, "value")})
	}
	signedNode := n.GetChildByTag("skey")
	signed, err := readSignedKey(&signedNode)
	if err != nil {
		return IQError(406, err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c.device.stock = append(c.device.stock, stock...)
	c.device.signed = signed
	return waBinary.Node{}
}

func readSignedKey(n *waBinary.Node) (keys.PreKey, error) {
	id, value, sig := data(n, "id"), data(n, "value"), data(n, "signature")
	if len(id) != 3 || len(value) != 32 || len(sig) != 64 {
		return keys.PreKey{}, errors.New("malformed signed prekey")
	}
	return keys.PreKey{
		KeyPair:   keys.KeyPair{Pub: (*[32]byte)(value)},
		KeyID:     uint32(id[0])<<16 | uint32(id[1])<<8 | uint32(id[2]),
		Signature: (*[64]byte)(sig),
	}, nil
}

func (s *Server) iqKeyFetch(c *Session, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	wanted := n.GetChildByTag("key")
	var users []waBinary.Node
	for _, u := range wanted.GetChildrenByTag("user") {
		users = append(users, s.bundle(jid(&u, "jid")))
	}
	return waBinary.Node{Tag: "list", Content: users}
}

// bundle hands out a device's keys for a new session, with a one-time prekey that nobody else gets.
func (s *Server) bundle(j types.JID) waBinary.Node {
	d := s.device(j)
	if d == nil {
		return waBinary.Node{Tag: "user", Attrs: waBinary.Attrs{"jid": j}, Content: []waBinary.Node{{
			Tag: "error", Attrs: waBinary.Attrs{"code": 406, "text": "not-acceptable"},
		}}}
	}
	content := []waBinary.Node{
		{Tag: "registration", Content: binary.BigEndian.AppendUint32(nil, d.register)},
		{Tag: "type", Content: []byte{5}},
		{Tag: "identity", Content: d.identity[:]},
		signedKeyNode(d.signed),
	}
	if k, ok := s.takeOneTimeKey(d); ok {
		content = append(content, waBinary.Node{Tag: "key", Content: []waBinary.Node{{Tag: "id", Content: k.id}, {Tag: "value", Content: k.value}}})
	}
	return waBinary.Node{Tag: "user", Attrs: waBinary.Attrs{"jid": j, "t": s.now().Unix()}, Content: content}
}

func (s *Server) takeOneTimeKey(d *device) (oneTimeKey, bool) {
	if d.isPhone() {
		return d.account.phone.keys.mint(), true
	}
	if len(d.stock) == 0 {
		return oneTimeKey{}, false
	}
	k := d.stock[0]
	d.stock = d.stock[1:]
	if len(d.stock) == lowStock {
		s.deliver(d, s.notification("encrypt", types.ServerJID, waBinary.Node{Tag: "count", Attrs: waBinary.Attrs{"value": lowStock}}))
	}
	return k, true
}

func keyID(id uint32) []byte { return binary.BigEndian.AppendUint32(nil, id)[1:] }

func signedKeyNode(k keys.PreKey) waBinary.Node {
	return waBinary.Node{Tag: "skey", Content: []waBinary.Node{
		{Tag: "id", Content: keyID(k.KeyID)},
		{Tag: "value", Content: k.Pub[:]},
		{Tag: "signature", Content: k.Signature[:]},
	}}
}

func (s *Server) notification(kind string, from types.JID, children ...waBinary.Node) waBinary.Node {
	return waBinary.Node{Tag: "notification", Attrs: waBinary.Attrs{
		"from": from, "type": kind, "id": s.newID(), "t": s.now().Unix(),
	}, Content: children}
}
