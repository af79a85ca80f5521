package wasim

import (
	"maps"
	"strings"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// iqUsync answers questions about accounts: devices, LIDs, whether a number is registered.
func (s *Server) iqUsync(c *Session, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	request := n.GetChildByTag("usync")
	query := request.GetChildByTag("query")
	list := request.GetChildByTag("list")
	var users []waBinary.Node
	for _, u := range list.GetChildrenByTag("user") {
		if answer, ok := s.usyncUser(c.device, &u, query.GetChildren()); ok {
			users = append(users, answer)
		}
	}
	return waBinary.Node{Tag: "usync", Attrs: maps.Clone(request.Attrs), Content: []waBinary.Node{
		{Tag: "result"},
		{Tag: "list", Content: users},
	}}
}

func (s *Server) usyncUser(asker *device, u *waBinary.Node, query []waBinary.Node) (waBinary.Node, bool) {
	asked := jid(u, "jid")
	number := string(data(u, "contact"))
	if asked.IsEmpty() {
		asked = types.NewJID(digits(number), types.DefaultUserServer)
	}
	if asked.User == "" {
		return waBinary.Node{}, false
	}
	a := s.account(asked)
	var parts []waBinary.Node
	for _, q := range query {
		if part, ok := s.usyncPart(a, q.Tag, asked.Server, number); ok {
			parts = append(parts, part)
		}
	}
	if a != nil {
		s.meet(asker.account, a)
	}
	return waBinary.Node{Tag: "user", Attrs: waBinary.Attrs{"jid": asked.ToNonAD()}, Content: parts}, true
}

func (s *Server) usyncPart(a *account, part, server, number string) (waBinary.Node, bool) {
	if part == "contact" {
		in := "in"
		if a == nil {
			in = "out"
		}
		return waBinary.Node{Tag: "contact", Attrs: waBinary.Attrs{"type": in}, Content: []byte(number)}, true
	}
	if a == nil {
		return waBinary.Node{}, false
	}
	switch part {
	case "devices":
		return s.usyncDevices(a, server), true
	case "lid":
		return waBinary.Node{Tag: "lid", Attrs: waBinary.Attrs{"val": a.lid}}, true
	case "status":
		return waBinary.Node{Tag: "status", Content: []byte(a.about)}, true
	}
	return waBinary.Node{}, false
}

func (s *Server) usyncDevices(a *account, server string) waBinary.Node {
	all := a.sorted()
	list := make([]waBinary.Node, len(all))
	indexes := make([]uint32, len(all))
	for i, d := range all {
		at := waBinary.Attrs{"id": int(d.number)}
		if !d.isPhone() {
			at["key-index"] = d.keyIndex
		}
		list[i] = waBinary.Node{Tag: "device", Attrs: at}
		indexes[i] = d.keyIndex
	}
	content := []waBinary.Node{
		{Tag: "device-list", Attrs: waBinary.Attrs{"hash": deviceHash(addresses(all, server))}, Content: list},
	}
	if len(all) > 1 {
		content = append(content, waBinary.Node{Tag: "key-index-list", Attrs: waBinary.Attrs{"ts": s.now().Unix()}, Content: a.phone.keys.signIndexList(indexes, s.now())})
	}
	return waBinary.Node{Tag: "devices", Content: content}
}

// digits keeps the digits of a number up to the server part.
func digits(number string) string {
	number, _, _ = strings.Cut(number, "@")
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}
