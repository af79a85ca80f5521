package wwebjs

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// TestReceives: what a customer writes comes in once, although the server tells it twice and it is found again in the conversation.
func TestReceives(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Second)
		id := w.ana.Write(loja, "Oi")
		w.after(10 * time.Minute)
		w.bodiesAre("Oi")
		in := heard[transport.Incoming](w)[0]
		if string(in.Remote) != id || in.Wire != in.Remote || in.From.Name != "Ana" || in.From.Addresses[0] != desk.Phone(anaNumber) {
			t.Errorf("%+v", in)
		}
		if got := healths(w); len(got) != 2 || got[1] != desk.HealthOnline {
			t.Errorf("health %v", got)
		}
		if w.s.Sockets() != 1 {
			t.Errorf("%d sockets", w.s.Sockets())
		}
	})
}

// TestLadder: a message climbs by its receipts, each told once and under our own id.
func TestLadder(t *testing.T) {
	for name, habit := range map[string]func(*wwebjssim.Habits){
		"well":               func(*wwebjssim.Habits) {},
		"doubled":            func(h *wwebjssim.Habits) { h.Doubled = true },
		"echo before answer": func(h *wwebjssim.Habits) { h.EchoFirst = true },
		"hidden numbers":     func(h *wwebjssim.Habits) { h.Hidden = true },
		"two names":          func(h *wwebjssim.Habits) { h.TwoNames = true },
		"minified ids":       func(h *wwebjssim.Habits) { h.Minified = true },
	} {
		t.Run(name, func(t *testing.T) {
			live(t, func(w *world) {
				w.s.Set(habit)
				w.run()
				w.after(time.Second)
				got, f := w.send(say("a", "Bom dia"))
				if f != nil || got.Remote == "" || got.Status != desk.Sent {
					t.Fatalf("%+v %v", got, f)
				}
				w.after(time.Second)
				w.ana.Receive()
				w.after(time.Second)
				w.ana.Read()
				w.after(10 * time.Minute)
				var ladder []desk.MessageStatus
				for _, r := range heard[transport.Receipt](w) {
					if r.Client != "a" || len(r.Remote) != 1 || r.Remote[0] != got.Remote {
						t.Errorf("%+v", r)
					}
					ladder = append(ladder, r.Status)
				}
				if len(ladder) != 3 || ladder[0] != desk.Sent || ladder[1] != desk.Delivered || ladder[2] != desk.Read {
					t.Errorf("ladder %v", ladder)
				}
				w.bodiesAre() // no copy of it is a message of its own
				if all := w.ana.Got(); len(all) != 1 {
					t.Errorf("the customer got %q", all)
				}
			})
		})
	}
}

// TestPhoneWrites: what the operator writes on the phone is a copy, also while something is being sent.
func TestPhoneWrites(t *testing.T) {
	live(t, func(w *world) {
		w.s.Set(func(h *wwebjssim.Habits) { h.EchoFirst = true })
		w.run()
		w.after(time.Second)
		go w.phone.Write(loja, w.ana, "do telefone")
		if _, f := w.send(say("a", "daqui")); f != nil {
			t.Fatal(f)
		}
		w.after(time.Minute)
		w.bodiesAre("me: do telefone")
		if in := heard[transport.Incoming](w)[0]; in.Status != desk.Sent || in.From.Addresses[0] != desk.Phone(anaNumber) {
			t.Errorf("%+v", in)
		}
	})
}

// TestGap: what was written while nobody listened is found, once, also after the program was closed.
func TestGap(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.ana.Write(loja, "um")
		w.after(time.Minute)
		w.s.Set(func(h *wwebjssim.Habits) { h.Lost = true })
		w.ana.Write(loja, "dois")
		w.after(10 * time.Minute)
		w.bodiesAre("um", "dois")
		w.reopen()
		w.after(3 * time.Hour)
		w.ana.Write(loja, "três")
		for i := range 40 {
			w.ana.Write(loja, string(rune('A'+i%26)))
		}
		w.events = nil
		w.after(3 * time.Hour)
		w.run()
		w.after(time.Minute)
		if all := bodies(w); len(all) != 43 || all[2] != "três" { // the first two are told again: nobody but the rows knows them now
			t.Errorf("%d found: %q", len(all), all)
		}
	})
}

// TestNoSocket: a server without a socket is asked.
func TestNoSocket(t *testing.T) {
	for name, habit := range map[string]func(*wwebjssim.Habits){
		"no socket":  func(h *wwebjssim.Habits) { h.NoSocket = true },
		"silent":     func(h *wwebjssim.Habits) { h.Silent = true },
		"old server": func(h *wwebjssim.Habits) { h.NoSocket, h.OldServer = true, true },
	} {
		t.Run(name, func(t *testing.T) {
			live(t, func(w *world) {
				w.s.Set(habit)
				w.run()
				w.after(time.Minute)
				w.ana.Write(loja, "Oi")
				w.after(20 * time.Second)
				w.bodiesAre("Oi")
				if _, f := w.send(say("a", "Olá")); f != nil {
					t.Fatal(f)
				}
				w.ana.Read()
				w.after(time.Minute)
				all := heard[transport.Receipt](w)
				if len(all) == 0 || all[len(all)-1].Status != desk.Read || all[len(all)-1].Client != "a" {
					t.Errorf("%+v", all)
				}
			})
		})
	}
}

// TestCutSocket: a socket that ends is opened again, and nothing of the time between is lost.
func TestCutSocket(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Minute)
		w.s.CutSockets()
		w.ana.Write(loja, "Oi")
		w.after(30 * time.Second)
		w.bodiesAre("Oi")
		if w.s.Sockets() != 1 {
			t.Errorf("%d sockets", w.s.Sockets())
		}
	})
}

// TestStoringFails: what could not be stored is offered again, and found again where that was not enough.
func TestStoringFails(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Minute)
		w.set(desk.Refuse(desk.CodeDiskFull))
		w.ana.Write(loja, "Oi")
		w.after(5 * time.Minute)
		w.set(nil)
		w.after(time.Minute)
		w.bodiesAre("Oi")
	})
}

// TestWords: reactions, edits, deletions and moved numbers.
func TestWords(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Second)
		id := w.ana.Write(loja, "Oi")
		got, f := w.send(say("a", "Olá"))
		if f != nil {
			t.Fatal(f)
		}
		w.ana.React(loja, string(got.Remote), "👍")
		w.ana.Edit(loja, id, "Oi!")
		w.ana.Revoke(loja, id)
		if _, f := w.send(transport.React{Client: "r", To: ana(), About: transport.Quoted{Remote: desk.RemoteID(id)}, Emoji: "❤️"}); f != nil {
			t.Error(f)
		}
		w.after(10 * time.Minute)
		re := heard[transport.Reaction](w)
		if len(re) != 2 || re[0].Remote != got.Remote || !re[0].Ours || re[0].Echo || re[0].Emoji != "👍" || re[1].Echo != true || re[1].Ours {
			t.Errorf("%+v", re)
		}
		ed := heard[transport.Edit](w)
		if len(ed) != 1 || string(ed[0].Remote) != id || ed[0].Body != "Oi!" || ed[0].Echo {
			t.Errorf("%+v", ed)
		}
		rv := heard[transport.Revoke](w)
		if len(rv) != 1 || string(rv[0].Remote) != id {
			t.Errorf("%+v", rv)
		}
	})
}
