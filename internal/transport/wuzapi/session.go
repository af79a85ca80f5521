package wuzapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// session is how the server describes the session of our user.
type session struct {
	up      bool // its socket to WhatsApp is open
	linked  bool // a telephone agreed to it
	told    bool // the release tells whose it is
	self    account
	id      string // of the user on the server
	name    string
	keeps   bool // the release tells how many messages it keeps of each conversation
	history int
	qr      bool // a code is on show, or was
	signs   bool // it signs its calls, or the release does not tell
}

// account is the WhatsApp account of a session.
type account struct{ number, lid string }

func readSession(n node) session {
	s := session{
		up: n.yes("connected"), linked: n.yes("loggedIn"), told: n.has("jid"), id: n.text("id"), name: desk.Clean(n.text("name")),
		keeps: n.has("history"), history: int(n.number("history")), qr: n.text("qrcode") != "",
		signs: n.yes("hmac_configured") || !n.has("hmac_configured"),
	}
	if j, ok := parseJID(n.text("jid")); ok && j.server == serverPhone {
		s.self.number = j.user
	}
	return s
}

func (a *api) session(ctx context.Context) (session, *desk.Fault) {
	s, f := a.ask(ctx, http.MethodGet, "/session/status", nil, nil)
	if f != nil {
		return session{}, f
	}
	return readSession(s.node()), nil
}

// working tells whether messages can go.
func (s session) working() bool { return s.up && s.linked }

// events are what we want to be told.
func events() []string {
	return []string{
		"Message", "UndecryptableMessage", "ReadReceipt", "ChatPresence", "Connected", "Disconnected", "ConnectFailure", "LoggedOut",
		"PairSuccess", "StreamReplaced", "TemporaryBan", "ClientOutdated", "CallOffer", "CallOfferNotice", "CallAccept", "CallTerminate",
	}
}

// start has the server open the session. An empty list of events would unsubscribe us, so ours always goes along.
func (a *api) start(ctx context.Context) *desk.Fault {
	s, f := a.ask(ctx, http.MethodPost, "/session/connect", nil, map[string]any{"Subscribe": events(), "Immediate": true})
	if f != nil && s.says("already connected") {
		return nil
	}
	return f
}

// halt has the server close the session, which stays linked.
func (a *api) halt(ctx context.Context) *desk.Fault {
	s, f := a.ask(ctx, http.MethodPost, "/session/disconnect", nil, nil)
	if f != nil && (s.says("no session") || s.says("not logged in")) {
		return nil
	}
	return f
}

// How long a session may take to come up, and how often it is looked at meanwhile.
const (
	startFor   = 25 * time.Second
	startPause = time.Second
)

// raise sees to it that the session works, and has the server open it where that is all that is missing.
func (c *conn) raise(ctx context.Context) (session, *desk.Fault) {
	s, f := c.api.session(ctx)
	if f != nil && f.Code == desk.CodeSignedOut && rest(ctx, checkPause) { // a server that only just started may not know its users yet
		s, f = c.api.session(ctx)
	}
	switch {
	case f != nil:
		return s, f
	case s.working():
		return s, c.mine(s)
	case s.unlinked():
		return s, signedOut.Fault("", errors.New("the server's session is not linked"))
	}
	if !s.up {
		if f := c.api.start(ctx); f != nil {
			return s, f
		}
	}
	return c.await(ctx)
}

// unlinked tells a session that has to be linked from one that was only not opened yet; where a release tells nothing of it, opening
// it shows.
func (s session) unlinked() bool { return !s.linked && s.told && s.self.number == "" }

// await looks at a session that was opened until it works.
func (c *conn) await(ctx context.Context) (session, *desk.Fault) {
	until := time.Now().Add(startFor)
	for {
		s, f := c.api.session(ctx)
		switch {
		case f != nil && f.Next != desk.Retry:
			return s, f
		case f == nil && s.working():
			return s, c.mine(s)
		case f == nil && s.unlinked():
			return s, signedOut.Fault("", errors.New("the server's session is not linked"))
		case time.Now().Add(startPause).After(until):
			return s, down(s, f)
		}
		if !rest(ctx, startPause) {
			return s, offline(ctx.Err())
		}
	}
}

// down says why a session did not come up. One that is open and shows codes all the while is not linked any more, whatever the server
// remembers of whose it was; a code alone may be an old one.
func down(s session, f *desk.Fault) *desk.Fault {
	switch {
	case f != nil:
		return f
	case s.up && s.qr:
		return signedOut.Fault("", errors.New("the server's session waits to be linked"))
	}
	return notReady(10*time.Second).Fault("", errors.New("the server's session does not come up"))
}

// mine refuses a session that was linked to another number meanwhile: its conversations are that one's. Where it is mine, that is
// remembered for a moment.
func (c *conn) mine(s session) *desk.Fault {
	if c.account != "" && s.self.number != "" && c.account != s.self.number {
		f := &desk.Fault{Code: desk.CodePairOther, Next: desk.Retry, Scope: desk.OfConnection, After: time.Minute,
			Params: map[string]string{"came": s.self.number, "expected": c.account}, Err: errors.New("the server's session is that of another number")}
		if strings.HasPrefix(c.account, unlinkedAccount) { // linked elsewhere, and to be confirmed by linking here
			f = signedOut.Fault("", errors.New("the server's session was linked by somebody else"))
		}
		return f
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pulse, c.user = time.Now(), s.id
	if s.keeps {
		c.kept = s.history > 0 && !c.blind
	}
	if s.self.number != "" {
		c.self = s.self
	}
	return nil
}

// fresh is how long a look at the session is trusted.
const fresh = 5 * time.Second

// ready tells whether the session works before a message is risked on it: what a dead session is given ends in doubt.
func (c *conn) ready(ctx context.Context) *desk.Fault {
	c.mu.Lock()
	pulse := c.pulse
	c.mu.Unlock()
	if time.Since(pulse) < fresh {
		return nil
	}
	s, f := c.api.session(ctx)
	switch {
	case f != nil:
		return passing(f)
	case s.unlinked():
		return signedOut.Fault("", errors.New("the server's session is not linked"))
	case !s.working():
		return notReady(5*time.Second).Fault("", errors.New("the server's session is not connected"))
	}
	return c.mine(s)
}

// whose is the account of the session.
func (o *office) whose() account {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.self
}

// rest waits, and tells whether ctx still lives.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return ctx.Err() == nil
	}
}
