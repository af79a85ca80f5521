package waweb

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func TestPairByCode(t *testing.T) {
	r := newRig(t, world.Options{})
	typed := make(chan error, 1)
	id, err := r.conn.Pair(t.Context(), "+55 (11) 95550-0100", func(s transport.Step) {
		go func() { typed <- r.w.Business().Phone().EnterPairCode(s.(transport.Code).Text) }()
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-typed; err != nil {
		t.Fatal(err)
	}
	if id.Number != world.DefaultNumber {
		t.Errorf("identity %+v", id)
	}
	r.run()
}

func TestPairRefusesBadNumbers(t *testing.T) {
	r := newRig(t, world.Options{})
	for _, phone := range []string{"123", "011955500100", "abc", "12345678901234567890"} {
		_, err := r.conn.Pair(t.Context(), phone, func(transport.Step) { t.Error("a step was shown") })
		if f := desk.AsFault(err); f.Code != desk.CodePairPhone {
			t.Errorf("%s: %+v", phone, f)
		}
	}
}

func TestPairCancelled(t *testing.T) {
	r := newRig(t, world.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := r.conn.Pair(ctx, "", func(s transport.Step) {
		if qr := s.(transport.QR); qr.N != 1 || qr.Of != 6 || time.Until(qr.Until) < 55*time.Second {
			t.Errorf("step %+v", qr)
		}
		cancel()
	})
	if err == nil {
		t.Fatal("no fault")
	}
	r.noSession()
}

func TestPairExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pairing{conn: &conn{}, events: make(chan any, 1)}
		var lives []time.Duration
		p.show = func(s transport.Step) { lives = append(lives, time.Until(s.(transport.QR).Until)) }
		start := time.Now()
		if f := p.begin(t.Context(), []string{"a", "b", "c", "d", "e", "f"}); f != nil {
			t.Fatal(f)
		}
		_, f := p.await(t.Context())
		if f.Code != desk.CodePairTimeout || time.Since(start) != 160*time.Second || len(lives) != 6 ||
			lives[0] != time.Minute || lives[5] != 20*time.Second {
			t.Errorf("%+v after %s, %v", f, time.Since(start), lives)
		}
	})
}

func TestPairOutdatedAndOffline(t *testing.T) {
	r := newRig(t, world.Options{})
	r.w.Server().SetRefuse(true)
	_, err := r.conn.Pair(t.Context(), "", func(transport.Step) {})
	if f := desk.AsFault(err); f.Code != desk.CodeOffline {
		t.Errorf("offline: %+v", f)
	}
	r.w.Server().SetRefuse(false)
	r.w.Server().Outdate(true)
	_, err = r.conn.Pair(t.Context(), "", func(transport.Step) {})
	if f := desk.AsFault(err); f.Code != desk.CodeOutdated {
		t.Errorf("outdated: %+v", f)
	}
	r.noSession()
}

func TestPairConnectionLost(t *testing.T) {
	r := newRig(t, world.Options{})
	_, err := r.conn.Pair(t.Context(), "", func(transport.Step) { r.w.Server().DropQR() })
	if f := desk.AsFault(err); f.Code != desk.CodeOffline {
		t.Errorf("lost: %+v", f)
	}
	r.noSession()
}

// TestOtherAccountIsTakenAndLeft: the phone of another number is linked as far as the network goes, so that it can be unlinked again
// without a dead device staying on that phone. A crash between the two does not block the next pairing.
func TestOtherAccountIsTakenAndLeft(t *testing.T) {
	const account = "5511900000001:3@s.whatsapp.net"
	r := newRig(t, world.Options{})
	// A device that leaves at once never publishes its keys; a second message to it finds what the first one began.
	r.expect = []string{"malformed signed prekey", "uninitialized session"}
	r.conn = r.open(account)
	if id := r.pair(); id.Number != world.DefaultNumber {
		t.Errorf("linked to %s", id.Number)
	}
	r.conn = r.open(account) // as after a crash
	r.pair()
	if err := r.conn.Unlink(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.noSession()
	r.await("the phone forgets both", func() bool { return len(r.w.Business().Phone().Companions()) == 0 })
}

func TestPairRefusesWhenLinked(t *testing.T) {
	r := newRig(t, world.Options{})
	r.pair()
	_, err := r.conn.Pair(t.Context(), "", func(transport.Step) { t.Error("a step was shown") })
	if f := desk.AsFault(err); f.Code != desk.CodeWrongState {
		t.Errorf("linked: %+v", f)
	}
	r.run()
}
