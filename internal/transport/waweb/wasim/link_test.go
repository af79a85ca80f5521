package wasim_test

import (
	"strings"
	"testing"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/types/events"
)

func TestLinkByQRAndLoginAgain(t *testing.T) {
	r := newRig(t)
	c := r.client()
	code := c.code()
	if n := len(await[*events.QR](c, 1).Codes); n != 6 {
		t.Fatalf("%d codes offered, want 6", n)
	}
	if err := r.owner.ScanQR(code); err != nil {
		t.Fatal(err)
	}
	c.ready(1)
	if got := r.owner.Companions(); len(got) != 1 || got[0] != *c.Store.ID {
		t.Fatalf("companions %v, client is %v", got, c.Store.ID)
	}
	if c.Store.LID.User != r.owner.LID().User || c.Store.LID.Device != c.Store.ID.Device {
		t.Fatalf("client has LID %v", c.Store.LID)
	}
	c.close()
	again := r.openClient(c.path)
	again.connect()
	again.ready(1)
}

func TestWrongSecretIsRefused(t *testing.T) {
	r := newRig(t)
	c := r.client()
	fields := strings.Split(c.code(), ",")
	fields[3] = fields[1]
	if err := r.owner.ScanQR(strings.Join(fields, ",")); err == nil || !strings.Contains(err.Error(), "hmac-mismatch") {
		t.Fatalf("scan returned %v", err)
	}
	await[*events.PairError](c, 1)
}

func TestLinkByCode(t *testing.T) {
	r := newRig(t)
	c := r.client()
	c.code()
	code, err := c.PairPhone(r.ctx(), r.owner.Number(), true, whatsmeow.PairClientChrome, "Chrome (Linux)")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.owner.EnterPairCode(code); err != nil {
		t.Fatal(err)
	}
	c.ready(1)
	must(t)(r.customer.Text(r.owner, "oi"))
	r.wait("message", func() bool { return len(c.texts()) == 1 })
}

func TestWrongPairCode(t *testing.T) {
	r := newRig(t)
	c := r.client()
	c.code()
	if _, err := c.PairPhone(r.ctx(), r.owner.Number(), true, whatsmeow.PairClientChrome, "Chrome (Linux)"); err != nil {
		t.Fatal(err)
	}
	if err := r.owner.EnterPairCode("1111-1111"); err == nil || !strings.Contains(err.Error(), "wrong code") {
		t.Fatalf("entering a wrong code returned %v", err)
	}
}

func TestDropQR(t *testing.T) {
	r := newRig(t)
	c := r.client()
	items, err := c.GetQRChannel(r.ctx())
	if err != nil {
		t.Fatal(err)
	}
	c.connect()
	if item := <-items; item.Event != "code" {
		t.Fatalf("first item %q", item.Event)
	}
	r.server.DropQR()
	if item := <-items; item.Event != "timeout" {
		t.Fatalf("after the drop %q", item.Event)
	}
}
