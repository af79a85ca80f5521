package wwebjs

import (
	"fmt"
	"net/http"
	"net/http/httptest"
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

type (
	respond = http.ResponseWriter
	request = http.Request
)

// probe gives what was found: each thing with a mark, ! for a warning and the code of a fault.
func (w *world) probe() (all []string, id transport.Identity, f *desk.Fault) {
	id, err := w.conn.Probe(w.t.Context(), func(x transport.Finding) {
		text := x.What
		if x.What == foundServer && x.Params["ms"] == "" {
			w.t.Error("it does not say how long the server took")
		}
		if x.Warning {
			text += "!"
		}
		if x.Fault != nil {
			text += " " + string(x.Fault.Code)
		}
		all = append(all, text)
	})
	if err != nil {
		f = desk.AsFault(err)
	}
	return all, id, f
}

func TestProbe(t *testing.T) {
	good := []string{"plain!", "server", "key", "session", "number", "alive", "socket"}
	for name, c := range map[string]struct {
		key    string
		before func(*world)
		want   []string
		fault  desk.Code
		linked bool
	}{
		"all is well":      {theKey, func(w *world) {}, good, "", true},
		"no key is asked":  {"", func(w *world) {}, []string{"plain!", "server", "key!", "session", "number", "alive", "socket"}, "", true},
		"a bad key":        {theKey, func(w *world) { w.conn.key = "other" }, []string{"plain!", "server", "key signed_out"}, "", false},
		"no key":           {theKey, func(w *world) { w.conn.key = "" }, []string{"plain!", "server", "key signed_out"}, "", false},
		"not such a thing": {theKey, func(w *world) { w.fault("ping", 1, wwebjssim.HTML(200)) }, []string{"plain!", "server not_found"}, "", false},
		"sent elsewhere":   {theKey, func(w *world) { w.fault("ping", 1, wwebjssim.Redirect("http://evil.test/ping")) }, []string{"plain!", "server not_found"}, "", false},
		"nobody there":     {theKey, func(w *world) { w.s.Script(wwebjssim.Fault{Times: -1}) }, []string{"plain!"}, desk.CodeOffline, false},
		"no session":       {theKey, func(w *world) { w.s.Crash(false) }, []string{"plain!", "server", "key", "session! not_ready"}, "", false},
		"no phone":         {theKey, func(w *world) { w.s.SetState(loja, "UNPAIRED") }, []string{"plain!", "server", "key", "session! not_ready"}, "", false},
		"blocked":          {theKey, func(w *world) { w.s.SetState(loja, "TOS_BLOCK") }, []string{"plain!", "server", "key", "session blocked"}, "", false},
		"still loading": {theKey, func(w *world) { w.fault("client/getClassInfo", 1, wwebjssim.JSON(200, `{"success":true}`)) },
			[]string{"plain!", "server", "key", "session", "number! not_ready"}, "", false},
		"dead":      {theKey, func(w *world) { w.s.Set(func(h *wwebjssim.Habits) { h.Dead = true }) }, []string{"plain!", "server", "key", "session", "number", "alive! busy", "socket"}, "", true},
		"no socket": {theKey, func(w *world) { w.s.Set(func(h *wwebjssim.Habits) { h.NoSocket = true }) }, append(slices.Clone(good[:6]), "socket!"), "", true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, wwebjssim.Options{Key: c.key}, func(w *world) {
				w.phone.Link(loja)
				w.conn.key = c.key
				c.before(w)
				got, id, f := w.probe()
				if !slices.Equal(got, c.want) {
					t.Errorf("found %q, want %q", got, c.want)
				}
				if c.fault != "" && (f == nil || f.Code != c.fault) || c.fault == "" && f != nil {
					t.Errorf("%+v", f)
				}
				if linked := id.Number == ourNumber; linked != c.linked || !linked && id.Account != "" && !isWaiting(id.Account) {
					t.Errorf("%+v", id)
				}
				if n := w.s.Asked("client/sendMessage") + w.s.Asked("session/start"); n > 0 {
					t.Error("the probe did something")
				}
			})
		})
	}
}

// TestSessions: which names of sessions are taken.
func TestSessions(t *testing.T) {
	for session, good := range map[string]bool{"loja1": true, "a_b-c": true, "": false, "../x": false, "a b": false, "a/b": false, "é": false, strings.Repeat("a", 65): false} {
		if f := fields()[2].Check(session); (f == nil) != good {
			t.Errorf("%q: %v", session, f)
		}
	}
}

// TestNoRedirect: no redirect is followed, and no proxy asked.
func TestNoRedirect(t *testing.T) {
	var visits []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { visits = append(visits, r.Header.Get("x-api-key")) }))
	defer elsewhere.Close()
	here := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer here.Close()
	t.Setenv("HTTP_PROXY", elsewhere.URL)
	c, err := Driver().Open(transport.Env{Config: map[string]string{FieldAddress: here.URL, FieldSession: loja}, Secret: func(string) (string, error) { return theKey, nil }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.(transport.Prober).Probe(t.Context(), func(transport.Finding) {}); err != nil {
		t.Error(err)
	}
	if _, err := c.(*conn).dial(t.Context()); err == nil {
		t.Error("a socket")
	}
	if len(visits) > 0 {
		t.Errorf("visited elsewhere: %q", visits)
	}
}

// TestOpen: what a connection cannot be made of, and that opening one asks nobody.
func TestOpen(t *testing.T) {
	for name, c := range map[string]struct {
		config map[string]string
		secret error
		want   desk.Code
	}{
		"no address": {map[string]string{FieldSession: "a"}, nil, desk.CodeBadRequest},
		"no session": {map[string]string{FieldAddress: "http://localhost"}, nil, desk.CodeBadRequest},
		"no vault":   {map[string]string{FieldAddress: "http://localhost", FieldSession: "a"}, fmt.Errorf("locked"), desk.CodeVault},
	} {
		_, err := Driver().Open(transport.Env{Config: c.config, Secret: func(string) (string, error) { return "", c.secret }})
		if desk.AsFault(err).Code != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEnteredAgain: a connection whose fields are entered again while its session is down stays whose it was; that of another session
// does not.
func TestEnteredAgain(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.after(time.Second)
		w.stop()
		w.s.Crash(false)
		if _, id, _ := w.probe(); id.Number != ourNumber || id.Account != ourNumber+"@c.us" {
			t.Errorf("%+v", id)
		}
		w.conn.session = "loja2"
		if _, id, _ := w.probe(); id.Number != "" || !isWaiting(id.Account) {
			t.Errorf("%+v", id)
		}
	})
}

// TestMadeAgain: a connection that is removed and made again over the same session begins anew.
func TestMadeAgain(t *testing.T) {
	live(t, func(w *world) {
		w.run()
		w.ana.Write(loja, "Oi")
		w.after(time.Second)
		w.stop()
		if err := os.RemoveAll(w.dir); err != nil {
			t.Fatal(err)
		}
		w.dir = filepath.Join(w.dir, "2")
		w.conn = w.open(ourNumber + "@c.us")
		w.run()
		w.after(time.Minute)
		w.bodiesAre("Oi", "Oi") // once for each
		if _, f := w.send(say("a", "Olá")); f != nil {
			t.Error(f)
		}
	})
}
