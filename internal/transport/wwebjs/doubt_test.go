package wwebjs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// lost are the ways in which a message leaves and its answer does not come.
func lost(w *world) map[string]wwebjssim.Fault {
	return map[string]wwebjssim.Fault{
		"500":     {After: true, Answer: wwebjssim.JSON(500, `{"success":false,"error":"Execution context was destroyed"}`)},
		"reset":   {After: true},
		"page":    {After: true, Answer: wwebjssim.HTML(502)},
		"silence": {After: true, Answer: w.s.Hang},
		"empty":   {After: true, Answer: wwebjssim.JSON(200, `{"success":true}`)},
	}
}

// TestCopyEndsDoubt: the server's own copy of a message proves it, whether it is told, told before the end, or found.
func TestCopyEndsDoubt(t *testing.T) {
	for habit, set := range map[string]func(*wwebjssim.Habits){
		"told":             func(*wwebjssim.Habits) {},
		"told late":        func(h *wwebjssim.Habits) { h.EventDelay = 30 * time.Second },
		"found":            func(h *wwebjssim.Habits) { h.Lost = true },
		"found, two names": func(h *wwebjssim.Habits) { h.TwoNames, h.Lost = true, true },
		"minified":         func(h *wwebjssim.Habits) { h.Minified = true },
	} {
		for _, way := range []string{"500", "reset", "page", "silence", "empty"} {
			t.Run(habit+", "+way, func(t *testing.T) {
				live(t, func(w *world) {
					w.s.Set(set)
					w.run()
					w.after(time.Minute)
					f := lost(w)[way]
					f.Call = "client/sendMessage"
					w.s.Script(f)
					if _, f := w.send(say("a", "Oi\r\n ")); f == nil || f.Next != desk.Doubt {
						t.Fatalf("%+v", f)
					}
					w.after(2 * time.Minute)
					all := heard[transport.Receipt](w)
					if len(all) == 0 || all[0].Client != "a" || all[0].Status.Rung() < desk.Accepted.Rung() {
						t.Errorf("%+v", all)
					}
					w.bodiesAre()
					if n := len(w.ana.Got()); n != 1 {
						t.Errorf("arrived %d times", n)
					}
				})
			})
		}
	}
}

// TestDoubtStays: what did not leave stays a doubt, and nothing that was written elsewhere ends it.
func TestDoubtStays(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.phone.Write(loja, w.ana, "ok")
		w.after(10 * time.Minute)
		w.s.Script(wwebjssim.Fault{Call: "client/sendMessage", Answer: wwebjssim.HTML(502)})
		if _, f := w.send(say("a", "ok")); f == nil || f.Next != desk.Doubt {
			t.Fatalf("%+v", f)
		}
		w.phone.Write(loja, w.s.Customer("5521988887777", "Bia"), "ok")
		w.phone.Write(loja, w.ana, "outra coisa")
		w.after(20 * time.Minute)
		w.phone.Write(loja, w.ana, "ok")
		w.after(20 * time.Minute)
		for _, r := range heard[transport.Receipt](w) {
			if r.Client == "a" {
				t.Errorf("%+v", r)
			}
		}
		all := bodies(w)
		slices.Sort(all) // an event and a look may tell of two conversations in either order
		if want := []string{"me: ok", "me: ok", "me: ok", "me: outra coisa"}; !slices.Equal(all, want) {
			t.Errorf("stored %q", all)
		}
	})
}

// TestAgain: a message in doubt that is sent again is looked for first.
func TestAgain(t *testing.T) {
	for _, left := range []bool{true, false} {
		live(t, func(w *world) {
			w.s.Set(func(h *wwebjssim.Habits) { h.Lost = true })
			w.run()
			w.after(time.Second)
			w.s.Script(wwebjssim.Fault{Call: "client/sendMessage", After: left, Answer: wwebjssim.HTML(502)})
			if _, f := w.send(say("a", "Oi")); f == nil || f.Next != desk.Doubt {
				t.Fatalf("%+v", f)
			}
			got, f := w.send(say("a", "Oi"))
			if f != nil || got.Remote == "" {
				t.Errorf("left %t: %+v %v", left, got, f)
			}
			if n := len(w.ana.Got()); n != 1 {
				t.Errorf("left %t: arrived %d times", left, n)
			}
		})
	}
}

// TestCrash: a message whose answer the end of the program took is recognised after it began again; the words are in no file.
func TestCrash(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Minute)
		w.s.Set(func(h *wwebjssim.Habits) { h.Lost = true })
		w.s.Script(wwebjssim.Fault{Call: "client/sendMessage", After: true, Answer: w.s.Hang})
		w.s.Script(wwebjssim.Fault{Call: "chat/fetchMessages", Times: -1, Answer: wwebjssim.HTML(502)})
		if _, f := w.send(say("a", "palavras secretas")); f == nil || f.Next != desk.Doubt {
			t.Fatalf("%+v", f)
		}
		w.stop()
		w.s.Heal()
		raw, err := os.ReadFile(filepath.Join(w.dir, ledgerName))
		if err != nil || strings.Contains(string(raw), "secretas") {
			t.Errorf("%v: %s", err, raw)
		}
		lines := strings.SplitAfter(string(raw), "\n")
		if err := os.WriteFile(filepath.Join(w.dir, ledgerName), []byte(lines[0]+`{"c":"tor`), 0o600); err != nil { // before its end was known
			t.Fatal(err)
		}
		w.reopen()
		w.after(time.Hour)
		w.run()
		w.after(time.Minute)
		all := heard[transport.Receipt](w)
		if len(all) != 1 || all[0].Client != "a" {
			t.Errorf("%+v", all)
		}
		w.bodiesAre()
	})
}

// TestRefusedLate: WhatsApp's own no comes as a refusal of our message.
func TestRefusedLate(t *testing.T) {
	live(t, func(w *world) {
		w.ana.Blocked = true
		w.run()
		w.after(time.Second)
		if _, f := w.send(say("a", "Oi")); f == nil || f.Next != desk.Stop || f.Raw != "ack -1" {
			t.Errorf("%+v", f)
		}
		w.after(time.Minute)
		all := heard[transport.Refusal](w)
		if len(all) != 1 || all[0].Client != "a" {
			t.Errorf("%+v", all)
		}
	})
}

// TestLedger: each copy ends one doubt, the oldest, within its time.
func TestLedger(t *testing.T) {
	l := newLedger()
	if _, err := l.open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for i, client := range []desk.RemoteID{"a", "b"} {
		entry := sent{Client: client, Chat: "1@c.us", To: []desk.Address{desk.Phone("551187654321")}, Sum: sum(desk.Text, "ok", nil), Began: now.Add(time.Duration(i) * time.Second)}
		if err := l.begin(entry); err != nil {
			t.Fatal(err)
		}
		if err := l.end(client, "", false, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	c := echo{remote: "R1", chat: wid{"2", ofLID}, with: []desk.Address{desk.Phone("5511987654321")}, sum: sum(desk.Text, " ok\r\n", nil), at: now}
	late := c
	late.at = now.Add(10 * time.Minute)
	if s, ok := l.claim(late); ok {
		t.Errorf("claimed %+v", s)
	}
	if s, ok := l.claim(c); !ok || s.Client != "a" {
		t.Errorf("%+v", s)
	}
	if s, ok := l.claim(c); !ok || s.Client != "a" {
		t.Errorf("one copy ended two: %+v", s)
	}
	c.remote = "R2"
	if s, ok := l.claim(c); !ok || s.Client != "b" {
		t.Errorf("%+v", s)
	}
	again := newLedger()
	if _, err := again.open(filepath.Dir(l.file)); err != nil {
		t.Fatal(err)
	}
	if s, ok := again.by("R2"); !ok || s.Client != "b" || s.Chat != "1@c.us" || len(again.doubts()) != 0 {
		t.Errorf("read back: %+v", s)
	}
}
