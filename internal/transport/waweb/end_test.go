package waweb

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"testing"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func (r *rig) device() types.JID { return r.w.Business().Phone().Companions()[0] }

func (r *rig) noSession() {
	r.t.Helper()
	if _, err := os.Stat(r.conn.file()); !errors.Is(err, fs.ErrNotExist) {
		r.t.Errorf("session still there (%v)", err)
	}
}

func TestSignedOutByPhone(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	if err := r.w.Business().Phone().Unlink(r.device()); err != nil {
		t.Fatal(err)
	}
	if f := r.ended(); f.Code != desk.CodeSignedOut || f.Next != desk.Reroute {
		t.Errorf("fault %+v", f)
	}
	r.noSession()
	if f := desk.AsFault(r.conn.Run(t.Context(), r.in.take)); f.Code != desk.CodeSignedOut {
		t.Errorf("next run: %+v", f)
	}
}

func TestReplaced(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.w.Server().Replace(r.device())
	if f := r.ended(); f.Code != desk.CodeReplaced {
		t.Errorf("fault %+v", f)
	}
	all := every[transport.Health](r.in)
	if last := all[len(all)-1]; last.State != desk.HealthOff {
		t.Errorf("replaced is told as %s", last.State)
	}
}

func TestBanned(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.w.Server().Ban(r.w.Business().Phone().PN(), 101, time.Hour)
	if f := r.ended(); f.Code != desk.CodeBlocked || f.After != time.Hour || f.Raw != "101" {
		t.Errorf("fault %+v", f)
	}
}

func TestOutdated(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.w.Server().Outdate(true)
	if f := r.ended(); f.Code != desk.CodeOutdated {
		t.Errorf("fault %+v", f)
	}
}

func TestDropAndReturn(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.w.Server().Kick(r.device())
	wait(r.in, func(h transport.Health) bool {
		return h.State == desk.HealthRetrying && h.Fault.Code == desk.CodeOffline
	})
	r.in.wait(func(all []transport.Event) bool {
		last := desk.HealthOff
		for _, e := range all {
			if h, ok := e.(transport.Health); ok {
				last = h.State
			}
		}
		return last == desk.HealthOnline && r.w.Server().Counts().Logins > 1
	})
	if _, err := r.ana.Write("de volta?"); err != nil {
		t.Fatal(err)
	}
	wait(r.in, body("de volta?"))
	if err := r.end(); err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestNewLoginAsked(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	logins := r.w.Server().Counts().Logins
	r.w.Server().StreamError(r.device(), waBinary.Node{Tag: "stream:error", Attrs: waBinary.Attrs{"code": "515"}})
	r.await("it logs in again", func() bool { return r.w.Server().Counts().Logins > logins && r.w.Server().Online(r.device()) })
	if _, err := r.ana.Write("ainda aí?"); err != nil {
		t.Fatal(err)
	}
	wait(r.in, body("ainda aí?"))
}

func TestUnlinkWhileRunning(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	if err := r.conn.Unlink(t.Context()); err != nil {
		t.Fatal(err)
	}
	if f := desk.AsFault(r.end()); f.Code != desk.CodeSignedOut {
		t.Errorf("Run ended with %+v", f)
	}
	r.noSession()
	if n := len(r.w.Business().Phone().Companions()); n != 0 {
		t.Errorf("%d companions left", n)
	}
}

func TestUnlinkAlone(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	r.w.Server().SetRefuse(true)
	r.conn.wait.unlink = 200 * time.Millisecond
	if f := desk.AsFault(r.conn.Unlink(t.Context())); f.Code != desk.CodeOffline {
		t.Errorf("without network: %+v", f)
	}
	r.w.Server().SetRefuse(false)
	r.conn.wait.unlink = patience
	if err := r.conn.Unlink(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.noSession()
	if n := len(r.w.Business().Phone().Companions()); n != 0 {
		t.Errorf("%d companions left", n)
	}
	if err := r.conn.Unlink(t.Context()); err != nil {
		t.Errorf("second time: %v", err)
	}
}

func TestSendFaults(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	srv := r.w.Server()
	try := func(m transport.Say) *desk.Fault {
		t.Helper()
		_, err := r.conn.Send(t.Context(), m)
		if err == nil {
			return &desk.Fault{}
		}
		return err.(*desk.Fault)
	}
	t.Run("not on WhatsApp", func(t *testing.T) {
		m := r.say("oi")
		m.To = []desk.Address{desk.Phone("5511900000000")}
		if f := try(m); f.Code != desk.CodeNoWhatsApp || f.Next != desk.Stop {
			t.Errorf("fault %+v", f)
		}
	})
	t.Run("refused", func(t *testing.T) {
		srv.FailSend(func(types.JID, *waBinary.Node) int { return 429 })
		defer srv.FailSend(nil)
		if f := try(r.say("oi")); f.Code != desk.CodeBusy || f.Next != desk.Retry || f.Raw != "429" {
			t.Errorf("fault %+v", f)
		}
	})
	t.Run("no answer", func(t *testing.T) {
		if f := try(r.say("antes")); f.Code != "" {
			t.Fatalf("fault %+v", f)
		}
		r.conn.wait.send = 300 * time.Millisecond
		srv.SetSilent(true)
		f := try(r.say("sem resposta"))
		srv.SetSilent(false)
		r.conn.wait.send = patience
		if f.Code != desk.CodeUnsure || f.Next != desk.Doubt {
			t.Errorf("fault %+v", f)
		}
		r.await("it arrived all the same", func() bool {
			got := r.ana.Received(0)
			return len(got) > 0 && got[len(got)-1].Text == "sem resposta"
		})
	})
	t.Run("cancelled before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := r.conn.Send(ctx, r.say("oi"))
		if f := desk.AsFault(err); f.Next != desk.Retry {
			t.Errorf("fault %+v", f)
		}
	})
	t.Run("bad requests", func(t *testing.T) {
		empty, far := r.say(""), r.say("oi")
		far.To = nil
		if f := try(empty); f.Code != desk.CodeEmpty {
			t.Errorf("fault %+v", f)
		}
		if f := try(far); f.Code != desk.CodeUndeliverable {
			t.Errorf("fault %+v", f)
		}
	})
	t.Run("no keys", func(t *testing.T) {
		lia := r.w.Customer("5511955500303", "Lia")
		failIQ(srv, "encrypt", "get", "key")
		m := r.say("oi")
		m.To = []desk.Address{desk.Phone(lia.Number())}
		if f := try(m); f.Code != desk.CodeNoKeys || f.Next != desk.Retry || f.Scope != desk.OfContact {
			t.Errorf("fault %+v", f)
		}
	})
	t.Run("no device list", func(t *testing.T) {
		pedro := r.w.Customer("5511955500302", "Pedro")
		failIQ(srv, "usync", "get", "usync")
		m := r.say("oi")
		m.To = []desk.Address{desk.Phone(pedro.Number())}
		if f := try(m); f.Next != desk.Retry {
			t.Errorf("fault %+v", f)
		}
		if n := len(pedro.Received(0)); n != 0 {
			t.Errorf("%d messages arrived", n)
		}
	})
	t.Run("not running", func(t *testing.T) {
		if err := r.end(); err != nil {
			t.Fatal(err)
		}
		if f := try(r.say("oi")); f.Code != desk.CodeOffline || f.Next != desk.Retry {
			t.Errorf("fault %+v", f)
		}
	})
}

// failIQ makes the server refuse one kind of request from now on.
func failIQ(s *wasim.Server, xmlns, typ, child string) {
	s.HandleIQ(xmlns, typ, child, func(*wasim.Session, *waBinary.Node) waBinary.Node { return wasim.IQError(500, "") })
}
