package waweb

import (
	"testing"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestWhoMayNotWriteIsTold: with the reason, and without a try elsewhere or later.
func TestWhoMayNotWriteIsTold(t *testing.T) {
	r, g, _ := grouped(t)
	ana, business := r.ana.Phone(), r.w.Business().Phone()
	r.sent(r.sayIn(g, "ainda"))
	stops := func(code desk.Code, raw string) {
		t.Helper()
		if f := r.refuses(r.sayIn(g, "não sai")); f.Code != code || f.Next != desk.Stop || f.Scope != desk.OfContact || f.Raw != raw {
			t.Errorf("want %s, got %+v", code, f)
		}
	}
	heard := func() {
		t.Helper()
		r.await("the change is heard", func() bool {
			l := r.conn.running()
			l.groups.mu.Lock()
			defer l.groups.mu.Unlock()
			_, known := l.groups.rights[g.JID()]
			return !known
		})
	}
	g.SetAnnounce(ana, true)
	heard()
	stops(desk.CodeGroupShut, "")
	g.SetAdmin(ana, business, true)
	heard()
	r.sent(r.sayIn(g, "sou administrador"))
	g.Remove(ana, business)
	heard()
	stops(desk.CodeNotInGroup, "")
	if f := r.refuses(transport.Say{Client: newID(), To: []desk.Address{desk.Group("120363000000000001")}, Body: "?"}); f.Code != desk.CodeNotInGroup {
		t.Errorf("a group that is not there: %+v", f)
	}
}

// TestAGroupThatOpensIsWrittenTo, also if we never heard of that: a refusal of ours is not a word of the network.
func TestAGroupThatOpensIsWrittenTo(t *testing.T) {
	r, g, _ := grouped(t)
	g.SetAnnounce(r.ana.Phone(), true)
	r.await("the group is known to be shut", func() bool {
		f := desk.AsFault(r.refuses(r.sayIn(g, "não sai")))
		return f != nil && f.Code == desk.CodeGroupShut
	})
	r.w.Server().QuietGroups(true)
	g.SetAnnounce(r.ana.Phone(), false)
	r.sent(r.sayIn(g, "sai"))
}

// TestGroupRefusesWhatWasTakenForAllowed: what we know may be old; the same code outside a group would end the session.
func TestGroupRefusesWhatWasTakenForAllowed(t *testing.T) {
	r, g, _ := grouped(t)
	r.sent(r.sayIn(g, "ainda"))
	code := 0
	r.w.Server().FailSend(func(types.JID, *waBinary.Node) int { return code })
	for _, c := range []struct {
		code int
		want desk.Code
		next desk.Next
	}{
		{401, desk.CodeUnknown, desk.Hold},
		{403, desk.CodeUnknown, desk.Hold},
		{421, desk.CodeBusy, desk.Retry},
		{500, desk.CodeUnsure, desk.Doubt},
	} {
		code = c.code
		if f := r.refuses(r.sayIn(g, "recusada")); f.Code != c.want || f.Next != c.next || f.Scope == desk.OfConnection {
			t.Errorf("%d: %+v", c.code, f)
		}
	}
	r.w.Server().QuietGroups(true)
	g.Remove(r.ana.Phone(), r.w.Business().Phone())
	code = 403
	if f := r.refuses(r.sayIn(g, "recusada")); f.Code != desk.CodeNotInGroup || f.Next != desk.Stop || f.Raw != "403" {
		t.Errorf("out of the group: %+v", f)
	}
}

// TestWhatAGroupIsNotTold: nobody there waits for a mark of ours, and a call of a group is none of a customer's.
func TestWhatAGroupIsNotTold(t *testing.T) {
	r, g, _ := grouped(t)
	can := r.conn.Caps(at(g)[0])
	if can.Text == 0 || !can.Reply || !can.React || can.MarkRead || can.Calls || can.Reject || can.Templates || can.Acks != desk.AckSent || !can.Groups {
		t.Errorf("%+v", can)
	}
	for _, m := range []transport.Outgoing{
		transport.MarkRead{To: at(g), Remote: []desk.RemoteID{"X"}}, transport.Reject{Call: "X", To: at(g)},
	} {
		if f := r.refuses(m); f.Code != desk.CodeUnsupported {
			t.Errorf("%T: %+v", m, f)
		}
	}
	if f := r.refuses(transport.React{Client: newID(), To: at(g), About: transport.Quoted{Remote: "X"}, Emoji: "👍"}); f.Code != desk.CodeBadRequest {
		t.Errorf("a reaction to nobody's message: %+v", f)
	}
}
