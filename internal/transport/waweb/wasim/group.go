package wasim

import (
	"fmt"
	"slices"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// Group is a chat of many accounts. Everybody in it goes by the hidden number, as in all groups of today.
type Group struct {
	server *Server
	id     types.JID

	// Guarded by Server.mu.
	subject  string
	named    time.Time
	namedBy  *account
	created  time.Time
	creator  *account
	members  []*member
	announce bool // only administrators write
	left     int  // how often somebody left: who stays makes new keys then
}

type member struct {
	account *account
	admin   bool
}

// AddGroup makes a group. Its creator is its administrator, and everybody's companions are told.
func (s *Server) AddGroup(subject string, creator *Phone, others ...*Phone) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &Group{
		server: s, id: types.NewJID(fmt.Sprint(120363400000000000+len(s.groups)*104729), types.GroupServer),
		subject: subject, named: s.now(), namedBy: creator.account, created: s.now(), creator: creator.account,
	}
	s.groups[g.id.User] = g
	g.members = []*member{{account: creator.account, admin: true}}
	for _, p := range others {
		g.members = append(g.members, &member{account: p.account})
	}
	g.tell(creator.account, waBinary.Node{Tag: "create", Attrs: waBinary.Attrs{"type": "new"}, Content: []waBinary.Node{g.node()}})
	return g
}

// Group finds a group by its id, what stands before @g.us; nil if there is none.
func (s *Server) Group(id string) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.groups[id]
}

// Creator is who made the group.
func (g *Group) Creator() *Phone { return g.creator.phone }

// JID is the address of the group.
func (g *Group) JID() types.JID { return g.id }

// SetSubject gives the group another name.
func (g *Group) SetSubject(by *Phone, subject string) {
	g.change(func() waBinary.Node {
		g.subject, g.named, g.namedBy = subject, g.server.now(), by.account
		return waBinary.Node{Tag: "subject", Attrs: waBinary.Attrs{
			"subject": subject, "s_t": g.named.Unix(), "s_o": by.lid, "s_o_pn": by.pn,
		}}
	}, by)
}

// SetAnnounce lets only administrators write, or everybody again.
func (g *Group) SetAnnounce(by *Phone, on bool) {
	g.change(func() waBinary.Node {
		g.announce = on
		tag := "not_announcement"
		if on {
			tag = "announcement"
		}
		return waBinary.Node{Tag: tag, Attrs: waBinary.Attrs{"v_id": g.server.newID()}}
	}, by)
}

// Add takes somebody into the group.
func (g *Group) Add(by, who *Phone) {
	g.change(func() waBinary.Node {
		if g.member(who.account) == nil {
			g.members = append(g.members, &member{account: who.account})
		}
		return g.people("add", who)
	}, by)
}

// Remove takes somebody out of the group. They are the last to hear of it.
func (g *Group) Remove(by, who *Phone) {
	s := g.server
	s.mu.Lock()
	g.tell(by.account, g.people("remove", who))
	g.members = slices.DeleteFunc(g.members, func(m *member) bool { return m.account == who.account })
	g.left++
	s.mu.Unlock()
	s.Changed()
}

// SetAdmin makes a member an administrator, or no more.
func (g *Group) SetAdmin(by, who *Phone, on bool) {
	g.change(func() waBinary.Node {
		tag := "demote"
		if on {
			tag = "promote"
		}
		if m := g.member(who.account); m != nil {
			m.admin = on
		}
		return g.people(tag, who)
	}, by)
}

// change makes a change and tells every companion of it, those of who made it too.
func (g *Group) change(make func() waBinary.Node, by *Phone) {
	g.server.mu.Lock()
	g.tell(by.account, make())
	g.server.mu.Unlock()
	g.server.Changed()
}

func (g *Group) people(tag string, who *Phone) waBinary.Node {
	return waBinary.Node{Tag: tag, Attrs: waBinary.Attrs{"v_id": g.server.newID(), "prev_v_id": g.server.newID()}, Content: []waBinary.Node{{
		Tag: "participant", Attrs: waBinary.Attrs{"jid": who.lid, "phone_number": who.pn},
	}}}
}

// tell announces a change to the members' companions. Server.mu is held.
func (g *Group) tell(by *account, what waBinary.Node) {
	if g.server.faults.quietGroups {
		return
	}
	for _, m := range g.members {
		for _, d := range m.account.companions() {
			n := g.server.notification("w:gp2", g.id, what)
			n.Attrs["participant"], n.Attrs["participant_pn"], n.Attrs["notify"] = by.lid, by.pn, by.name
			n.Attrs["addressing_mode"] = string(types.AddressingModeLID)
			g.server.deliver(d, n)
		}
	}
}

// member is the place of an account in the group, nil if it has none. Server.mu is held.
func (g *Group) member(a *account) *member {
	for _, m := range g.members {
		if m.account == a {
			return m
		}
	}
	return nil
}

// devices are those of all members. Server.mu is held.
func (g *Group) devices() (all []*device) {
	for _, m := range g.members {
		all = append(all, m.account.sorted()...)
	}
	return all
}

// node describes the group. Server.mu is held.
func (g *Group) node() waBinary.Node {
	n := waBinary.Node{Tag: "group", Attrs: waBinary.Attrs{
		"id": g.id.User, "subject": g.subject, "s_t": g.named.Unix(), "s_o": g.namedBy.lid, "s_o_pn": g.namedBy.pn,
		"creation": g.created.Unix(), "creator": g.creator.lid, "creator_pn": g.creator.pn, "size": len(g.members),
		"addressing_mode": string(types.AddressingModeLID), "p_v_id": g.server.newID(),
	}}
	var content []waBinary.Node
	for _, m := range g.members {
		at := waBinary.Attrs{"jid": m.account.lid, "phone_number": m.account.pn}
		switch {
		case m.admin && m.account == g.creator:
			at["type"] = "superadmin"
		case m.admin:
			at["type"] = "admin"
		}
		content = append(content, waBinary.Node{Tag: "participant", Attrs: at})
	}
	if g.announce {
		content = append(content, waBinary.Node{Tag: "announcement"})
	}
	n.Content = content
	return n
}

// iqGroup tells a member about one group.
func (s *Server) iqGroup(c *Session, n *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Groups++
	g := s.groups[jid(n, "to").User]
	switch {
	case g == nil:
		return IQError(404, "item-not-found")
	case g.member(c.device.account) == nil:
		return IQError(403, "forbidden")
	}
	return g.node()
}

// iqGroups tells about all groups of the account.
func (s *Server) iqGroups(c *Session, _ *waBinary.Node) waBinary.Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []waBinary.Node
	for _, g := range s.groups {
		if g.member(c.device.account) != nil {
			all = append(all, g.node())
		}
	}
	return waBinary.Node{Tag: "groups", Content: all}
}
