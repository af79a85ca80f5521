package wuzapi

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

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

// TestDiaryThatCannotBeRead: what came while the program was not there is news also where nobody knows any more up to when everything was
// stored.
func TestDiaryThatCannotBeRead(t *testing.T) {
	live(t, wuzapisim.Options{History: 100}, func(w *world) {
		end, _ := w.begin()
		time.Sleep(time.Minute)
		_ = end()
		w.ana.Write("aberto?")
		time.Sleep(3 * time.Hour)
		if err := os.WriteFile(filepath.Join(w.dir, diaryName), []byte(`{"begun":tr`), 0o600); err != nil {
			t.Fatal(err)
		}
		w.reborn()
		end, _ = w.begin()
		time.Sleep(time.Minute)
		if got := w.bodies(); got != "aberto?" {
			t.Errorf("%q", got)
		}
		_ = end()
	})
}

// TestTimeThatCannotBeTrue: one conversation that is said to have changed in a far future hides nothing that comes.
func TestTimeThatCannotBeTrue(t *testing.T) {
	live(t, wuzapisim.Options{History: 100}, func(w *world) {
		end, _ := w.begin()
		time.Sleep(time.Minute)
		w.s.Script(wuzapisim.Fault{Path: "/chat/history", Match: "index", Do: wuzapisim.Raw, Words: fmt.Sprintf(`{"code":200,"success":true,
			"data":{%q:[{"chat_jid":"5511955554444@s.whatsapp.net","last_updated":"2099-01-01T00:00:00Z"}]}}`, w.conn.userID())})
		time.Sleep(time.Minute)
		w.ana.Write("alguém aí?")
		time.Sleep(time.Minute)
		if got := w.bodies(); got != "alguém aí?" {
			t.Errorf("%q", got)
		}
		_ = end()
	})
}
