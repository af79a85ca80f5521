package wwebjs

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/wwebjs/wwebjssim"
)

// through lets the server post to another opening of the connection, as the program's door does.
type through struct{ w *world }

func (x through) RoundTrip(r *http.Request) (*http.Response, error) {
	door := x.w.open(ourNumber + "@c.us")
	rec := httptest.NewRecorder()
	door.ServeHook(rec, r, x.w.take)
	return rec.Result(), nil
}

// TestHookAlone: a server that posts and has no socket: messages, copies of ours and receipts come by the door.
func TestHookAlone(t *testing.T) {
	post := &through{}
	bubble(t, wwebjssim.Options{Key: theKey, Hook: "http://door.test/hook/abc", HookHTTP: &http.Client{Transport: post}}, func(w *world) {
		post.w = w
		w.phone.Link(loja)
		w.conn = w.open(ourNumber + "@c.us")
		w.s.Set(func(h *wwebjssim.Habits) { h.NoSocket, h.EchoFirst, h.Doubled = true, true, true })
		w.run()
		w.after(time.Second)
		w.ana.Write(loja, "Oi")
		w.after(time.Second)
		w.bodiesAre("Oi")
		looks := w.s.Asked("client/getChats")
		if _, f := w.send(say("a", "Olá")); f != nil {
			t.Fatal(f)
		}
		w.ana.Read()
		w.after(4 * time.Minute)
		all := heard[transport.Receipt](w)
		if len(all) == 0 || all[len(all)-1].Status != desk.Read || all[0].Client != "a" {
			t.Errorf("%+v", all)
		}
		w.bodiesAre("Oi")
		if n := w.s.Asked("client/getChats") - looks; n > 2 {
			t.Errorf("looked %d times although the server tells", n)
		}
	})
}

// TestHookAnswers: who is let in, and what they are told.
func TestHookAnswers(t *testing.T) {
	const good = `{"dataType":"message","sessionId":"loja1","data":{"message":{"id":{"fromMe":false,"remote":"5511912345678@c.us","id":"3EB0AAAA"},"type":"chat","body":"x","timestamp":1767603600}}}`
	for name, c := range map[string]struct {
		method, key, body string
		refuse            error
		want, stored      int
	}{
		"good":           {"POST", theKey, good, nil, 200, 1},
		"no key":         {"POST", "", good, nil, 403, 0},
		"another key":    {"POST", theKey + "x", good, nil, 403, 0},
		"a visit":        {"GET", theKey, "", nil, 405, 0},
		"nonsense":       {"POST", theKey, "x", nil, 200, 0}, // nothing would come of a repetition
		"with a file":    {"POST", theKey, strings.Replace(good, `"data":{`, `"data":{"messageMedia":{"data":"`+strings.Repeat("QUJD", 10<<20)+`"},`, 1), nil, 200, 1},
		"out of measure": {"POST", theKey, strings.Repeat("x", longestEvent+1), nil, 413, 0},
		"a full disk":    {"POST", theKey, good, desk.Refuse(desk.CodeDiskFull), 503, 0},
		"somebody else":  {"POST", theKey, strings.ReplaceAll(good, "loja1", "loja2"), nil, 200, 0},
	} {
		t.Run(name, func(t *testing.T) {
			live(t, func(w *world) {
				w.set(c.refuse)
				r := httptest.NewRequest(c.method, "/hook/abc", strings.NewReader(c.body))
				r.Header.Set("x-api-key", c.key)
				rec := httptest.NewRecorder()
				w.conn.ServeHook(rec, r.WithContext(w.t.Context()), w.take)
				if rec.Code != c.want || len(heard[transport.Incoming](w)) != c.stored {
					t.Errorf("%d, %d stored", rec.Code, len(heard[transport.Incoming](w)))
				}
			})
		})
	}
}
