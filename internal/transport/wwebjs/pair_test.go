package wwebjs

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// pairs pairs, and gives each step to act.
func (w *world) pairs(phone string, act func(transport.Step)) (transport.Identity, *desk.Fault) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	id, err := w.conn.Pair(ctx, phone, func(s transport.Step) {
		if qr, ok := s.(transport.QR); ok && strings.Contains(w.log.String(), qr.Text) {
			w.t.Error("a code in the log")
		}
		act(s)
	})
	if err != nil {
		return id, desk.AsFault(err)
	}
	return id, nil
}

// TestPairByCode: the session is started, shows codes until a phone scans one, and comes online by itself.
func TestPairByCode(t *testing.T) {
	bubble(t, wwebjssim.Options{Key: theKey}, func(w *world) {
		var shown []transport.QR
		id, f := w.pairs("", func(s transport.Step) {
			shown = append(shown, s.(transport.QR))
			if len(shown) == 3 {
				if err := w.phone.Scan(shown[2].Text); err != nil {
					t.Error(err)
				}
			}
		})
		if f != nil || id.Number != ourNumber || id.Name != "Padaria" || id.Account != ourNumber+"@c.us" {
			t.Fatalf("%+v %v", id, f)
		}
		if len(shown) != 3 || shown[0].Text == shown[1].Text || shown[2].N != 3 || !shown[2].Until.After(time.Now()) {
			t.Errorf("%+v", shown)
		}
		if n := w.s.Asked("session/start"); n != 1 {
			t.Errorf("started %d times", n)
		}
		w.conn = w.open(id.Account)
		w.run()
		w.after(time.Minute)
		w.ana.Write(loja, "Oi")
		w.after(time.Second)
		w.bodiesAre("Oi")
		w.stop()
		if err := w.conn.Unlink(w.t.Context()); err != nil || w.phone.Linked(loja) {
			t.Errorf("%v, linked: %t", err, w.phone.Linked(loja))
		}
		if err := w.conn.Unlink(w.t.Context()); err != nil || w.s.Asked("session/terminate") != 1 {
			t.Errorf("%v: ended %d times", err, w.s.Asked("session/terminate"))
		}
	})
}

// TestPairByNumber: with a number, a code to type is shown instead.
func TestPairByNumber(t *testing.T) {
	bubble(t, wwebjssim.Options{Key: theKey}, func(w *world) {
		steps := 0
		id, f := w.pairs(ourNumber, func(s transport.Step) {
			steps++
			if err := w.phone.Type(s.(transport.Code).Text); err != nil {
				t.Error(err)
			}
		})
		if f != nil || id.Number != ourNumber || steps != 1 {
			t.Errorf("%+v %v, %d steps", id, f, steps)
		}
	})
}

// TestPairLinked: a session that was linked before is taken as it is, and is not ours to end.
func TestPairLinked(t *testing.T) {
	live(t, func(w *world) {
		id, f := w.pairs("", func(transport.Step) { t.Error("a step") })
		if f != nil || id.Number != ourNumber {
			t.Errorf("%+v %v", id, f)
		}
		if err := w.conn.Unlink(w.t.Context()); err != nil || !w.phone.Linked(loja) {
			t.Errorf("%v, linked: %t", err, w.phone.Linked(loja))
		}
	})
}

// TestPairEnds: what ends a pairing, and what does not.
func TestPairEnds(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*world)
		phone  string
		want   desk.Code // empty: it succeeds
	}{
		"nobody scans":      {func(*world) {}, "", desk.CodePairTimeout},
		"a bad number":      {func(*world) {}, "055", desk.CodePairPhone},
		"a code is refused": {func(w *world) { w.fault("session/requestPairingCode", -1, wwebjssim.HTML(500)) }, ourNumber, desk.CodePairRefused},
		"a bad key":         {func(w *world) { w.conn.key = "other" }, "", desk.CodeSignedOut},
		"no server":         {func(w *world) { w.s.Script(wwebjssim.Fault{Times: -1}) }, "", desk.CodeOffline},
		"an old page":       {func(w *world) { w.phone.Link(loja); w.s.SetState(loja, "DEPRECATED_VERSION") }, "", desk.CodeOutdated},
		"a blocked account": {func(w *world) { w.phone.Link(loja); w.s.SetState(loja, "TOS_BLOCK") }, "", desk.CodeBlocked},
		"started meanwhile": {func(w *world) {
			w.fault("session/start", 1, wwebjssim.JSON(422, `{"success":false,"error":"Session already exists for: loja1"}`))
		}, "", ""},
		"bad answers on the way": {func(w *world) {
			w.fault("session/qr", 3, wwebjssim.HTML(502))
			w.fault("client/getClassInfo", 2, wwebjssim.JSON(500, `{"success":false,"error":"x"}`))
			w.fault("client/getClassInfo", 2, wwebjssim.JSON(200, `{"success":true}`))
		}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, wwebjssim.Options{Key: theKey}, func(w *world) {
				c.before(w)
				began := time.Now()
				_, f := w.pairs(c.phone, func(s transport.Step) {
					if qr, ok := s.(transport.QR); ok && c.want == "" {
						_ = w.phone.Scan(qr.Text) // the first may be too old already
					}
				})
				if c.want == "" && f != nil || c.want != "" && (f == nil || f.Code != c.want) {
					t.Errorf("%+v", f)
				}
				if time.Since(began) > pairFor+time.Minute {
					t.Errorf("took %v", time.Since(began))
				}
			})
		})
	}
}

// TestPairCancelled: it ends soon after the operator closes the dialog.
func TestPairCancelled(t *testing.T) {
	bubble(t, wwebjssim.Options{Key: theKey}, func(w *world) {
		ctx, cancel := context.WithCancel(w.t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := w.conn.Pair(ctx, "", func(transport.Step) { cancel() })
			done <- err
		}()
		if f := desk.AsFault(<-done); f.Code != desk.CodePairRefused {
			t.Errorf("%+v", f)
		}
		synctest.Wait()
	})
}

func (w *world) fault(call string, times int, answer func(rw respond, r *request)) {
	w.s.Script(wwebjssim.Fault{Call: call, Times: times, Answer: answer})
}
