package wuzapisim

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
)

// ask calls the server as a client would, and gives status and body.
func ask(t *testing.T, l Link, client *http.Client, method, path, token, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, l.Address+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("token", token)
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(raw)
}

// The server refuses, and writes down, whatever the sheet does not name.
func TestStrict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, _ := InMemory()
		s, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		l, client := s.Link(), s.Link().HTTPClient()
		defer client.CloseIdleConnections()
		s.Customer("5511912345678")
		for _, c := range []struct {
			method, path, token, body string
			status                    int
			words                     string
			odd                       bool
		}{
			{"GET", "/health", "", "", 200, `"status":"ok"`, false},
			{"GET", "/session/status", "", "", 401, "unauthorized", false},
			{"GET", "/session/status", "wrong", "", 401, "unauthorized", false},
			{"GET", "/session/status", l.Token, "", 200, `"loggedIn":true`, false},
			{"GET", "/session/status?token=" + l.Token, l.Token, "", 400, "unknown query", true},
			{"GET", "/admin/users", l.Token, "", 404, "404 page not found", true},
			{"POST", "/chat/send/template", l.Token, "{}", 404, "404 page not found", true},
			{"POST", "/chat/send/text", l.Token, `{"Phone":"5511912345678","Body":"oi","Colour":"red"}`, 400, "unknown field", true},
			{"POST", "/chat/send/text", l.Token, `{"Phone":"5511912345678"`, 400, "could not decode Payload", true},
			{"POST", "/chat/send/text", l.Token, `{"Phone":"5511912345678"}`, 400, "missing Body", false},
			{"POST", "/chat/send/text", l.Token, `{"phone":"+5511912345678","body":"oi","id":"X1"}`, 200, `"Id":"X1"`, false},
			{"POST", "/chat/send/text", l.Token, `{"Phone":"5511912345678","Body":"oi","ContextInfo":{"StanzaId":"x"}}`, 400, "missing Participant", false},
			{"POST", "/chat/send/text", l.Token, `{"Phone":"5511999990000","Body":"oi"}`, 500, "no LID found", false},
			{"POST", "/chat/send/location", l.Token, `{"Phone":"5511912345678","Latitude":0,"Longitude":1}`, 400, "missing Latitude", false},
			{"GET", "/chat/history?chat_jid=x", l.Token, "", 501, "disabled", false},
			{"POST", "/session/connect", l.Token, `{"Subscribe":[],"Immediate":true}`, 500, "already connected", false},
			{"GET", "/session/qr", l.Token, "", 500, "already logged in", false},
		} {
			before := len(s.Unknown())
			status, body := ask(t, l, client, c.method, c.path, c.token, c.body)
			if status != c.status || !strings.Contains(body, c.words) {
				t.Errorf("%s %s %s: %d %s", c.method, c.path, c.body, status, body)
			}
			if odd := len(s.Unknown()) > before; odd != c.odd {
				t.Errorf("%s %s %s: written down: %t", c.method, c.path, c.body, odd)
			}
		}
		if n := s.Count("X1"); n != 1 || len(s.Errors()) > 0 {
			t.Error(n, s.Errors())
		}
	})
}
