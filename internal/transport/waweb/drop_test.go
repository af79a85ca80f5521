package waweb

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// The answer gets lost with the connection; the library repeats the frame on the next one, and it shows once.
func TestFrameRepeatedAfterDropShowsOnce(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.expect = []string{"old counter"} // this is how the second copy is refused
	if _, err := r.conn.Send(t.Context(), r.say("antes")); err != nil {
		t.Fatal(err)
	}
	r.w.Server().SetSilent(true)
	m, answered := r.say("uma vez só"), make(chan error, 1)
	go func() {
		_, err := r.conn.Send(t.Context(), m)
		answered <- err
	}()
	r.await("it arrives", func() bool { return len(r.ana.Received(0)) == 2 })
	r.w.Server().SetSilent(false) // before the client comes back, or its login gets no answer either
	r.w.Server().Kick(r.device())
	if err := <-answered; err != nil && desk.AsFault(err).Next != desk.Doubt {
		t.Errorf("fault %+v", err)
	}
	if got := r.ana.Received(0); len(got) != 2 || got[1].ID != string(m.Client) {
		t.Errorf("customer has %+v", got)
	}
}

// Without a connection the answer is at once, and certain.
func TestNotOnlineIsCertain(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.w.Server().SetRefuse(true)
	r.w.Server().Kick(r.device())
	wait(r.in, func(h transport.Health) bool { return h.State == desk.HealthRetrying })
	_, err := r.conn.Send(t.Context(), r.say("oi"))
	if f := desk.AsFault(err); f.Code != desk.CodeOffline || f.Next != desk.Retry {
		t.Errorf("fault %+v", f)
	}
	if err := r.end(); err != nil {
		t.Errorf("Run: %v", err)
	}
}

// TestNextTryIsTold: the library tries by itself; when it does so next is known, and told.
func TestNextTryIsTold(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.w.Server().SetRefuse(true)
	began := time.Now()
	r.w.Server().Kick(r.device())
	h := wait(r.in, func(h transport.Health) bool { return !h.Again.IsZero() })
	if pause := h.Again.Sub(began); h.State != desk.HealthRetrying || h.Fault == nil || pause < step {
		t.Errorf("%+v, after %v", h, pause)
	}
}

// A message that arrives damaged is sent again by the customer's phone, and read then.
func TestDamagedMessageComesAgain(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.ana.Phone().CorruptNext(1)
	if _, err := r.ana.Write("chegou?"); err != nil {
		t.Fatal(err)
	}
	wait(r.in, body("chegou?"))
}

// The customer's phone asks again after our restart, and the stored text goes out.
func TestSentTextSurvivesRestart(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	if _, err := r.conn.Send(t.Context(), r.say("antes")); err != nil {
		t.Fatal(err)
	}
	before := r.w.Server().Counts().Messages
	r.ana.Phone().FailNextDecrypt(1)
	r.w.Server().SetSilent(true) // our program does not hear the request before it ends
	m, done := r.say("o pedido está pronto"), make(chan struct{})
	go func() {
		defer close(done)
		_, _ = r.conn.Send(t.Context(), m)
	}()
	r.await("the copy goes out", func() bool { return r.w.Server().Counts().Messages > before })
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	<-done
	r.w.Server().SetSilent(false)
	r.conn = r.open(r.conn.linked())
	r.run()
	r.await("the text arrives", func() bool {
		return slices.ContainsFunc(r.ana.Received(0), func(x world.Text) bool { return x.ID == string(m.Client) })
	})
}

func TestWrongAccountIsNotUsed(t *testing.T) {
	r := newRig(t, world.Options{})
	r.pair()
	r.conn = r.open("5511900000001:3@s.whatsapp.net")
	if f := desk.AsFault(r.conn.Run(t.Context(), r.in.take)); f.Code != desk.CodeSignedOut {
		t.Errorf("%+v", f)
	}
}

// TestHalfFetchedFilesGo: what a crash left of a download is removed when the session is opened next.
func TestHalfFetchedFilesGo(t *testing.T) {
	r := newRig(t, world.Options{})
	r.pair()
	half := filepath.Join(r.dir, fetching+"123")
	if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.run()
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
}

func TestOneActivityAtATime(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	if f := desk.AsFault(r.conn.Run(t.Context(), r.in.take)); f.Code != desk.CodeWrongState {
		t.Errorf("second Run: %+v", f)
	}
	_, err := r.conn.Pair(t.Context(), "", func(transport.Step) {})
	if f := desk.AsFault(err); f.Code != desk.CodeWrongState {
		t.Errorf("Pair: %+v", f)
	}
}

// A refusal of health does not stop the session.
func TestHealthIsNotInsistedOn(t *testing.T) {
	r := newRig(t, world.Options{})
	r.pair()
	r.in.setRefuse(func(e transport.Event) error {
		if h, ok := e.(transport.Health); ok && h.State == desk.HealthConnecting {
			return errors.New("locked")
		}
		return nil
	})
	r.run()
}
