package wasim_test

import (
	"slices"
	"testing"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

func (c *client) kick() { c.rig.server.Kick(*c.Store.ID) }

func TestKillAndReconnect(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	r.server.KillAll()
	c.ready(2)
	must(t)(r.customer.Text(r.owner, "ainda aí?"))
	await[*events.Message](c, 1)
}

func TestQueueWaitsForTheClient(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	c.Disconnect()
	r.wait("disconnection", func() bool { return !r.server.Online(*c.Store.ID) })
	want := []string{"um", "dois", "três"}
	for _, text := range want {
		must(t)(r.customer.Text(r.owner, text))
	}
	if got := r.server.Pending(*c.Store.ID); len(got) != 3 {
		t.Fatalf("%d stanzas wait", len(got))
	}
	c.connect()
	if p := await[*events.OfflineSyncPreview](c, 1); p.Messages != 3 {
		t.Fatalf("preview %+v", p)
	}
	r.wait("end of the backlog", func() bool {
		all := all[*events.OfflineSyncCompleted](c)
		return len(all) > 0 && all[len(all)-1].Count == 3
	})
	r.wait("messages", func() bool { return slices.Equal(c.texts(), want) })
	r.wait("empty queue", func() bool { return len(r.server.Pending(*c.Store.ID)) == 0 })
}

func TestRedeliveryAfterKill(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	c.setAccept(func(*events.Message) bool { return false })
	id := must(t)(r.customer.Text(r.owner, "não perca"))
	await[*events.Message](c, 1)
	if got := r.server.Pending(*c.Store.ID); !slices.Equal(got, []string{id}) {
		t.Fatalf("refused message: pending %v", got)
	}
	c.close()

	again := r.openClient(c.path)
	again.connect()
	m := await[*events.Message](again, 1)
	if m.Info.ID != id || m.Message.GetConversation() != "não perca" {
		t.Fatalf("redelivered %+v", m)
	}
	r.wait("empty queue", func() bool { return len(r.server.Pending(*again.Store.ID)) == 0 })
	if n := r.server.Counts().Redelivered; n == 0 {
		t.Fatal("nothing was redelivered")
	}
}

func TestLostReceiptIsNoSecondMessage(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	r.server.IgnoreReceipts(true)
	must(t)(r.customer.Text(r.owner, "uma vez"))
	await[*events.Message](c, 1)
	r.wait("lost receipt", func() bool { return r.server.Counts().Receipts > 0 })
	r.server.IgnoreReceipts(false)
	c.kick()
	c.ready(2)
	r.wait("empty queue", func() bool { return len(r.server.Pending(*c.Store.ID)) == 0 })
	if n := len(c.texts()); n != 1 {
		t.Fatalf("message handed over %d times", n)
	}
}

func TestRetryOfReceivedMessage(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	must(t)(r.customer.Text(r.owner, "sessão"))
	await[*events.Message](c, 1)
	r.customer.CorruptNext(1)
	must(t)(r.customer.Text(r.owner, "estragada"))
	await[*events.UndecryptableMessage](c, 1)
	if m := await[*events.Message](c, 2); m.Message.GetConversation() != "estragada" || m.RetryCount != 1 {
		t.Fatalf("after the retry %+v", m)
	}
	r.wait("empty queue", func() bool { return len(r.server.Pending(*c.Store.ID)) == 0 })
}

func TestRetryOfSentMessage(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	for i, text := range []string{"uma falha", "duas falhas"} {
		r.customer.FailNextDecrypt(i + 1)
		c.say(r.customer.PN(), text)
		r.heard(r.customer, text)
	}
	c.say(r.customer.PN(), "e depois")
	r.heard(r.customer, "e depois")
}

func TestUnlink(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	if err := r.owner.Unlink(*c.Store.ID); err != nil {
		t.Fatal(err)
	}
	if e := await[*events.LoggedOut](c, 1); e.OnConnect || e.Reason != events.ConnectFailureLoggedOut {
		t.Fatalf("event %+v", e)
	}
	if left := r.owner.Companions(); len(left) != 0 {
		t.Fatalf("companions left: %v", left)
	}
}

func TestUnlinkedWhileAway(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	c.Disconnect()
	if err := r.owner.Unlink(*c.Store.ID); err != nil {
		t.Fatal(err)
	}
	c.connect()
	if e := await[*events.LoggedOut](c, 1); !e.OnConnect {
		t.Fatalf("event %+v", e)
	}
}

func TestLogout(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	if err := c.Logout(r.ctx()); err != nil {
		t.Fatal(err)
	}
	r.wait("no companion", func() bool { return len(r.owner.Companions()) == 0 })
}

func TestReplaced(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	r.server.Replace(*c.Store.ID)
	await[*events.StreamReplaced](c, 1)
}

func TestTemporaryBan(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	r.server.Ban(*c.Store.ID, 101, time.Hour)
	if e := await[*events.TemporaryBan](c, 1); e.Code != events.TempBanSentToTooManyPeople || e.Expire != time.Hour {
		t.Fatalf("event %+v", e)
	}
	r.server.Lift(*c.Store.ID)
	c.Disconnect()
	c.connect()
	c.ready(2)
}

func TestOutdated(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	r.server.Outdate(true)
	await[*events.ClientOutdated](c, 1)
}

func TestFailLogin(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	failed := false
	r.server.FailLogin(func(types.JID) *waBinary.Node {
		if failed {
			return nil
		}
		failed = true
		return &waBinary.Node{Tag: "failure", Attrs: waBinary.Attrs{"reason": "400"}}
	})
	c.kick()
	if e := await[*events.ConnectFailure](c, 1); e.Reason != 400 {
		t.Fatalf("event %+v", e)
	}
	c.Disconnect()
	c.connect()
	c.ready(2)
}

func TestServerDown(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	c.Disconnect()
	r.server.SetRefuse(true)
	if err := c.Connect(); err == nil {
		t.Fatal("connected to a server that is down")
	}
	r.server.SetRefuse(false)
	c.connect()
	c.ready(2)
}

func TestSlowServer(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	r.server.SetDelay(150 * time.Millisecond)
	start := time.Now()
	c.say(r.customer.PN(), "devagar")
	if took := time.Since(start); took < 150*time.Millisecond {
		t.Fatalf("answer came after %s", took)
	}
	r.server.SetDelay(0)
}

func TestRefusedSend(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	r.server.FailSend(func(types.JID, *waBinary.Node) int { return 463 })
	if _, err := c.SendMessage(r.ctx(), r.customer.PN(), message("não vai")); err == nil {
		t.Fatal("send succeeded")
	}
	r.server.FailSend(nil)
	c.say(r.customer.PN(), "vai")
	r.heard(r.customer, "vai")
}

func TestSecondCompanionOfTheCustomer(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	c.say(r.customer.PN(), "antes")
	r.heard(r.customer, "antes")

	other := r.client()
	if err := r.customer.ScanQR(other.code()); err != nil {
		t.Fatal(err)
	}
	other.ready(1)
	r.wait("notice taken", func() bool { return len(r.server.Pending(*c.Store.ID)) == 0 })
	c.say(r.customer.PN(), "para os dois")
	if m := await[*events.Message](other, 1); m.Message.GetConversation() != "para os dois" {
		t.Fatalf("second companion got %v", m.Message)
	}
	if _, err := other.SendMessage(r.ctx(), r.owner.PN(), message("do computador")); err != nil {
		t.Fatal(err)
	}
	r.wait("message of the other companion", func() bool { return slices.Contains(c.texts(), "do computador") })
	r.heard(r.owner, "do computador")
	if got := r.heard(r.customer, "do computador"); !got.FromMe {
		t.Fatalf("own copy %+v", got)
	}
}

func TestForgottenDeviceIsNoticed(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	c.say(r.customer.PN(), "antes")
	r.server.QuietDevices(true)
	other := r.client()
	if err := r.customer.ScanQR(other.code()); err != nil {
		t.Fatal(err)
	}
	other.ready(1)
	c.say(r.customer.PN(), "só o telefone")
	c.say(r.customer.PN(), "os dois")
	r.wait("corrected list", func() bool { return slices.Contains(other.texts(), "os dois") })
}

func TestPeerMessages(t *testing.T) {
	r := newRig(t)
	linked := make(chan types.JID, 1)
	r.owner.OnLinked(func(d types.JID) { linked <- d })
	asked := make(chan wasim.Received, 1)
	r.owner.OnPeer(func(m wasim.Received) { asked <- m })
	c := r.linked()
	device := <-linked
	if device != *c.Store.ID {
		t.Fatalf("linked %v", device)
	}
	must(t)(r.owner.SendPeer(device, keyShareFixture()))
	if m := await[*events.Message](c, 1); m.Message.GetProtocolMessage() == nil || m.Info.Category != "peer" {
		t.Fatalf("peer message %+v", m)
	}
	info := types.MessageInfo{MessageSource: types.MessageSource{Chat: r.customer.PN()}, ID: "X", Timestamp: time.Now()}
	if _, err := c.SendPeerMessage(r.ctx(), c.BuildHistorySyncRequest(&info, 10)); err != nil {
		t.Fatal(err)
	}
	if m := <-asked; m.Message.GetProtocolMessage().GetPeerDataOperationRequestMessage() == nil {
		t.Fatalf("phone got %v", m.Message)
	}
}

func TestPrekeysRunLow(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	device := *c.Store.ID
	start := r.server.Stock(device)
	r.server.SetStock(device, 5)
	must(t)(r.customer.Text(r.owner, "última chave"))
	await[*events.Message](c, 1)
	r.wait("new keys", func() bool { return r.server.Stock(device) > 5 })
	if start < 800 {
		t.Fatalf("first upload brought %d keys", start)
	}
}

func TestBacklogKeepsItsOrder(t *testing.T) {
	r := newRig(t)
	c := r.linked()
	const n = 3000
	b, err := r.customer.Backlog(r.owner, n, func(i int) string { return b26(i) })
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := b.Release(); err != nil {
		t.Fatal(err)
	}
	r.wait("all messages", func() bool { return r.server.Counts().Receipts >= n })
	t.Logf("%d messages in %s", n, time.Since(start))
	for i, got := range c.texts() {
		if got != b26(i) {
			t.Fatalf("message %d is %q", i, got)
		}
	}
}
