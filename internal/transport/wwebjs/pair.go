package wwebjs

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	pairFor   = 5 * time.Minute
	pairPause = 3 * time.Second
	codeFor   = 20 * time.Second // how long a QR code can be scanned; the first one for a minute
	codes     = 15               // as many as there are in that time, about
)

// Pair links the session to the account of a phone: the server starts it and makes the codes, which are shown here. A session that is
// linked already is taken as it is.
func (c *conn) Pair(ctx context.Context, phone string, show func(transport.Step)) (transport.Identity, error) {
	digits := desk.Phone(phone).Value
	if phone != "" && (len(digits) < 7 || len(digits) > 15 || digits[0] == '0') {
		return transport.Identity{}, &desk.Fault{Code: desk.CodePairPhone, Next: desk.Stop, Scope: desk.OfConnection}
	}
	p := &pairing{conn: c, phone: digits, show: show, until: time.Now().Add(pairFor)}
	who, f := p.run(ctx)
	if f != nil {
		return transport.Identity{}, f
	}
	if p.shown > 0 {
		if err := c.markOurs(); err != nil {
			c.log.Warn("who linked the session was not written down", "err", err)
		}
	}
	return transport.Identity{Account: who.id.String(), Number: who.id.user, Name: who.name}, nil
}

// pairing is one attempt.
type pairing struct {
	*conn
	phone string
	show  func(transport.Step)
	until time.Time
	code  string // on screen
	shown int
	none  bool // that there is no code was told
}

func (p *pairing) run(ctx context.Context) (account, *desk.Fault) {
	for {
		who, f := p.step(ctx)
		switch {
		case ctx.Err() != nil:
			return account{}, &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Err: ctx.Err()}
		case f != nil:
			return account{}, f
		case who.id != (wid{}):
			return who, nil
		case time.Now().After(p.until):
			return account{}, &desk.Fault{Code: desk.CodePairTimeout, Next: desk.Stop, Scope: desk.OfConnection}
		}
		rest(ctx, pairPause)
	}
}

// step looks at the session once and does what comes next. A session that is being started answers with all kinds of errors, so only
// what cannot pass is one.
func (p *pairing) step(ctx context.Context) (account, *desk.Fault) {
	st, f := p.status(ctx)
	switch {
	case f != nil && (f.Code == desk.CodeSignedOut || f.Code.Offline() && p.shown == 0):
		return account{}, f
	case f != nil:
		return account{}, nil
	case st.connected():
		who, f := p.identity(ctx)
		if f != nil && f.Code == desk.CodeSignedOut {
			return account{}, f
		}
		return who, nil
	case st.missing():
		return account{}, p.start(ctx)
	case st.dead():
		return account{}, p.restart(ctx)
	}
	if v := situations[string(st.State)]; v.Code == desk.CodeBlocked || v.Code == desk.CodeOutdated {
		return account{}, v.Fault(string(st.State), errors.New("the session cannot be used"))
	}
	return account{}, p.look(ctx)
}

// look shows the code of this moment.
func (p *pairing) look(ctx context.Context) *desk.Fault {
	code, f := p.server.code(ctx)
	switch {
	case f != nil, code != "" && code == p.code:
		return nil //nolint:nilerr // it is asked again
	case code == "":
		if p.code != "" || p.shown == 0 && !p.none {
			p.none, p.code = true, ""
			p.show(transport.NoQR{})
		}
		return nil
	}
	p.code = code
	if p.phone == "" {
		p.shown++
		left := codeFor
		if p.shown == 1 {
			left = time.Minute
		}
		p.show(transport.QR{Text: code, N: p.shown, Of: max(p.shown, codes), Until: time.Now().Add(left)})
		return nil
	}
	if p.shown > 0 {
		return nil
	}
	return p.typed(ctx)
}

// typed asks for a code to type on the phone, once.
func (p *pairing) typed(ctx context.Context) *desk.Fault {
	var got struct {
		Result text `json:"result"`
	}
	in := object{"phoneNumber": p.phone, "showNotification": true}
	if f := p.ask(ctx, http.MethodPost, p.path("session/requestPairingCode"), in, &got, workFor); f != nil {
		return &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Raw: f.Raw, Err: f.Err}
	}
	if got.Result == "" || len(got.Result) > 32 {
		return &desk.Fault{Code: desk.CodePairRefused, Next: desk.Stop, Scope: desk.OfConnection, Err: errUnreadable}
	}
	p.shown++
	p.show(transport.Code{Text: string(got.Result), Until: p.until})
	return nil
}

// oursName marks the folder of a connection whose session was linked from here.
const oursName = "linked-here"

func (c *conn) markOurs() error {
	if c.dir == "" {
		return nil
	}
	return errors.Join(os.MkdirAll(c.dir, 0o700), os.WriteFile(filepath.Join(c.dir, oursName), nil, 0o600))
}

// Unlink takes the session off its phone where it was linked from here. A session that was there before belongs to somebody else, too:
// it is left alone. The server is told once; what it does then is its own affair.
func (c *conn) Unlink(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(c.dir, oursName)); c.dir == "" || err != nil {
		return nil //nolint:nilerr // without the mark it is not ours
	}
	c.turn.Lock()
	defer c.turn.Unlock()
	r, f := c.exchange(ctx, c.once, http.MethodGet, c.path("session/terminate"), nil, workFor)
	if f != nil {
		return f
	}
	var e envelope
	if !decode(r.body, &e) || r.status >= 300 || !bool(e.Success) && e.Message != "session_not_found" {
		return notReady.Fault(rawOf(r.status), errAnswer("end the session", r.status, scrub(string(e.Error), c.key)))
	}
	if err := os.Remove(filepath.Join(c.dir, oursName)); err != nil {
		c.log.Warn("mark of the session not removed", "err", err)
	}
	return nil
}
