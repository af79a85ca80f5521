package connection

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// consentFor is how long the operator may take on the network's page, and after that to choose a number.
const consentFor = 10 * time.Minute

// Consent is one visit of the operator to the network's own page, where they allow the program to use their numbers.
type Consent struct {
	URL    string    // to be opened in the system's browser
	Until  time.Time // when an answer is no longer awaited
	Done   bool
	Fault  *desk.Fault
	Offers []transport.Offer // the numbers to choose from; their values hold secrets
}

// Words are a sentence and the language that it is in, as in an attribute lang.
type Words struct{ Text, Language string }

// consents are the visits of this run of the program. Nothing of them is stored: what they bring is kept only once a number was
// chosen and tested.
type consents struct {
	mu     sync.Mutex
	next   int64
	visits map[int64]*visit
}

type visit struct {
	Consent
	talk   transport.Consent
	server *http.Server
	timer  *time.Timer
	busy   bool
	ended  chan struct{}
}

// Ask begins a visit: it listens on loopback for the browser to come back and tells the address of the page. Words is what the
// browser shows then.
func (m *Manager) Ask(kind desk.Kind, values map[string]string, then Words) (id int64, begun Consent, err error) {
	driver, ok := m.Driver(kind)
	if !ok || driver.Consent == nil {
		return 0, begun, desk.Refuse(desk.CodeUnsupported)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, begun, &desk.Fault{Code: desk.CodeInternal, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("listen for the browser: %w", err)}
	}
	back := fmt.Sprintf("http://localhost:%d/", l.Addr().(*net.TCPAddr).Port)
	talk, err := driver.Consent(values, back, m.network(kind))
	if err != nil {
		return 0, begun, errors.Join(err, l.Close())
	}
	v := &visit{Consent: Consent{URL: talk.URL(), Until: time.Now().Add(consentFor)}, talk: talk, ended: make(chan struct{})}
	v.server = &http.Server{Handler: m.returned(v, then), ReadHeaderTimeout: hookHeader, ReadTimeout: hookHeader, MaxHeaderBytes: 16 << 10}
	m.consents.mu.Lock()
	defer m.consents.mu.Unlock()
	m.consents.next++
	id = m.consents.next
	if m.consents.visits == nil {
		m.consents.visits = map[int64]*visit{}
	}
	m.consents.visits[id] = v
	v.timer = time.AfterFunc(consentFor, func() { m.finish(v, nil, desk.Refuse(desk.CodePairTimeout)) })
	go func() {
		if err := v.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			m.Log.Error("listener for the browser ended", "err", err)
		}
	}()
	return id, v.Consent, nil
}

// returned answers the browser that comes back. What is not the answer to this visit is refused and changes nothing.
func (m *Manager) returned(v *visit, then Words) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.Method != http.MethodGet || r.URL.Path != "/" || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(v.talk.State())) != 1 {
			http.NotFound(w, r)
			return
		}
		if !m.consents.claim(v) {
			http.NotFound(w, r)
			return
		}
		showReturned(w, then)
		code := q.Get("code")
		go func() { // the browser need not wait for the network
			if code == "" {
				m.finish(v, nil, &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Raw: desk.Excerpt(q.Get("error"), 60)})
				return
			}
			ctx, stop := context.WithTimeout(m.ctx, doorFor)
			defer stop()
			offers, err := v.talk.Finish(ctx, code)
			m.finish(v, offers, err)
		}()
	})
}

// returnedStyle is the look of the page on which the browser ends. It names no file, so nothing is fetched.
const returnedStyle = "html{color-scheme:light dark;height:100%}" +
	"body{margin:0;min-height:100%;display:grid;place-content:center;text-align:center;padding:0 24px;box-sizing:border-box;" +
	"font:16px/1.5 system-ui,sans-serif;background:light-dark(#f5f3ee,#141a1b);color:light-dark(#1b2426,#e8eded)}" +
	"h1{margin:0;font-size:24px;color:light-dark(#0e5a6b,#7cc7d6)}p{margin:6px 0 0;max-width:44ch}"

// showReturned writes the page on which the browser ends; its policy lets nothing else into it.
func showReturned(w http.ResponseWriter, then Words) {
	sum := sha256.Sum256([]byte(returnedStyle))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src data:; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	w.Header().Set("Referrer-Policy", "no-referrer")
	_, _ = io.WriteString(w, `<!doctype html><html lang="`+html.EscapeString(then.Language)+`"><meta charset=utf-8>`+
		`<meta name=viewport content="width=device-width"><link rel=icon href="data:,"><title>Balcão</title><style>`+returnedStyle+
		"</style><main><h1>Balcão</h1><p>"+html.EscapeString(then.Text)+"</p></main></html>")
}

// claim takes the one answer that a visit may have.
func (c *consents) claim(v *visit) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := !v.busy && !v.Done
	v.busy = true
	return first
}

// finish ends a visit. What it brought is there to be chosen from for as long as the visit itself might have taken, for it holds secrets.
func (m *Manager) finish(v *visit, offers []transport.Offer, err error) {
	m.consents.mu.Lock()
	defer m.consents.mu.Unlock()
	if v.Done {
		return
	}
	v.timer.Stop()
	v.timer = time.AfterFunc(consentFor, func() { m.consents.drop(v) })
	v.Done, v.Offers = true, offers
	if err != nil {
		v.Fault = desk.AsFault(err)
	}
	close(v.ended)
	go func() { // the last answer is still being written
		ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
		defer stop()
		if err := v.server.Shutdown(ctx); err != nil {
			_ = v.server.Close()
		}
	}()
}

// drop takes a visit off the list and with it what it brought.
func (c *consents) drop(v *visit) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v.timer.Stop()
	maps.DeleteFunc(c.visits, func(_ int64, one *visit) bool { return one == v })
}

// Asked tells how a visit stands.
func (m *Manager) Asked(id int64) (Consent, error) {
	m.consents.mu.Lock()
	defer m.consents.mu.Unlock()
	v, ok := m.consents.visits[id]
	if !ok {
		return Consent{}, desk.Refuse(desk.CodeNotFound)
	}
	return v.Consent, nil
}

// Forget ends a visit and drops what it brought.
func (m *Manager) Forget(id int64) {
	m.consents.mu.Lock()
	v, ok := m.consents.visits[id]
	m.consents.mu.Unlock()
	if ok {
		m.finish(v, nil, context.Canceled)
		m.consents.drop(v)
	}
}

func (m *Manager) forgetAll() {
	m.consents.mu.Lock()
	ids := make([]int64, 0, len(m.consents.visits))
	for id := range m.consents.visits {
		ids = append(ids, id)
	}
	m.consents.mu.Unlock()
	for _, id := range ids {
		m.Forget(id)
	}
}
