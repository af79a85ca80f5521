package wuzapi

import (
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

// Without calls everything comes out of the server's memory, within seconds; there are no receipts, and the connection says so.

// What came while the program was not running is read at its next start, however much that is, and old talk is not.

// A memory that is larger than can be read is read as far as it can be, and holds nothing else up.

// A message whose answer was lost is found in the server's memory.

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
		"ban among other alarms": {func(w *world) {
			for range 2 { // the first is looked at, the second waits for its turn
				w.conn.alarm(notReady(0).Fault("", nil))
				synctest.Wait()
			}
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

// TestBanWhileOpening: a session that is banned when it is opened is left alone for as long as the ban lasts. Opened again and again, the
// ban would become a longer one.
func TestBanWhileOpening(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		end, _ := w.begin()
		w.subscribe()
		_ = end()
		w.s.Restart()
		w.s.Script(wuzapisim.Fault{Path: "/session/connect", Do: wuzapisim.Raw, Words: `{"code":200,"success":true,"data":{}}`, Times: -1})
		_, done := w.begin()
		time.Sleep(2 * time.Second)
		w.s.Tell("TemporaryBan", map[string]any{"Code": 101, "Expire": int64(time.Hour)}, nil)
		time.Sleep(time.Minute)
		select {
		case err := <-done:
			if f := desk.AsFault(err); f.Code != desk.CodeBlocked || f.After != time.Hour {
				t.Errorf("%s, after %s", failAs(f), f.After)
			}
		default:
			t.Error("it goes on")
		}
	})
}

// TestWake: a connection whose computer lost its network looks at once.
func TestWake(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		_, done := w.begin()
		w.subscribe()
		time.Sleep(time.Second)
		w.conn.Wake()
		time.Sleep(10 * time.Second)
		if got := w.states(); got != "connecting online" {
			t.Errorf("with a network: %s", got)
		}
		w.s.Script(wuzapisim.Fault{Do: wuzapisim.Silence, Times: -1})
		began := time.Now()
		w.conn.Wake()
		err := <-done
		if took := time.Since(began); !desk.AsFault(err).Code.Offline() || took > 2*askFor+checkPause+5*time.Second {
			t.Errorf("%v after %s", err, took)
		}
	})
}
