package wasim

import (
	"maps"
	"slices"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

func defaultPrivacy() map[string]string {
	return map[string]string{"readreceipts": "all", "last": "all", "online": "all", "profile": "all", "status": "all", "groupadd": "all", "calladd": "all"}
}

func (s *Server) iqPrivacy(c *Session, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	return privacyNode(c.device.account)
}

func privacyNode(a *account) waBinary.Node {
	var categories []waBinary.Node
	for _, name := range slices.Sorted(maps.Keys(a.privacy)) {
		categories = append(categories, waBinary.Node{Tag: "category", Attrs: waBinary.Attrs{"name": name, "value": a.privacy[name]}})
	}
	return waBinary.Node{Tag: "privacy", Content: categories}
}

func (s *Server) iqSetPrivacy(c *Session, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	wanted := n.GetChildByTag("privacy")
	for _, category := range wanted.GetChildrenByTag("category") {
		c.device.account.privacy[text(&category, "name")] = text(&category, "value")
	}
	return privacyNode(c.device.account)
}

func (s *Server) iqBlocklist(c *Session, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	return blocklistNode(c.device.account)
}

func blocklistNode(a *account) waBinary.Node {
	var items []waBinary.Node
	var all []types.JID
	for _, user := range slices.Sorted(maps.Keys(a.blocked)) {
		j := a.blocked[user]
		all = append(all, j)
		items = append(items, waBinary.Node{Tag: "item", Attrs: waBinary.Attrs{"jid": j}})
	}
	return waBinary.Node{Tag: "list", Attrs: waBinary.Attrs{"dhash": deviceHash(all)}, Content: items}
}

func (s *Server) iqSetBlocklist(c *Session, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	item := n.GetChildByTag("item")
	j := jid(&item, "jid").ToNonAD()
	a := s.account(j)
	if a == nil {
		return IQError(404, "item-not-found")
	}
	s.setBlocked(c.device.account, a, j, text(&item, "action"), c.device)
	return blocklistNode(c.device.account)
}

// Block changes whom the owner blocks on this phone. Its companions are told.
func (p *Phone) Block(who *Phone, on bool) {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	j, action := who.pn, "unblock"
	if p.LIDMigrated() {
		j = who.lid
	}
	if on {
		action = "block"
	}
	s.setBlocked(p.account, who.account, j, action, nil)
}

// Blocks reports whether an account keeps somebody from writing.
func (p *Phone) Blocks(who *Phone) bool {
	s := p.server
	s.mu.Lock()
	defer s.mu.Unlock()
	_, blocked := p.account.blocked[who.account.lid.User]
	return blocked
}

// setBlocked changes an account's list and tells every companion but the one that asked. Server.mu is held.
func (s *Server) setBlocked(a, who *account, as types.JID, action string, by *device) {
	defer s.Changed()
	before := text(new(blocklistNode(a)), "dhash")
	if action == "block" {
		a.blocked[who.lid.User] = as
	} else {
		delete(a.blocked, who.lid.User)
	}
	list := waBinary.Node{Tag: "blocklist", Attrs: waBinary.Attrs{"dhash": text(new(blocklistNode(a)), "dhash"), "prev_dhash": before},
		Content: []waBinary.Node{{Tag: "item", Attrs: waBinary.Attrs{"jid": as, "action": action}}}}
	for _, d := range a.companions() {
		if d != by {
			s.deliver(d, s.notification("account_sync", a.pn, list))
		}
	}
}
