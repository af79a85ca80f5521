package wwebjssim

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const key = "secret"

// rig is a server in simulated time, and one who calls it.
type rig struct {
	*testing.T
	s *Server
}

func at(t *testing.T, test func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t, New(Options{Key: key})}
		defer r.s.Close()
		r.s.Phone("5511900000000", "Padaria").Link("loja1")
		test(r)
	})
}

// call asks and gives status and answer.
func (r *rig) call(method, path, with, body string) (int, map[string]any) {
	r.Helper()
	req, err := http.NewRequestWithContext(r.Context(), method, r.s.Address()+path, strings.NewReader(body))
	if err != nil {
		r.Fatal(err)
	}
	req.Header.Set("x-api-key", with)
	req.Header.Set("Cache-Control", "no-cache")
	if method == "POST" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := r.s.Client().Do(req)
	if err != nil {
		r.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	out := map[string]any{}
	_ = json.Unmarshal(raw, &out)
	return resp.StatusCode, out
}

// TestAnswers: the statuses and words of the real server.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		method, path, key, body string
		status                  int
		says                    string
	}{
		{"GET", "/ping", "", "", 200, "pong"},
		{"GET", "/session/getSessions", "", "", 403, "Invalid API key"},
		{"GET", "/session/status/loja1", key, "", 200, "session_connected"},
		{"GET", "/session/status/other", key, "", 200, "session_not_found"},
		{"GET", "/session/status/a%20b", key, "", 422, "Session should be alphanumerical or -"},
		{"GET", "/session/start/loja1", key, "", 422, "Session already exists for: loja1"},
		{"GET", "/session/qr/loja1", key, "", 200, "qr code not ready or already scanned"},
		{"GET", "/session/terminate/other", key, "", 200, "session_not_found"},
		{"POST", "/client/sendMessage/other", key, "{}", 404, "session_not_found"},
		{"POST", "/client/sendMessage/loja1", key, `{"contentType":"odd"}`, 400, "invalid contentType"},
		{"POST", "/client/sendMessage/loja1", key, `{"contentType":"MessageMedia","content":{}}`, 400, "invalid media content"},
		{"POST", "/client/sendMessage/loja1", key, "x", 400, "Unexpected token in JSON"},
		{"POST", "/client/sendMessage/loja1", key, `"` + strings.Repeat("x", largestBody) + `"`, 413, "request entity too large"},
		{"POST", "/chat/fetchMessages/loja1", key, `{"chatId":"5511912345678@c.us"}`, 404, "Chat not Found"},
		{"POST", "/message/react/loja1", key, `{"chatId":"5511912345678@c.us","messageId":"x"}`, 500, "Cannot read properties of undefined (reading 'fetchMessages')"},
	} {
		at(t, func(r *rig) {
			status, got := r.call(c.method, c.path, c.key, c.body)
			if said, _ := got["error"].(string); status != c.status || said != c.says && got["message"] != c.says {
				t.Errorf("%s %s: %d %v", c.method, c.path, status, got)
			}
			if len(r.s.Unknown()) > 0 {
				t.Errorf("%s: %q", c.path, r.s.Unknown())
			}
		})
	}
}

// TestStrict: what does not exist is refused and written down.
func TestStrict(t *testing.T) {
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/session/terminateAll", ""},
		{"POST", "/client/runMethod/loja1", "{}"},
		{"GET", "/client/sendMessage/loja1", ""},
		{"GET", "/session/status/loja1?key=1", ""},
		{"POST", "/client/sendMessage/loja1", `{"chatId":"1@c.us","contentType":"string","content":"x","id":"mine"}`},
		{"POST", "/client/sendMessage/loja1", `{"chatId":"1@c.us","contentType":"string","content":"x","options":{"messageId":"mine"}}`},
		{"POST", "/chat/fetchMessages/loja1", `{"chatId":"1@g.us"}`},
	} {
		at(t, func(r *rig) {
			r.call(c.method, c.path, key, c.body)
			if len(r.s.Unknown()) != 1 {
				t.Errorf("%s %s: %q", c.method, c.path, r.s.Unknown())
			}
		})
	}
}

// TestCareless: what a careful client does not do.
func TestCareless(t *testing.T) {
	at(t, func(r *rig) {
		r.call("POST", "/chat/fetchMessages/loja1", key, `{"chatId":"1@c.us","searchOptions":{"limit":5,"since":1}}`)
		done := make(chan struct{})
		for range 2 {
			go func() {
				r.call("GET", "/session/start/loja2", key, "")
				done <- struct{}{}
			}()
		}
		<-done
		<-done
		if all := r.s.Errors(); len(all) != 2 {
			t.Errorf("%v", all)
		}
	})
}

// TestCodes: a code lives for 20 seconds, and is scanned once.
func TestCodes(t *testing.T) {
	at(t, func(r *rig) {
		p := r.s.Phone("5511977776666", "Outra")
		r.call("GET", "/session/start/loja2", key, "")
		_, first := r.call("GET", "/session/qr/loja2", key, "")
		time.Sleep(30 * time.Second)
		_, second := r.call("GET", "/session/qr/loja2", key, "")
		if p.Scan(first["qr"].(string)) == nil {
			t.Error("an old code was scanned")
		}
		if err := p.Scan(second["qr"].(string)); err != nil {
			t.Error(err)
		}
		if p.Scan(second["qr"].(string)) == nil {
			t.Error("scanned twice")
		}
		time.Sleep(5 * time.Second)
		if _, got := r.call("GET", "/session/status/loja2", key, ""); got["state"] != "CONNECTED" {
			t.Errorf("%v", got)
		}
	})
}

// TestFaults: before, the message does not leave; after, it does.
func TestFaults(t *testing.T) {
	for _, after := range []bool{true, false} {
		at(t, func(r *rig) {
			who := r.s.Customer("5511912345678", "Ana")
			r.s.Script(Fault{Call: "client/sendMessage", After: after, Answer: HTML(502)})
			body := `{"chatId":"5511912345678@c.us","contentType":"string","content":"Oi"}`
			if status, _ := r.call("POST", "/client/sendMessage/loja1", key, body); status != 502 {
				t.Errorf("%d", status)
			}
			if got := len(who.Got()); got == 1 != after {
				t.Errorf("after %t: %d arrived", after, got)
			}
			if status, got := r.call("POST", "/client/sendMessage/loja1", key, body); status != 200 || got["message"] == nil {
				t.Errorf("%d %v", status, got)
			}
		})
	}
}
