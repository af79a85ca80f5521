package wuzapi

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

func TestRunHears(t *testing.T) {
	for _, format := range []string{"form", "json"} {
		t.Run(format, func(t *testing.T) {
			live(t, wuzapisim.Options{Webhook: format}, func(w *world) {
				end, _ := w.begin()
				w.subscribe()
				if caps := w.conn.Caps(desk.Address{}); !caps.Receives || caps.Acks != desk.AckRead {
					t.Errorf("%+v", caps)
				}
				w.ana.Write("bom dia")
				m := text("olá")
				if _, f := w.send(m); f != nil {
					t.Fatal(f)
				}
				time.Sleep(time.Second)
				w.ana.Read()
				w.ana.Type()
				if got := w.bodies(); got != "bom dia" {
					t.Error(got)
				}
				var ladder []desk.MessageStatus
				for _, r := range heard[transport.Receipt](w) {
					if r.Remote[0] == m.Client && r.From.Addresses[0] == desk.Phone(anaNumber) {
						ladder = append(ladder, r.Status)
					}
				}
				if fmt.Sprint(ladder) != "[delivered read]" {
					t.Error(ladder)
				}
				if n := len(heard[transport.Typing](w)); n != 1 {
					t.Errorf("typing: %d", n)
				}
				if got := w.states(); got != "connecting online" {
					t.Error(got)
				}
				if err := w.conn.Run(w.t.Context(), w.take); desk.AsFault(err).Code != desk.CodeWrongState {
					t.Error(err)
				}
				if err := end(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// What a webhook does not bring is read from the server's memory, and what it brings twice is the inbox's affair: ids stay the same.
func TestLostAndDoubledCalls(t *testing.T) {
	live(t, wuzapisim.Options{History: 100}, func(w *world) {
		end, _ := w.begin()
		w.subscribe()
		w.ana.Write("um")
		w.s.Change(func(h *wuzapisim.Habits) { h.Lose = true })
		w.ana.Write("dois")
		bia := w.s.Customer("5511922223333").Hide()
		bia.Write("três")
		time.Sleep(3 * time.Minute)
		w.s.Change(func(h *wuzapisim.Habits) { h.Lose, h.Twice = false, true })
		w.ana.Write("quatro")
		time.Sleep(3 * time.Minute)
		count := map[string]map[desk.RemoteID]bool{}
		for _, in := range heard[transport.Incoming](w) {
			if count[in.Body] == nil {
				count[in.Body] = map[desk.RemoteID]bool{}
			}
			count[in.Body][in.Remote] = true
			if in.Body == "três" && (len(in.From.Addresses) != 2 || in.From.Addresses[0].Scheme != desk.SchemeLID || in.From.Addresses[1] != desk.Phone("5511922223333")) {
				t.Errorf("%+v", in.From)
			}
		}
		for _, body := range []string{"um", "dois", "três", "quatro"} {
			if len(count[body]) != 1 {
				t.Errorf("%q has %d ids", body, len(count[body]))
			}
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// Without calls everything comes out of the server's memory, within seconds; there are no receipts, and the connection says so.
func TestWithoutCalls(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		w.use(w.open(w.link.Phone, FieldHistory, "200"))
		end, _ := w.begin()
		time.Sleep(time.Minute)
		if caps := w.conn.Caps(desk.Address{}); !caps.Receives || caps.Acks != desk.AckNone {
			t.Errorf("%+v", caps)
		}
		began := time.Now()
		id := w.ana.Write("oi")
		for w.bodies() == "" && time.Since(began) < time.Minute {
			time.Sleep(time.Second)
		}
		if took := time.Since(began); w.bodies() != "oi" || took > 10*time.Second {
			t.Errorf("%q after %s", w.bodies(), took)
		}
		w.ana.React(id, "👍", false)
		w.ana.Edit(id, "olá")
		w.ana.Delete(id)
		w.s.Phone().Write(w.ana, "do telefone")
		time.Sleep(time.Minute)
		if n := len(heard[transport.Reaction](w)) + len(heard[transport.Edit](w)) + len(heard[transport.Revoke](w)); n < 3 {
			t.Errorf("%d changes", n)
		}
		all := heard[transport.Incoming](w)
		if len(all) < 2 {
			t.Fatalf("%+v", all)
		}
		echo := all[1]
		if !echo.Echo || echo.Body != "do telefone" || echo.From.Addresses[0] != desk.Phone(anaNumber) {
			t.Errorf("%+v", echo)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// What came while the program was not running is read at its next start, however much that is, and old talk is not.
func TestGapBetweenStarts(t *testing.T) {
	live(t, wuzapisim.Options{History: 1000}, func(w *world) {
		w.ana.Write("antes de tudo")
		end, _ := w.begin()
		time.Sleep(time.Minute)
		if err := end(); err != nil {
			t.Error(err)
		}
		for i := range 130 {
			w.ana.Write(fmt.Sprint("m", i))
			time.Sleep(time.Minute)
		}
		w.reborn()
		w.set(func() { w.refuse = errors.New("disk full") })
		end, _ = w.begin()
		time.Sleep(time.Minute)
		w.set(func() { w.refuse = nil })
		time.Sleep(time.Minute)
		got := strings.Fields(w.bodies())
		if len(got) != 130 || got[0] != "m0" || got[129] != "m129" {
			t.Errorf("%d: %v", len(got), got)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
		w.reborn()
		end, _ = w.begin()
		time.Sleep(10 * time.Minute)
		if got := strings.Fields(w.bodies()); len(got) > 131 { // the last one may be offered again
			t.Errorf("%d", len(got))
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// A memory that is larger than can be read is read as far as it can be, and holds nothing else up.
func TestMemoryWithoutEnd(t *testing.T) {
	for name, c := range map[string]struct {
		match []string
		want  string
	}{
		"from the beginning": {[]string{"limit=50"}, "m8 m9 m10 m11 m12 m13 m14 outra"},
		"later":              {[]string{"limit=200"}, "m10 m11 … m59 outra"},
		"every time":         {[]string{"limit=50", "limit=7", "limit=1"}, "outra"},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, wuzapisim.Options{History: 1000}, func(w *world) {
				end, _ := w.begin()
				time.Sleep(time.Minute)
				_ = end()
				time.Sleep(time.Minute)
				many := 15
				if name == "later" {
					many = 60
				}
				for i := range many {
					w.ana.Write(fmt.Sprint("m", i))
				}
				w.s.Customer("5511922223333").Write("outra")
				for _, m := range c.match {
					w.s.Script(wuzapisim.Fault{Path: "/chat/history", Do: wuzapisim.Huge, Match: anaNumber + "%40s.whatsapp.net&" + m, Times: -1})
				}
				w.reborn()
				end, _ = w.begin()
				time.Sleep(time.Minute)
				got := w.bodies()
				first, last, _ := strings.Cut(c.want, " … ")
				if !strings.HasPrefix(got, first) || !strings.HasSuffix(got, last) || !strings.Contains(c.want, "…") && got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
				if err := end(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// A message whose answer was lost is found in the server's memory.
func TestDoubtEndsByMemory(t *testing.T) {
	live(t, wuzapisim.Options{History: 10}, func(w *world) {
		end, _ := w.begin()
		w.s.Script(wuzapisim.Fault{Path: "/chat/send", Do: wuzapisim.Refuse, Words: "something", After: true})
		m := text("chegou?")
		if _, f := w.send(m); f == nil || f.Next != desk.Doubt {
			t.Fatal(f)
		}
		time.Sleep(30 * time.Second)
		var proof transport.Incoming
		for _, in := range heard[transport.Incoming](w) {
			if in.Remote == m.Client {
				proof = in
			}
		}
		if !proof.Echo || proof.Status != desk.Sent || proof.Body != "chegou?" || proof.From.Addresses[0] != desk.Phone(anaNumber) {
			t.Errorf("%+v", proof)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

func TestRunMends(t *testing.T) {
	live(t, wuzapisim.Options{History: 10, Release: wuzapisim.Release{DropsEvents: true}}, func(w *world) {
		end, _ := w.begin()
		w.subscribe()
		if err := end(); err != nil {
			t.Fatal(err)
		}
		w.s.Restart()
		end, _ = w.begin()
		time.Sleep(10 * time.Second)
		if got := w.states(); got != "connecting online connecting online" {
			t.Error("after a restart:", got)
		}
		time.Sleep(20 * time.Minute)
		w.s.Kill()
		w.ana.Write("na escuridão")
		time.Sleep(15 * time.Minute)
		if got := w.bodies(); !strings.Contains(got, "na escuridão") {
			t.Error("a dead session was not opened anew:", got)
		}
		if _, _, events, hook := w.s.Session(); hook != hookAddress || len(events) < 5 {
			t.Error(events, hook)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// A dead session is noticed by the message that has no answer.
func TestDeadSessionWithAMessage(t *testing.T) {
	live(t, wuzapisim.Options{History: 10}, func(w *world) {
		end, _ := w.begin()
		if _, f := w.send(text("um")); f != nil {
			t.Fatal(f)
		}
		w.s.Kill()
		if _, f := w.send(text("dois")); failAs(f) != "unsure unsure message" {
			t.Error(failAs(f))
		}
		time.Sleep(time.Minute)
		if _, f := w.send(text("três")); f != nil {
			t.Error("it was not opened anew:", failAs(f))
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// A release that remembers whose a session was, and an old code, is judged by what the session does.
func TestRunOfAReleaseThatRemembers(t *testing.T) {
	live(t, wuzapisim.Options{Release: wuzapisim.Release{Remembers: true}}, func(w *world) {
		w.s.Restart()
		end, _ := w.begin()
		time.Sleep(10 * time.Second)
		if got := w.states(); got != "connecting online" {
			t.Error(got)
		}
		_ = end()
		w.s.Phone().Unlink()
		w.s.Restart()
		if f := desk.AsFault(w.conn.Run(w.t.Context(), w.take)); f.Code != desk.CodeSignedOut {
			t.Error(failAs(f))
		}
	})
}

// The key for calls follows from the token; with another token, or when the server forgot it, the server is given it anew.
func TestKeyIsGivenAnew(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		end, _ := w.begin()
		w.subscribe()
		_ = end()
		w.s.LoseKey()
		end, _ = w.begin()
		w.ana.Write("um")
		time.Sleep(time.Second)
		_ = end()
		w.drv = Driver(Options{})
		w.use(w.open(w.link.Phone, FieldHMAC, strings.Repeat("another-key-", 4)))
		end, _ = w.begin()
		w.ana.Write("dois")
		time.Sleep(time.Second)
		w.s.LoseKey()
		time.Sleep(20 * time.Minute)
		w.ana.Write("três")
		if got := w.bodies(); got != "um dois três" {
			t.Error(got)
		}
		_ = end()
	})
}

func TestRunEnds(t *testing.T) {
	for name, c := range map[string]struct {
		befall func(*world)
		want   string
	}{
		"unlinked": {func(w *world) { w.s.Phone().Unlink() }, "signed_out reroute connection"},
		"token": {func(w *world) {
			w.s.Script(wuzapisim.Fault{Do: wuzapisim.Refuse, Status: 401, Words: "unauthorized", Times: -1})
		}, "signed_out reroute connection"},
		"pages": {func(w *world) { w.s.Script(wuzapisim.Fault{Do: wuzapisim.Page, Times: -1}) }, "busy retry connection"},
		"another page": {func(w *world) { w.s.Script(wuzapisim.Fault{Do: wuzapisim.Page, Status: 404, Times: -1}) },
			"not_ready retry connection"},
		"silence":        {func(w *world) { w.s.Script(wuzapisim.Fault{Do: wuzapisim.Silence, Times: -1}) }, "offline retry connection"},
		"restart":        {func(w *world) { w.s.Restart() }, "not_ready retry connection"},
		"another number": {func(w *world) { w.s.Relink("5511933332222") }, "pair_other_number retry connection"},
		"ban": {func(w *world) {
			w.s.Tell("TemporaryBan", map[string]any{"Code": 101, "Expire": int64(time.Hour)}, nil)
			w.s.Restart()
		}, "blocked reroute connection"},
		"replaced": {func(w *world) {
			w.s.Tell("StreamReplaced", map[string]any{}, nil)
			w.s.Restart()
		}, "replaced reroute connection"},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, wuzapisim.Options{}, func(w *world) {
				end, done := w.begin()
				w.subscribe()
				time.Sleep(time.Second)
				c.befall(w)
				time.Sleep(3 * time.Minute)
				select {
				case err := <-done:
					if got := failAs(desk.AsFault(err)); got != c.want {
						t.Errorf("%s, want %s", got, c.want)
					}
				default:
					t.Error("it goes on")
					_ = end()
				}
			})
		})
	}
}

// A release without a list of its memory is not asked for it every few seconds, and does not count as one that remembers.
func TestMemoryThatCannotBeRead(t *testing.T) {
	live(t, wuzapisim.Options{History: 10}, func(w *world) {
		w.s.Script(wuzapisim.Fault{Path: "/chat/history", Do: wuzapisim.Refuse, Status: 404, Words: "not found", Times: -1})
		end, _ := w.begin()
		time.Sleep(time.Hour)
		if n := w.s.Asked("/chat/history"); n > 8 {
			t.Errorf("asked %d times", n)
		}
		if caps := w.conn.Caps(desk.Address{}); caps.Receives {
			t.Errorf("%+v", caps)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// One lost answer, or a false word in a call, ends nothing.
func TestRunSurvives(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		end, _ := w.begin()
		w.subscribe()
		for _, f := range []wuzapisim.Fault{
			{Path: "/session/status", Do: wuzapisim.Page}, {Path: "/session/status", Do: wuzapisim.Silence}, {Path: "/session/status", Do: wuzapisim.Huge},
			{Path: "/session/status", Do: wuzapisim.Garbage}, {Path: "/user/check", Do: wuzapisim.Page}, {Path: "/user/check", Do: wuzapisim.Refuse, Words: "rate-overlimit"},
		} {
			w.s.Script(f)
			time.Sleep(11 * time.Minute)
		}
		w.s.Script(wuzapisim.Fault{Path: "/session/status", Do: wuzapisim.Refuse, Status: 401, Words: "unauthorized"})
		time.Sleep(time.Minute)
		w.s.Tell("LoggedOut", map[string]any{"Reason": 401}, nil)
		w.s.Tell("TemporaryBan", map[string]any{}, nil)
		time.Sleep(time.Minute)
		if got := w.states(); got != "connecting online" {
			t.Error(got)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	})
}

// Somebody else who took the calls keeps them, and the connection says that nothing comes here; the memory is read the more often.
func TestCallsTakenBySomebodyElse(t *testing.T) {
	live(t, wuzapisim.Options{History: 10}, func(w *world) {
		end, _ := w.begin()
		w.subscribe()
		_ = end()
		w.s.TakeHook("http://shop.test/other")
		end, _ = w.begin()
		if got := w.states(); got != "connecting online connecting online:door_unreachable" {
			t.Error(got)
		}
		if _, _, _, hook := w.s.Session(); hook != "http://shop.test/other" {
			t.Error(hook)
		}
		if caps := w.conn.Caps(desk.Address{}); caps.Acks != desk.AckNone {
			t.Errorf("%+v", caps)
		}
		w.s.TakeHook("")
		time.Sleep(20 * time.Minute)
		if _, _, _, hook := w.s.Session(); hook != hookAddress {
			t.Error("calls that nobody gets are not set up again:", hook)
		}
		w.s.TakeHook("http://shop.test/other")
		time.Sleep(20 * time.Minute)
		if got := w.states(); got != "connecting online connecting online:door_unreachable online online:door_unreachable" {
			t.Error(got)
		}
		if err := w.conn.Unlink(w.t.Context()); err != nil {
			t.Error(err)
		}
		if _, _, _, hook := w.s.Session(); hook == "" {
			t.Error("the calls of somebody else were ended")
		}
		_ = end()
		synctest.Wait()
	})
}
