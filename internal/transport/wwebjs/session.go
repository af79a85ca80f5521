package wwebjs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// status is what the server says of the session.
type status struct {
	Success flag `json:"success"`
	State   text `json:"state"`
	Message text `json:"message"`
}

func (s status) connected() bool { return bool(s.Success) && (s.State == "CONNECTED" || s.State == "") }

// missing tells that the server does not run the session. It says so too in the first seconds in which it starts one.
func (s status) missing() bool { return s.Message == "session_not_found" }

// dead tells that the browser of the session is gone.
func (s status) dead() bool {
	return s.Message == "browser tab closed" || s.Message == "session closed"
}

// status asks how the session is. The answer is one in any case; a fault is for a server that gave none.
func (s *server) status(ctx context.Context) (status, *desk.Fault) {
	r, f := s.exchange(ctx, s.asks, http.MethodGet, s.path("session/status"), nil, askFor)
	if f != nil {
		return status{}, f
	}
	var st status
	switch {
	case r.status >= 300:
		return status{}, no("ask session/status", r)
	case !decode(r.body, &st) || st.Message == "" && st.State == "" && !bool(st.Success):
		return status{}, busy.Fault(rawOf(r.status), fmt.Errorf("ask session/status: %w", errUnreadable))
	}
	return st, nil
}

// no is the fault of an answer that is none.
func no(what string, r reply) *desk.Fault {
	var e envelope
	decode(r.body, &e)
	return asking(r.status, e.Error).Fault(rawOf(r.status), errAnswer(what, r.status, ""))
}

// begin starts the session; one that runs already is fine. It is asked once and never behind our back.
func (s *server) begin(ctx context.Context) *desk.Fault {
	r, f := s.exchange(ctx, s.once, http.MethodGet, s.path("session/start"), nil, workFor)
	if f != nil {
		return f
	}
	var e envelope
	readable := decode(r.body, &e)
	switch {
	case readable && r.status < 300 && bool(e.Success):
		return nil
	case r.status == http.StatusUnprocessableEntity && strings.HasPrefix(string(e.Error), "Session already exists"):
		return nil
	case r.status == http.StatusForbidden:
		return no("start the session", r)
	}
	return notReady.Fault(rawOf(r.status), errAnswer("start the session", r.status, scrub(string(e.Error), s.key)))
}

// renew ends the browser of the session and starts another one. The login stays.
func (s *server) renew(ctx context.Context) *desk.Fault {
	r, f := s.exchange(ctx, s.once, http.MethodGet, s.path("session/restart"), nil, workFor)
	if f != nil {
		return f
	}
	var e envelope
	if decode(r.body, &e) && r.status < 300 && bool(e.Success) {
		return nil
	}
	return notReady.Fault(rawOf(r.status), errAnswer("restart the session", r.status, scrub(string(e.Error+e.Message), s.key)))
}

// code is the QR code that the session shows now; empty while it shows none.
func (s *server) code(ctx context.Context) (string, *desk.Fault) {
	r, f := s.exchange(ctx, s.asks, http.MethodGet, s.path("session/qr"), nil, askFor)
	if f != nil {
		return "", f
	}
	var got struct {
		envelope
		QR text `json:"qr"`
	}
	if r.status >= 300 || !decode(r.body, &got) {
		return "", no("ask session/qr", r)
	}
	if !got.Success || len(got.QR) > 4096 {
		return "", nil
	}
	return string(got.QR), nil
}

// account is who the session is linked to.
type account struct {
	id   wid
	name string
}

// identity asks whose account the session is. It is empty while the page is still loading.
func (s *server) identity(ctx context.Context) (account, *desk.Fault) {
	var got struct {
		Info maybe[struct {
			Wid  wid  `json:"wid"`
			Me   wid  `json:"me"`
			Name text `json:"pushname"`
		}] `json:"sessionInfo"`
	}
	if f := s.get(ctx, s.path("client/getClassInfo"), &got); f != nil {
		return account{}, f
	}
	id := got.Info.v.Wid
	if id.address().Value == "" {
		id = got.Info.v.Me
	}
	if id.server != ofPhone || id.address().Value == "" {
		return account{}, nil
	}
	return account{id, desk.Clean(string(got.Info.v.Name))}, nil
}

// alive asks WhatsApp itself, through the session, for something that it certainly knows: our own number. A session whose browser lost
// its way says CONNECTED for days and answers nothing that has to come from outside.
func (s *server) alive(ctx context.Context, me wid) *desk.Fault {
	var got struct {
		Result wid `json:"result"`
	}
	if f := s.post(ctx, s.path("client/getNumberId"), map[string]string{"number": me.user}, &got); f != nil {
		return f
	}
	if got.Result == (wid{}) {
		return notReady.Fault("", errors.New("the session says that it is connected, and does not reach WhatsApp"))
	}
	return nil
}

// start starts the session, one caller at a time.
func (c *conn) start(ctx context.Context) *desk.Fault {
	c.turn.Lock()
	defer c.turn.Unlock()
	if st, f := c.status(ctx); f != nil || !st.missing() { // somebody else did meanwhile
		return f
	}
	c.mu.Lock()
	early := time.Since(c.started) < startEvery
	if !early {
		c.started = time.Now()
	}
	c.mu.Unlock()
	if early {
		return nil
	}
	c.log.Info("session is started")
	f := c.begin(ctx)
	if f == nil || !f.Code.Offline() { // it is known what became of it
		c.mu.Lock()
		c.started = time.Time{}
		c.mu.Unlock()
	}
	return f
}

// startEvery is how long the server is left alone that did not answer when it was told to start the session: it may be doing so, and says
// meanwhile that it knows no such session. Told again, it would start a second browser on the same folder.
const startEvery = 5 * time.Minute

// renewEvery is how long a session is left alone after it was started again: it takes a minute to load, and doing it over and over
// would keep it from ever working.
const renewEvery = 30 * time.Minute

// restart starts a session again that does not work, unless that was done not long ago.
func (c *conn) restart(ctx context.Context) *desk.Fault {
	c.turn.Lock()
	defer c.turn.Unlock()
	c.mu.Lock()
	early := !c.restarted.IsZero() && time.Since(c.restarted) < renewEvery
	if !early {
		c.restarted = time.Now()
	}
	c.mu.Unlock()
	if early {
		return nil
	}
	c.log.Warn("session is started again")
	return c.renew(ctx)
}
