package wwebjs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// TestHowRunEnds: what ends a connection, with which fault, and after how long.
func TestHowRunEnds(t *testing.T) {
	for name, c := range map[string]struct {
		identity string
		before   func(*world)
		want     desk.Code
	}{
		"a bad key":         {"", func(w *world) { w.conn.key = "other" }, desk.CodeSignedOut},
		"nobody there":      {"", func(w *world) { w.s.Script(wwebjssim.Fault{Times: -1}) }, desk.CodeOffline},
		"pages of a proxy":  {"", func(w *world) { w.fault("", -1, wwebjssim.HTML(502)) }, desk.CodeBusy},
		"pages for answers": {"", func(w *world) { w.fault("", -1, wwebjssim.HTML(200)) }, desk.CodeBusy},
		"no answer":         {"", func(w *world) { w.fault("", -1, w.s.Hang) }, desk.CodeOffline},
		"unlinked":          {"", func(w *world) { w.phone.Unlink(loja) }, desk.CodeSignedOut},
		"waits for a phone": {"", func(w *world) { w.phone.Unlink(loja); w.s.Crash(false) }, desk.CodeSignedOut},
		"blocked":           {"", func(w *world) { w.s.SetState(loja, "TOS_BLOCK") }, desk.CodeBlocked},
		"an old page":       {"", func(w *world) { w.s.SetState(loja, "DEPRECATED_VERSION") }, desk.CodeOutdated},
		"never connects":    {"", func(w *world) { w.s.SetState(loja, "OPENING") }, desk.CodeNotReady},
		"another number":    {"5511977776666@c.us", func(*world) {}, desk.CodePairOther},
		"never linked":      {waiting + "x", func(*world) {}, desk.CodeSignedOut},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, func(w *world) {
				if c.identity != "" {
					w.conn = w.open(c.identity)
				}
				c.before(w)
				err := w.conn.Run(w.t.Context(), w.take)
				f := desk.AsFault(err)
				if err == nil || f.Code != c.want {
					t.Errorf("%+v", f)
				}
				states := healths(w)
				if slices.Contains(states, desk.HealthOnline) {
					t.Errorf("health %v", states)
				}
				if last, _ := f.Code.After(); states[len(states)-1] != last {
					t.Errorf("health %v, want %v", states, last)
				}
			})
		})
	}
}

// TestComesBack: what a session goes through and comes back from by itself.
func TestComesBack(t *testing.T) {
	for name, trouble := range map[string]func(*world){
		"the server started again":      func(w *world) { w.s.Crash(true) },
		"the server started without it": func(w *world) { w.s.Crash(false) },
		"a closed browser":              func(w *world) { w.s.SetState(loja, "closed") },
		"a while without network": func(w *world) {
			w.s.SetState(loja, "TIMEOUT")
			w.later(time.Minute, func() { w.s.SetState(loja, "CONNECTED") })
		},
		"one lost answer":    func(w *world) { w.s.Script(wwebjssim.Fault{Call: "session/status"}) },
		"connected and dead": func(w *world) { w.s.Set(func(h *wwebjssim.Habits) { h.Dead = true }) },
		"events in vain": func(w *world) {
			w.s.Tell(loja, []byte(`{"dataType":"disconnected","sessionId":"loja1","data":{"reason":"NAVIGATION"}}`))
		},
		"a list of conversations that ends": func(w *world) { w.fault("client/getChats", 3, wwebjssim.Cut) },
	} {
		t.Run(name, func(t *testing.T) {
			live(t, func(w *world) {
				w.run()
				w.after(6 * time.Minute)
				trouble(w)
				w.after(12 * time.Minute)
				states := healths(w)
				if states[len(states)-1] != desk.HealthOnline {
					t.Errorf("health %v", states)
				}
				w.ana.Write(loja, "Oi")
				w.after(5 * time.Minute)
				w.bodiesAre("Oi")
				if _, f := w.send(say("a", "Olá")); f != nil {
					t.Error(f)
				}
				if f := w.stop(); f != nil {
					t.Errorf("ended with %v", f)
				}
				if n := w.s.Asked("session/restart") + w.s.Asked("session/start"); n > 1 {
					t.Errorf("started %d times", n)
				}
			})
		})
	}
}

func (w *world) later(d time.Duration, do func()) {
	go func() {
		time.Sleep(d)
		do()
	}()
}

// TestDeadForGood: a session that starting it again does not help ends the connection, and is not started over and over.
func TestDeadForGood(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(6 * time.Minute)
		w.fault("client/getNumberId", -1, wwebjssim.JSON(500, `{"success":false,"error":"Evaluation failed"}`))
		w.after(20 * time.Minute)
		if f := w.stop(); f == nil || f.Next != desk.Retry {
			t.Errorf("%+v", f)
		}
		for range 5 {
			w.run()
			w.after(time.Minute)
			w.stop()
		}
		if n := w.s.Asked("session/restart"); n != 1 {
			t.Errorf("started again %d times", n)
		}
	})
}

// TestHostile: whatever the server says, it is bounded and stops nothing.
func TestHostile(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 200000) + "1" + strings.Repeat("}", 200000)
	long := strings.Repeat("x", 12<<20)
	events := []string{
		"", "null", "[]", "7", `"x"`, "{", "\x00\xff\xfe", deep, long,
		`{"dataType":"message","sessionId":"other","data":{"message":{"id":{"remote":"5511912345678@c.us","id":"3EB0AAAA"},"type":"chat","body":"x"}}}`,
		`{"dataType":"message","sessionId":"loja1"}`, `{"dataType":"message","sessionId":"loja1","data":[]}`, `{"dataType":7,"sessionId":"loja1","data":{}}`,
		`{"dataType":"message","sessionId":"loja1","data":{"message":{"id":{"remote":"5511912345678@c.us","id":"../../etc"},"type":"chat","body":"x"}}}`,
		`{"dataType":"message","sessionId":"loja1","data":{"message":{"id":{"remote":"` + strings.Repeat("5", 1000) + `@c.us","id":"3EB0AAAA"},"type":"chat","body":"x"}}}`,
		`{"dataType":"message_ack","sessionId":"loja1","data":{"message":{"id":"true_5511912345678@c.us_3EB0"},"ack":"99"}}`,
		`{"dataType":"message_reaction","sessionId":"loja1","data":{"reaction":5}}`, `{"dataType":"message_edit","sessionId":"loja1","data":{"newBody":{}}}`,
		`{"dataType":"contact_changed","sessionId":"loja1","data":{"oldId":5,"newId":[],"isContact":true}}`,
		`{"dataType":"message_revoke_everyone","sessionId":"loja1","data":{"message":{"id":null}}}`,
		`{"dataType":"` + strings.Repeat("y", 100000) + `","sessionId":"loja1","data":{}}`,
	}
	live(t, func(w *world) {
		w.run()
		w.after(time.Minute)
		for _, e := range events {
			w.s.Tell(loja, []byte(e))
		}
		w.after(time.Minute)
		w.ana.Write(loja, "Oi")
		w.after(time.Minute)
		w.bodiesAre("Oi")
		for i, body := range []string{deep, long, `{"success":true,"chats":7}`, `{"success":true,"chats":[7,null,"x",{"id":5},{"id":"5511912345678@c.us","timestamp":"x"},{"id":"5511912345678@c.us","timestamp":99999999999}]}`, `null`, `[]`} {
			w.fault("client/getChats", 1, wwebjssim.JSON(200, body))
			w.after(6 * time.Minute)
			w.ana.Write(loja, fmt.Sprint(i))
		}
		for _, body := range []string{deep, `{"success":true,"messages":{"a":1}}`, `{"success":true,"messages":[7,[],{"id":"x"},{"timestamp":1e300}]}`} {
			w.fault("chat/fetchMessages", 1, wwebjssim.JSON(200, body))
			w.after(6 * time.Minute)
		}
		w.after(10 * time.Minute)
		w.bodiesAre("Oi", "0", "1", "2", "3", "4", "5")
		if f := w.stop(); f != nil {
			t.Errorf("ended with %v", f)
		}
	})
}

// TestFutureCursor: a time that cannot be true does not hide what comes after.
func TestFutureCursor(t *testing.T) {
	live(t, func(w *world) {
		w.s.Set(func(h *wwebjssim.Habits) { h.NoSocket = true })
		w.run()
		w.fault("client/getChats", 2, wwebjssim.JSON(200, `{"success":true,"chats":[{"id":"5511912345678@c.us","timestamp":4102444800}]}`))
		w.after(5 * time.Minute)
		w.reopen()
		w.run()
		w.ana.Write(loja, "Oi")
		w.after(time.Minute)
		w.bodiesAre("Oi")
	})
}

// TestMoved: a customer's new number.
func TestMoved(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Second)
		for range 2 {
			w.s.Tell(loja, []byte(`{"dataType":"contact_changed","sessionId":"loja1","data":{"message":{"id":{"fromMe":false,"remote":"5511912345678@c.us","id":"3EB0BBBB"},
				"type":"notification_template","timestamp":1767603600},"oldId":"5511912345678@c.us","newId":"5511955554444@c.us","isContact":true}}`))
		}
		w.s.Tell(loja, []byte(`{"dataType":"contact_changed","sessionId":"loja1","data":{"message":{"id":"false_1@g.us_3EB0BBBB"},"oldId":"5511912345678@c.us","newId":"5511955554444@c.us","isContact":false}}`))
		w.after(time.Second)
		all := heard[transport.Moved](w)
		if len(all) != 2 || all[0].From.Addresses[0] != desk.Phone(anaNumber) || all[0].To.Addresses[0] != desk.Phone("5511955554444") {
			t.Errorf("%+v", all)
		}
	})
}

// TestTwice: one session is run once at a time.
func TestTwice(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		other := w.open(ourNumber + "@c.us")
		if f := desk.AsFault(other.Run(w.t.Context(), w.take)); f.Code != desk.CodeWrongState {
			t.Errorf("%+v", f)
		}
	})
}

// TestUnhurried: a server that fails at everything but saying that it is well is not asked all the time.
func TestUnhurried(t *testing.T) {
	live(t, func(w *world) {
		w.fault("client/getChats", -1, wwebjssim.JSON(500, `{"success":false,"error":"Evaluation failed"}`))
		w.run()
		w.after(10 * time.Minute)
		if n := len(w.s.Requests()); n > 300 {
			t.Errorf("%d requests in ten minutes", n)
		}
		if states := healths(w); states[len(states)-1] != desk.HealthOnline {
			t.Errorf("health %v", states)
		}
	})
}

// TestStartUnanswered: a server that does not say whether it starts a session is not told again at once.
func TestStartUnanswered(t *testing.T) {
	live(t, func(w *world) {
		w.s.Crash(false)
		w.s.Script(wwebjssim.Fault{Call: "session/start", Answer: w.s.Hang})
		for i := range 3 {
			w.run()
			w.after(95 * time.Second)
			w.stop()
			if n := w.s.Asked("session/start"); n != 1 {
				t.Errorf("told %d times after %d", n, i)
			}
		}
		w.after(5 * time.Minute)
		w.run()
		w.after(time.Minute)
		if states := healths(w); states[len(states)-1] != desk.HealthOnline || w.s.Asked("session/start") != 2 {
			t.Errorf("health %v, told %d times", states, w.s.Asked("session/start"))
		}
	})
}

// TestDeadKnowsNobody: a session that reaches nobody does not make a customer one who is not on WhatsApp.
func TestDeadKnowsNobody(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Minute)
		w.fault("client/getNumberId", -1, wwebjssim.JSON(200, `{"success":true,"result":null}`))
		if _, f := w.send(say("a", "Oi")); f == nil || f.Next != desk.Retry {
			t.Errorf("%+v", f)
		}
		w.s.Heal()
		if _, f := w.send(say("a", "Oi")); f != nil {
			t.Error(f)
		}
	})
}

// TestUnlinkedInPassing: a session that asks for a phone for a moment while it loads is not given up.
func TestUnlinkedInPassing(t *testing.T) {
	live(t, func(w *world) {
		w.s.SetState(loja, "UNPAIRED")
		w.later(5*time.Second, func() { w.s.SetState(loja, "CONNECTED") })
		w.run()
		w.after(time.Minute)
		if states := healths(w); states[len(states)-1] != desk.HealthOnline {
			t.Errorf("health %v", states)
		}
	})
}

// TestDeadFoundBySending: a message without an answer has the session prove itself at once.
func TestDeadFoundBySending(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(6*time.Minute + 5*time.Second)
		w.s.Set(func(h *wwebjssim.Habits) { h.Dead = true })
		m := say("a", "Oi")
		m.To = []desk.Address{desk.LID(w.ana.LID)} // of which nothing is asked before
		if _, f := w.send(m); f == nil || f.Next != desk.Doubt {
			t.Fatalf("%+v", f)
		}
		w.after(time.Minute)
		if n := w.s.Asked("session/restart"); n != 1 {
			t.Errorf("started again %d times", n)
		}
		if _, f := w.send(say("b", "Olá")); f != nil {
			t.Error(f)
		}
		if got := w.ana.Got(); len(got) != 1 {
			t.Errorf("%q", got)
		}
	})
}

// TestWake: a connection whose computer lost its network looks at once.
func TestWake(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(6 * time.Minute)
		w.fault("session/status", -1, wwebjssim.Cut)
		w.conn.Wake()
		w.after(30 * time.Second)
		if f := w.stop(); f == nil || !f.Code.Offline() {
			t.Errorf("%+v", f)
		}
	})
}
