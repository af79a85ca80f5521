package browser

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// policy lets the page load from its own origin only and keeps it out of other pages' frames.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard stands before the page. Any program and any website on this computer can reach the port, so a request has to
// show three things: the address bar names this machine (a foreign name that resolves here is another website), no other
// website sent it, and it carries the cookie that the printed link was exchanged for.
//
// Everything lies below a random folder. Browsers send a cookie to every port of a machine; this one is bound to the folder, so
// that no other server on this machine is ever handed it.
type guard struct {
	hosts []string
	base  string // the folder, with a slash at both ends
	name  string // of the cookie
	next  http.Handler

	mu     sync.Mutex
	token  string // of the printed link, empty once used
	cookie string
}

// newGuard lets next see paths as if the page lay at the root.
func newGuard(port int, token string, next http.Handler) *guard {
	folder := "/" + strings.ToLower(rand.Text())
	return &guard{
		hosts:  []string{fmt.Sprintf("127.0.0.1:%d", port), fmt.Sprintf("localhost:%d", port)},
		base:   folder + "/",
		name:   fmt.Sprintf("balcao-%d", port),
		next:   http.StripPrefix(folder, next),
		token:  token,
		cookie: secret(),
	}
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Security-Policy", policy)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("X-Frame-Options", "DENY")
	head.Set("Cross-Origin-Opener-Policy", "same-origin")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	switch {
	case !slices.Contains(g.hosts, r.Host), !ownOrigin(r), !ownSite(r):
		http.Error(w, "forbidden", http.StatusForbidden)
	case !g.expected(r):
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	case g.known(r) && r.URL.Path == g.base && r.URL.Query().Has("token"):
		// The link again, in the browser that used it: the page, without the token in the address bar.
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, g.base, http.StatusSeeOther)
	case g.known(r) && !strings.HasPrefix(r.URL.Path, g.base):
		http.NotFound(w, r)
	case g.known(r):
		g.next.ServeHTTP(w, r)
	case g.exchange(r):
		http.SetCookie(w, &http.Cookie{
			Name: g.name, Value: g.cookie, Path: g.base, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		})
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, g.base, http.StatusSeeOther)
	default:
		locked(w, r)
	}
}

// ownOrigin refuses requests that another website's script sent. "null" is such a website too.
func ownOrigin(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	return len(origins) == 0 || len(origins) == 1 && origins[0] == "http://"+r.Host
}

// ownSite refuses what other websites embed or fetch without telling their origin. A page on another port of this
// machine counts as the same site; it may lead here, as the page does when practice begins, but not read from here.
func ownSite(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return true
	case "same-site":
		return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" &&
			r.Header.Get("Sec-Fetch-Dest") == "document"
	}
	return false
}

// expected lets through reading, and writing to calls. Nothing here speaks WebSocket.
func (g *guard) expected(r *http.Request) bool {
	switch {
	case r.Header.Get("Upgrade") != "":
		return false
	case r.Method == http.MethodGet, r.Method == http.MethodHead:
		return true
	}
	return r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, g.base+"api/call/")
}

func (g *guard) known(r *http.Request) bool {
	for _, c := range r.CookiesNamed(g.name) {
		if subtle.ConstantTimeCompare([]byte(c.Value), []byte(g.cookie)) == 1 {
			return true
		}
	}
	return false
}

// exchange uses up the token of the printed link. Only opening the page does: a program that looks at the link first,
// with HEAD, must not spend it.
func (g *guard) exchange(r *http.Request) bool {
	if r.Method != http.MethodGet || r.URL.Path != g.base {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	given := r.URL.Query().Get("token")
	if g.token == "" || subtle.ConstantTimeCompare([]byte(given), []byte(g.token)) != 1 {
		return false
	}
	g.token = ""
	return true
}

// locked tells a person, in their language, why the page does not open.
func locked(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = fmt.Fprintln(w, lockedText(r.Header.Get("Accept-Language")))
}

func lockedText(languages string) string {
	words := map[string]string{
		"pt": "Este endereço só abre no navegador que usou o link primeiro. Inicie o Balcão de novo e abra o novo link.",
		"es": "Esta dirección solo se abre en el navegador que usó el enlace primero. Inicie Balcão de nuevo y abra el nuevo enlace.",
		"en": "This address opens only in the browser that used the link first. Start Balcão again and open the new link.",
	}
	for tag := range strings.SplitSeq(strings.ToLower(languages), ",") {
		tag = strings.TrimSpace(tag)
		if text, ok := words[tag[:min(2, len(tag))]]; ok {
			return text
		}
	}
	return words["en"]
}
