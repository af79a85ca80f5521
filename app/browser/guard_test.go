package browser

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const (
	home  = "127.0.0.1:4321"
	token = "the-printed-token"
)

func newTestGuard() *guard {
	return newGuard(4321, token, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
}

// pass says what a request shows at the door.
type pass int

const (
	nothing pass = iota
	rightCookie
	wrongCookie
	otherPort // the right value under the name of a program on another port
)

func (p pass) on(r *http.Request, g *guard) {
	switch p {
	case rightCookie:
		r.AddCookie(&http.Cookie{Name: g.name, Value: g.cookie})
	case wrongCookie:
		r.AddCookie(&http.Cookie{Name: g.name, Value: "guessed"})
	case otherPort:
		r.AddCookie(&http.Cookie{Name: "balcao-1", Value: g.cookie})
	}
}

func TestGuardChecksHostOriginTokenAndMethodTogether(t *testing.T) {
	hosts := map[string]bool{
		home: true, "localhost:4321": true, "127.0.0.1": false, "127.0.0.1:80": false, "localhost": false,
		"evil.example": false, "evil.example:4321": false, "127.0.0.1.evil.example:4321": false, "[::1]:4321": false,
		"": false, "0.0.0.0:4321": false, "127.0.0.2:4321": false,
	}
	origins := map[string]func(host string) bool{
		"":                             func(string) bool { return true },
		"http://127.0.0.1:4321":        func(host string) bool { return host == home },
		"http://localhost:4321":        func(host string) bool { return host == "localhost:4321" },
		"http://127.0.0.1:9999":        func(string) bool { return false },
		"https://127.0.0.1:4321":       func(string) bool { return false },
		"http://evil.example":          func(string) bool { return false },
		"http://127.0.0.1:4321.evil.x": func(string) bool { return false },
		"null":                         func(string) bool { return false },
	}
	methods := map[string]bool{
		http.MethodGet: true, http.MethodHead: true, http.MethodPost: true, http.MethodPut: false,
		http.MethodDelete: false, http.MethodOptions: false, http.MethodPatch: false, http.MethodConnect: false,
		http.MethodTrace: false,
	}
	passes := map[pass]bool{rightCookie: true, nothing: false, wrongCookie: false, otherPort: false}
	for host, hostFine := range hosts {
		for origin, originFine := range origins {
			for method, methodFine := range methods {
				for p, passFine := range passes {
					g := newTestGuard()
					r := httptest.NewRequest(method, "http://"+home+g.base+"api/call/Tickets.List", nil)
					r.Host = host
					if origin != "" {
						r.Header.Set("Origin", origin)
					}
					p.on(r, g)
					w := httptest.NewRecorder()
					g.ServeHTTP(w, r)
					want := http.StatusNoContent
					switch {
					case !hostFine, !originFine(host):
						want = http.StatusForbidden
					case !methodFine:
						want = http.StatusMethodNotAllowed
					case !passFine:
						want = http.StatusUnauthorized
					}
					if w.Code != want {
						t.Errorf("%s Host %q Origin %q pass %d: %d, want %d", method, host, origin, p, w.Code, want)
					}
					for name := range w.Header() {
						if strings.HasPrefix(name, "Access-Control-") {
							t.Errorf("%s Host %q Origin %q: header %s allows another website", method, host, origin, name)
						}
					}
				}
			}
		}
	}
}

func TestGuardRefusesWhatOtherSitesEmbed(t *testing.T) {
	for _, c := range []struct {
		method, site, mode, dest string
		want                     int
	}{
		{"GET", "same-origin", "cors", "empty", http.StatusNoContent},
		{"GET", "none", "navigate", "document", http.StatusNoContent},
		{"GET", "same-site", "navigate", "document", http.StatusNoContent},
		{"GET", "same-site", "navigate", "iframe", http.StatusForbidden},
		{"GET", "same-site", "no-cors", "image", http.StatusForbidden},
		{"POST", "same-site", "navigate", "document", http.StatusForbidden},
		{"GET", "cross-site", "navigate", "document", http.StatusForbidden},
		{"GET", "cross-site", "no-cors", "script", http.StatusForbidden},
		{"GET", "something-new", "cors", "empty", http.StatusForbidden},
	} {
		g := newTestGuard()
		r := httptest.NewRequest(c.method, "http://"+home+g.base+"api/call/Tickets.List", nil)
		r.Header.Set("Sec-Fetch-Site", c.site)
		r.Header.Set("Sec-Fetch-Mode", c.mode)
		r.Header.Set("Sec-Fetch-Dest", c.dest)
		rightCookie.on(r, g)
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%+v answered %d", c, w.Code)
		}
	}
}

func TestGuardLetsPostReachOnlyCallsAndNobodyUpgrade(t *testing.T) {
	g := newTestGuard()
	post := httptest.NewRequest(http.MethodPost, "http://"+home+g.base, nil)
	socket := httptest.NewRequest(http.MethodGet, "http://"+home+g.base+"api/events", nil)
	socket.Header.Set("Connection", "Upgrade")
	socket.Header.Set("Upgrade", "websocket")
	for _, r := range []*http.Request{post, socket} {
		rightCookie.on(r, g)
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s %s answered %d", r.Method, r.URL, w.Code)
		}
	}
}

func open(g *guard, method, target string, cookies ...*http.Cookie) *http.Response {
	r := httptest.NewRequest(method, "http://"+home+g.base+target, nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w.Result()
}

func TestTheLinkOpensOnceAndTheCookieStays(t *testing.T) {
	g := newTestGuard()
	for _, c := range []struct{ method, target string }{
		{"GET", ""}, {"GET", "?token="}, {"GET", "?token=wrong"}, {"HEAD", "?token=" + token},
		{"GET", "api/events?token=" + token}, {"POST", "api/call/X?token=" + token},
	} {
		if r := open(g, c.method, c.target); r.StatusCode != http.StatusUnauthorized || len(r.Cookies()) != 0 {
			t.Fatalf("%s %s answered %d with cookies %v", c.method, c.target, r.StatusCode, r.Cookies())
		}
	}
	first := open(g, "GET", "?token="+token)
	if first.StatusCode != http.StatusSeeOther || first.Header.Get("Location") != g.base || len(first.Cookies()) != 1 {
		t.Fatalf("the link answered %d to %q with %v", first.StatusCode, first.Header.Get("Location"), first.Cookies())
	}
	cookie := first.Cookies()[0]
	if cookie.Path != g.base || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Domain != "" || len(cookie.Value) < 52 {
		t.Errorf("the cookie is %v", cookie)
	}
	if r := open(g, "GET", "?token="+token); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("the link opened a second browser: %d", r.StatusCode)
	}
	if r := open(g, "GET", "?token="+token, cookie); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != g.base {
		t.Errorf("the link in its own browser answered %d", r.StatusCode)
	}
	if r := open(g, "GET", "", cookie); r.StatusCode != http.StatusNoContent {
		t.Errorf("the page answered %d", r.StatusCode)
	}
	if r := open(newTestGuard(), "GET", "", cookie); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("the cookie of one start opened another: %d", r.StatusCode)
	}
}

// The link and the cookie open nothing outside the folder, even for who sends them there.
func TestNothingLiesOutsideTheFolder(t *testing.T) {
	g := newTestGuard()
	if other := newTestGuard(); len(g.base) < 24 || g.base == other.base {
		t.Fatalf("the folders are %q and %q", g.base, other.base)
	}
	for target, want := range map[string]int{
		"/": 404, "/?token=" + token: 404, "/api/events": 404, strings.TrimSuffix(g.base, "/"): 404, g.base: 204, "/x" + g.base: 404,
	} {
		r := httptest.NewRequest("GET", "http://"+home+target, nil)
		strange := httptest.NewRecorder()
		g.ServeHTTP(strange, r)
		rightCookie.on(r, g)
		known := httptest.NewRecorder()
		g.ServeHTTP(known, r)
		if strange.Code != http.StatusUnauthorized || known.Code != want {
			t.Errorf("%s answered %d and with the cookie %d", target, strange.Code, known.Code)
		}
	}
	post := httptest.NewRequest("POST", "http://"+home+"/api/call/X", nil)
	rightCookie.on(post, g)
	w := httptest.NewRecorder()
	if g.ServeHTTP(w, post); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a call outside answered %d", w.Code)
	}
}

func TestEveryAnswerCarriesTheProtectingHeaders(t *testing.T) {
	for _, target := range []string{"", "?token=" + token} {
		r := open(newTestGuard(), "GET", target)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", target, name, got)
			}
		}
		csp := r.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "img-src 'self' data: blob:"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy lacks %s", target, part)
			}
		}
		if strings.Contains(csp, "script-src 'self' 'unsafe") {
			t.Errorf("%s: the policy allows inline script", target)
		}
	}
}

func TestTheLockedPageSpeaksTheReadersLanguage(t *testing.T) {
	for languages, start := range map[string]string{
		"pt-BR,pt;q=0.9,en;q=0.8": "Este", "es-AR,es": "Esta", "en-GB": "This", "de,en": "This", "": "This", "fr, pt": "Este",
	} {
		if got := lockedText(languages); !strings.HasPrefix(got, start) {
			t.Errorf("%q: %s", languages, got)
		}
	}
}
