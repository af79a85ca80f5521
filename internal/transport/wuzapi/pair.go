package wuzapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// How long a pairing lasts and how often the server is asked meanwhile. A code is good for 20 s, the first one for a minute, and a
// series of six ends the session's wait.
const (
	pairFor   = 160 * time.Second
	pairPause = time.Second
	codeFor   = 20 * time.Second
	codeFirst = time.Minute
	codeMany  = 6
	// pairDown is how long the session may be closed: after the telephone agreed there is a new login.
	pairDown = 10 * time.Second
)

// Pair links the server's session to the telephone that scans the code or types it. A session that is linked already is taken as it
// is: somebody linked it on the server, and only entering it here was missing.
func (c *conn) Pair(ctx context.Context, phone string, show func(transport.Step)) (transport.Identity, error) {
	digits := desk.Phone(phone).Value
	if phone != "" && (len(digits) < 7 || len(digits) > 15 || digits[0] == '0') {
		return transport.Identity{}, &desk.Fault{Code: desk.CodePairPhone, Next: desk.Stop, Scope: desk.OfConnection}
	}
	s, f := c.api.session(ctx)
	if f != nil {
		return transport.Identity{}, pairFault(ctx, f)
	}
	if s.linked && s.up {
		return c.api.identity(s), nil
	}
	p := &pairing{conn: c, phone: digits, show: show}
	s, f = p.run(ctx, s)
	if f != nil {
		return transport.Identity{}, pairFault(ctx, f)
	}
	if err := c.note(func(d *diary) { *d = diary{Ours: p.shown > 0, Hook: d.Hook, Unsigned: d.Unsigned} }); err != nil {
		c.log.Warn("diary not written", "err", err)
	}
	return c.api.identity(s), nil
}

// pairFault is the end of a pairing: one that was cancelled says nothing about the server.
func pairFault(ctx context.Context, f *desk.Fault) *desk.Fault {
	if ctx.Err() != nil {
		return &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Err: ctx.Err()}
	}
	return f
}

// unlinkedAccount begins the name of an account of which the number is not known yet.
const unlinkedAccount = "unlinked:"

// identity is whose session it is. While no telephone is linked, or where a release does not tell, it is named after server and user,
// so that the same one is not entered twice.
func (a *api) identity(s session) transport.Identity {
	if s.linked && s.self.number != "" {
		return transport.Identity{Account: s.self.number, Number: s.self.number, Name: s.name}
	}
	sum := sha256.Sum256([]byte(place(a.base) + "\x00" + a.token))
	return transport.Identity{Account: unlinkedAccount + hex.EncodeToString(sum[:16]), Name: s.name}
}

// pairing is one attempt.
type pairing struct {
	*conn
	phone string
	show  func(transport.Step)
	code  string // the last one shown
	shown int
	none  bool // that there is no code was told
}

// run opens the session, shows what the telephone has to scan or to be told, and waits for its consent.
func (p *pairing) run(ctx context.Context, s session) (session, *desk.Fault) {
	if !s.up {
		if f := p.api.start(ctx); f != nil {
			return s, f
		}
	}
	until := time.Now().Add(pairFor)
	misses, down := 0, time.Now()
	for {
		s, f := p.api.session(ctx)
		switch {
		case f == nil && s.linked && s.up:
			return s, nil
		case f != nil && f.Next != desk.Retry:
			return s, f
		case f == nil && s.up:
			down = time.Now()
			f = p.offer(ctx, until)
		case f == nil && time.Since(down) > pairDown: // the series of codes is over
			down = time.Now()
			f = p.api.start(ctx)
		}
		if misses++; f == nil {
			misses = 0
		}
		switch {
		case f != nil && (f.Next != desk.Retry || misses > 10):
			return s, f
		case time.Now().After(until):
			return s, &desk.Fault{Code: desk.CodePairTimeout, Next: desk.Stop, Scope: desk.OfConnection}
		case !rest(ctx, pairPause):
			return s, offline(ctx.Err())
		}
	}
}

// offer shows the step that the telephone needs now, if it is a new one.
func (p *pairing) offer(ctx context.Context, until time.Time) *desk.Fault {
	if p.phone != "" {
		return p.offerCode(ctx, until)
	}
	s, f := p.api.ask(ctx, http.MethodGet, "/session/qr", nil, nil)
	switch {
	case f != nil && (s.says("already logged in") || s.says("not connected") || s.says("no session")):
		return nil // the next look at the session shows what that means
	case f != nil:
		return f
	}
	picture := s.node().text("QRCode")
	switch {
	case picture == "" && (p.code != "" || p.shown == 0 && !p.none):
		p.none, p.code = true, ""
		p.show(transport.NoQR{})
		return nil
	case picture == "", picture == p.code:
		return nil
	}
	p.code = picture
	text, err := readPicture(picture)
	if err != nil {
		return &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Err: err}
	}
	good := codeFor
	if p.shown == 0 {
		good = codeFirst
	}
	p.shown++
	p.show(transport.QR{Text: text, N: min(p.shown, codeMany), Of: codeMany, Until: time.Now().Add(good)})
	return nil
}

// offerCode asks once for the code to type.
func (p *pairing) offerCode(ctx context.Context, until time.Time) *desk.Fault {
	if p.code != "" {
		return nil
	}
	s, f := p.api.ask(ctx, http.MethodPost, "/session/pairphone", nil, map[string]any{"Phone": p.phone})
	switch {
	case f != nil && s.says("already paired"):
		return nil
	case f != nil && f.Code == desk.CodeInvalid:
		return &desk.Fault{Code: desk.CodePairPhone, Next: desk.Stop, Scope: desk.OfConnection, Raw: f.Raw, Err: f.Err}
	case f != nil:
		return f
	}
	if p.code = desk.Clean(s.node().text("LinkingCode")); p.code == "" || len(p.code) > 32 {
		return &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Err: errors.New("the server gave no code")}
	}
	p.shown++
	p.show(transport.Code{Text: p.code, Until: until})
	return nil
}

// Unlink ends the session where it was linked by us; one that was there before belongs to whoever linked it, and goes on without
// calling us.
func (c *conn) Unlink(ctx context.Context) error {
	d := c.noted()
	calls := c.hangUp(ctx, d)
	if d.Ours {
		s, f := c.api.ask(ctx, http.MethodPost, "/session/logout", nil, nil)
		if f != nil && !s.says("no session") && !s.says("not logged in") && !s.says("not connected") {
			return f
		}
	}
	if calls != nil {
		return calls
	}
	return c.note(func(d *diary) { *d = diary{} })
}
