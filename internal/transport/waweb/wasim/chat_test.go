package wasim_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

func TestMessagesBothWays(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	for i := range 3 {
		in, out := fmt.Sprint("pergunta ", i), fmt.Sprint("resposta ", i)
		must(t)(r.customer.Text(r.owner, in))
		m := await[*events.Message](c, i+1)
		if m.Message.GetConversation() != in || m.Info.Chat != r.customer.PN() || m.Info.PushName != "Ana" || m.Info.IsFromMe {
			t.Fatalf("client got %+v", m)
		}
		c.say(m.Info.Chat, out)
		if got := r.heard(r.customer, out); got.From != *c.Store.ID {
			t.Fatalf("customer got it from %v", got.From)
		}
		if got := r.heard(r.owner, out); !got.FromMe || got.Chat != r.customer.PN() {
			t.Fatalf("own phone got %+v", got)
		}
	}
}

func TestOwnPhoneWrites(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	must(t)(r.owner.WriteAs(r.customer, "do celular"))
	m := await[*events.Message](c, 1)
	if !m.Info.IsFromMe || m.Info.Chat != r.customer.PN() || m.Message.GetConversation() != "do celular" {
		t.Fatalf("client got %+v", m)
	}
	r.heard(r.customer, "do celular")
}

func TestReceiptsBothWays(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	c.SetForceActiveDeliveryReceipts(true)
	id := must(t)(r.customer.Text(r.owner, "oi"))
	m := await[*events.Message](c, 1)
	seen := func(kind types.ReceiptType, device uint16) func() bool {
		return func() bool {
			for _, x := range r.customer.Receipts() {
				if x.Type == kind && x.IDs[0] == id && x.From.Device == device {
					return true
				}
			}
			return false
		}
	}
	r.wait("delivery to the client", seen(types.ReceiptTypeDelivered, c.Store.ID.Device))
	if err := c.MarkRead(r.ctx(), []string{id}, time.Now(), m.Info.Chat, m.Info.Sender); err != nil {
		t.Fatal(err)
	}
	r.wait("read receipt", seen(types.ReceiptTypeRead, 0))

	answer := c.say(r.customer.PN(), "pois não")
	r.heard(r.customer, "pois não")
	if err := r.customer.Receipt(r.owner, types.ReceiptTypeRead, answer); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []types.ReceiptType{types.ReceiptTypeDelivered, types.ReceiptTypeRead} {
		r.wait(fmt.Sprintf("client to see receipt %q", kind), func() bool {
			for _, x := range all[*events.Receipt](c) {
				if x.Type == kind && x.MessageIDs[0] == answer && x.Chat == r.customer.PN() {
					return true
				}
			}
			return false
		})
	}
	r.wait("empty queue", func() bool { return len(r.server.Pending(*c.Store.ID)) == 0 })
}

func TestLIDChat(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	r.owner.SetLIDMigrated(true)
	must(t)(r.customer.Text(r.owner, "oi"))
	m := await[*events.Message](c, 1)
	if m.Info.Chat != r.customer.LID() || m.Info.SenderAlt.User != r.customer.PN().User || m.Info.AddressingMode != types.AddressingModeLID {
		t.Fatalf("client got %+v", m.Info)
	}
	c.say(m.Info.Chat, "olá")
	if got := r.heard(r.customer, "olá"); got.From.Server != types.HiddenUserServer {
		t.Fatalf("customer got it from %v", got.From)
	}
	c.say(r.customer.PN(), "e por número")
	r.heard(r.customer, "e por número")
}

func TestEditRevokeReact(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	id := must(t)(r.customer.Text(r.owner, "um"))
	must(t)(r.customer.Edit(r.owner, id, "dois"))
	must(t)(r.customer.React(r.owner, id, true, "👍"))
	must(t)(r.customer.Revoke(r.owner, id))
	last := await[*events.Message](c, 4)
	got := all[*events.Message](c)
	if e := got[1]; !e.IsEdit || e.Message.GetProtocolMessage().GetEditedMessage().GetConversation() != "dois" {
		t.Fatalf("edit arrived as %+v", e)
	}
	if got[2].Message.GetReactionMessage().GetText() != "👍" || last.Message.GetProtocolMessage().GetKey().GetID() != id {
		t.Fatalf("reaction %+v, deletion %+v", got[2].Message, last.Message)
	}
	if _, err := c.SendMessage(r.ctx(), r.customer.PN(), c.BuildReaction(r.customer.PN(), r.customer.PN(), id, "🙏")); err != nil {
		t.Fatal(err)
	}
	r.wait("reaction", func() bool {
		for _, m := range r.customer.Messages() {
			if m.Message.GetReactionMessage().GetText() == "🙏" {
				return true
			}
		}
		return false
	})
}

func TestNumberLookup(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	found, err := c.IsOnWhatsApp(r.ctx(), []string{"+" + r.customer.Number(), "+5511900000000"})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 || !found[0].IsIn || found[0].JID != r.customer.PN() || found[1].IsIn {
		t.Fatalf("answers %+v", found)
	}
}

func TestPresenceAndTyping(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	c.Store.PushName = "Padaria"
	if err := c.SendPresence(r.ctx(), types.PresenceAvailable); err != nil {
		t.Fatal(err)
	}
	if err := c.SubscribePresence(r.ctx(), r.customer.PN()); err != nil {
		t.Fatal(err)
	}
	await[*events.Presence](c, 1)
	r.customer.SetPresence(true)
	if p := await[*events.Presence](c, 2); p.Unavailable {
		t.Fatalf("presence %+v", p)
	}
	r.customer.Typing(r.owner, true)
	if e := await[*events.ChatPresence](c, 1); e.State != types.ChatPresenceComposing || e.Chat != r.customer.PN() {
		t.Fatalf("typing %+v", e)
	}
	if err := c.SendChatPresence(r.ctx(), r.customer.PN(), types.ChatPresenceComposing, ""); err != nil {
		t.Fatal(err)
	}
	r.wait("typing on the phone", func() bool { return r.customer.Sees(r.owner) })
}

func TestBlocklist(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	if _, err := c.UpdateBlocklist(r.ctx(), r.customer.PN(), events.BlocklistChangeActionBlock); err != nil {
		t.Fatal(err)
	}
	must(t)(r.customer.Text(r.owner, "bloqueado"))
	if _, err := c.UpdateBlocklist(r.ctx(), r.customer.PN(), events.BlocklistChangeActionUnblock); err != nil {
		t.Fatal(err)
	}
	must(t)(r.customer.Text(r.owner, "livre"))
	if m := await[*events.Message](c, 1); m.Message.GetConversation() != "livre" {
		t.Fatalf("client got %v", m.Message)
	}
}

func TestBothSidesBeginAtOnce(t *testing.T) {
	r := newRig(t)
	const n = 50
	var sides sync.WaitGroup
	for _, pair := range [][2]*wasim.Phone{{r.owner, r.customer}, {r.customer, r.owner}} {
		sides.Go(func() {
			for i := range n {
				if _, err := pair[0].Text(pair[1], b26(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	sides.Wait()
	r.wait("everything to be read", func() bool {
		return len(r.owner.Messages()) == n && len(r.customer.Messages()) == n
	})
}
