package wasim_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

// grouped is a rig whose owner, with a companion, is in a group with the customer and another one.
func grouped(t *testing.T) (r *rig, c *client, g *wasim.Group, bia *wasim.Phone) {
	t.Helper()
	r = newRig(t)
	c = r.linked()
	bia = r.server.AddPhone("5511999990003", "Bia")
	t.Cleanup(func() {
		for _, err := range bia.Errors() {
			t.Error(err)
		}
	})
	return r, c, r.server.AddGroup("Condomínio", r.customer, r.owner, bia), bia
}

// said waits for the message of a text that the client got.
func (c *client) said(text string) (found *events.Message) {
	c.rig.t.Helper()
	c.rig.wait("client to read "+text, func() bool {
		for _, m := range all[*events.Message](c) {
			if m.Message.GetConversation() == text {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

func TestGroupMessagesBothWays(t *testing.T) {
	r, c, g, bia := grouped(t)
	must(t)(r.customer.TextGroup(g, "bom dia"))
	must(t)(bia.TextGroup(g, "bom dia!"))
	first, second := c.said("bom dia"), c.said("bom dia!")
	if !first.Info.IsGroup || first.Info.Chat != g.JID() || first.Info.Sender.ToNonAD() != r.customer.LID() || first.Info.SenderAlt.ToNonAD() != r.customer.PN() {
		t.Errorf("client got %+v", first.Info)
	}
	if second.Info.Sender.ToNonAD() != bia.LID() || second.Info.PushName != "Bia" {
		t.Errorf("client got %+v", second.Info)
	}
	for i := range 3 {
		c.say(g.JID(), b26(i))
		for _, p := range []*wasim.Phone{r.customer, bia, r.owner} {
			if got := r.heard(p, b26(i)); got.Chat != g.JID() || got.FromMe != (p == r.owner) {
				t.Errorf("%s got %+v", p.Name(), got)
			}
		}
	}
	if n := r.server.Counts().Groups; n > 0 {
		t.Errorf("the client asked %d times who is in the group: its list of devices was wrong", n)
	}
	must(t)(r.owner.TextGroup(g, "do celular"))
	if own := c.said("do celular"); !own.Info.IsFromMe || own.Info.Chat != g.JID() {
		t.Errorf("client got %+v", own.Info)
	}
}

func TestGroupKeysThatGetLostComeAgain(t *testing.T) {
	r, c, g, _ := grouped(t)
	r.customer.CorruptNext(1)
	must(t)(r.customer.TextGroup(g, "de novo"))
	c.said("de novo")
	must(t)(r.customer.TextGroup(g, "a seguinte"))
	c.said("a seguinte")

	r.customer.FailNextDecrypt(1)
	id := c.say(g.JID(), "leia")
	if got := r.heard(r.customer, "leia"); got.ID != id {
		t.Errorf("customer got %+v", got)
	}
	c.say(g.JID(), "e esta")
	r.heard(r.customer, "e esta")
}

func TestGroupIsRedeliveredUntilItIsAcknowledged(t *testing.T) {
	r, c, g, _ := grouped(t)
	c.setAccept(func(m *events.Message) bool { return m.Message.GetConversation() == "" })
	must(t)(r.customer.TextGroup(g, "guarde"))
	c.said("guarde")
	c.setAccept(nil)
	r.server.Kick(*c.Store.ID)
	r.wait("it to come again", func() bool {
		return len(slices.DeleteFunc(c.texts(), func(s string) bool { return s != "guarde" })) > 1
	})
	r.wait("nothing to be left", func() bool { return len(r.server.Pending(*c.Store.ID)) == 0 })
}

func TestGroupChangesAreTold(t *testing.T) {
	r, c, g, bia := grouped(t)
	if made := await[*events.JoinedGroup](c, 1); made.Name != "Condomínio" || len(made.Participants) != 3 {
		t.Errorf("client got %+v", made)
	}
	g.SetSubject(bia, "Condomínio Azul")
	if e := await[*events.GroupInfo](c, 1); e.Name == nil || e.Name.Name != "Condomínio Azul" || e.JID != g.JID() {
		t.Errorf("client got %+v", e)
	}
	info, err := c.GetGroupInfo(r.ctx(), g.JID())
	if err != nil || info.Name != "Condomínio Azul" || info.AddressingMode != types.AddressingModeLID || len(info.Participants) != 3 {
		t.Errorf("%+v, %v", info, err)
	}
	all, err := c.GetJoinedGroups(r.ctx())
	if err != nil || len(all) != 1 || all[0].JID != g.JID() {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestGroupRefusesWhoMayNotWrite(t *testing.T) {
	r, c, g, _ := grouped(t)
	refused := func(what string) {
		t.Helper()
		_, err := c.SendMessage(r.ctx(), g.JID(), message(what))
		if err == nil || !strings.HasSuffix(err.Error(), "403") {
			t.Errorf("%s: %v", what, err)
		}
	}
	c.say(g.JID(), "ainda")
	g.SetAnnounce(r.customer, true)
	refused("só administradores")
	g.SetAdmin(r.customer, r.owner, true)
	c.say(g.JID(), "sou administrador")
	g.Remove(r.customer, r.owner)
	refused("saí")
	if _, err := c.GetGroupInfo(r.ctx(), g.JID()); !errors.Is(err, whatsmeow.ErrNotInGroup) {
		t.Errorf("info: %v", err)
	}
	if _, err := r.owner.TextGroup(g, "eu também"); err == nil {
		t.Error("the phone still writes")
	}
}
