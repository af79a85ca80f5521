package steer

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestGuard: a request gets in by its token, at this host's name, and from no web page.
func TestGuard(t *testing.T) {
	g := NewGuard("127.0.0.1:4000")
	in := g.Let(Call(func(_ *http.Request, q struct {
		N int `json:"n"`
	}) (any, error) {
		if q.N > 9 {
			return nil, Absent("no number %d", q.N)
		}
		return q, nil
	}))
	for name, one := range map[string]struct {
		host, token, origin, body string
		want                      int
	}{
		"who may":           {g.Host, g.Token, "", `{"n":3}`, 200},
		"with nothing said": {g.Host, g.Token, "", "", 200},
		"another host":      {"localhost:4000", g.Token, "", "", 421},
		"a web page":        {g.Host, g.Token, "https://example.org", "", 403},
		"another token":     {g.Host, g.Token + "x", "", "", 401},
		"no token":          {g.Host, "", "", "", 401},
		"no JSON":           {g.Host, g.Token, "", "n=3", 400},
		"another question":  {g.Host, g.Token, "", `{"m":3}`, 400},
		"too much":          {g.Host, g.Token, "", `{"n":` + strings.Repeat(" ", maxBody) + `3}`, 400},
		"what is not there": {g.Host, g.Token, "", `{"n":10}`, 404},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+one.host+"/", strings.NewReader(one.body))
		r.Header.Set("Authorization", "Bearer "+one.token)
		if one.origin != "" {
			r.Header.Set("Origin", one.origin)
		}
		w := httptest.NewRecorder()
		in.ServeHTTP(w, r)
		if w.Code != one.want {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, one.want)
		}
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:4000/", nil)
	r.Header.Set("Authorization", "Bearer ")
	Guard{Host: g.Host}.Let(in).ServeHTTP(w, r)
	if w.Code != 401 {
		t.Errorf("a guard without a token lets in: %d", w.Code)
	}
}
