package wuzapisim

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/skip2/go-qrcode"
)

// How long a code is good: the first of a series for a minute, each of the five others for 20 s.
const (
	codesOfSeries = 6
	firstCode     = time.Minute
	otherCode     = 20 * time.Second
)

func health(c *call) answer {
	connected, logged := 0, 0
	if c.s.session.up {
		connected = 1
	}
	if c.s.session.linked && c.s.session.up {
		logged = 1
	}
	return answer{status: http.StatusOK, raw: map[string]any{
		"status": "ok", "timestamp": stamp(time.Now()), "uptime": "1h0m0s", "active_connections": connected, "total_users": 2,
		"connected_users": connected, "logged_in_users": logged, "memory_stats": map[string]any{"alloc_mb": 12}, "goroutines": 20, "version": "1.0.5-sim",
	}}
}

func status(c *call) answer {
	n, u := &c.s.session, &c.s.user
	jid := ""
	if n.phone != "" {
		jid = n.phone + ":12@s.whatsapp.net"
	}
	code := ""
	if n.qr != "" {
		code = picture(n.qr)
	}
	if c.s.options.Release.Remembers {
		jid, code = c.s.options.Phone+":12@s.whatsapp.net", picture("2@an old code")
	}
	all := map[string]any{
		"id": u.id, "name": u.name, "jid": jid, "token": c.s.options.Token, "webhook": u.webhook, "events": strings.Join(u.events, ","),
		"history": fmt.Sprint(u.history), "qrcode": code, "proxy_url": "", "proxy_config": map[string]any{"enabled": false},
		"s3_config": map[string]any{"enabled": false}, "hmac_configured": u.hmac != "",
		"connected": n.up, "loggedIn": n.linked && n.up,
	}
	if c.s.options.Release.CapitalStatus {
		return ok(map[string]any{"Connected": n.up, "LoggedIn": n.linked && n.up})
	}
	return ok(all)
}

func connect(c *call) answer {
	var events []string
	immediate := false
	c.into("Subscribe", &events)
	c.into("Immediate", &immediate)
	n := &c.s.session
	if n.started && n.up {
		return broken("already connected")
	}
	c.s.user.events = knownEvents(events)
	c.s.open()
	return ok(map[string]any{"details": "Connected!", "events": strings.Join(c.s.user.events, ","), "jid": n.phone, "webhook": c.s.user.webhook})
}

// open starts the client: a linked one is back in a moment, another one shows codes.
func (s *Server) open() {
	n := &s.session
	n.started, n.dead = true, false
	n.login++
	login := n.login
	time.AfterFunc(300*time.Millisecond, func() { s.change(func() { s.come(login) }) })
}

// change does something in the server's own time.
func (s *Server) change(do func()) {
	s.mu.Lock()
	if !s.closed {
		do()
	}
	s.mu.Unlock()
	s.wake()
}

func (s *Server) come(login int) {
	n := &s.session
	if n.login != login || !n.started {
		return
	}
	n.up, n.linked = true, n.linked || n.phone != ""
	if n.linked {
		s.emit("Connected", map[string]any{}, nil)
		waiting := s.waiting
		s.waiting = nil
		for _, arrive := range waiting {
			arrive()
		}
		return
	}
	n.shown = 0
	s.nextCode(login)
}

// nextCode shows the next code of a series; after the last one the client gives up.
func (s *Server) nextCode(login int) {
	n := &s.session
	if n.login != login || n.linked || !n.up {
		return
	}
	if n.shown == codesOfSeries {
		n.up, n.started, n.qr, n.code = false, false, "", ""
		s.emit("QRTimeout", map[string]any{}, nil)
		return
	}
	good := otherCode
	if n.shown == 0 {
		good = firstCode
	}
	n.shown++
	n.qr = fmt.Sprintf("2@%032x,%043d=,%043d=,%043d=,%d", n.login*1000+n.shown, n.login, n.shown, n.login+n.shown, n.shown)
	s.emit("QR", "code", map[string]any{"qrCodeBase64": picture(n.qr)})
	time.AfterFunc(good, func() { s.change(func() { s.nextCode(login) }) })
}

func disconnect(c *call) answer {
	n := &c.s.session
	switch {
	case !n.started:
		return broken("no session")
	case !n.linked:
		return broken("cannot disconnect because it is not logged in")
	}
	n.started, n.up = false, false
	n.login++
	if c.s.options.Release.DropsEvents {
		c.s.user.events = nil
	}
	return ok(map[string]any{"Details": "Disconnected"})
}

func logout(c *call) answer {
	n := &c.s.session
	switch {
	case !n.started:
		return broken("no session")
	case !n.linked:
		return broken("could not logout as it was not logged in")
	case !n.up:
		return broken("could not disconnect as it was not connected")
	}
	c.s.session = session{login: n.login + 1}
	return ok(map[string]any{"Details": "Logged out"})
}

func qr(c *call) answer {
	n := &c.s.session
	switch {
	case !n.started:
		return broken("no session")
	case !n.up:
		return broken("not connected")
	case n.linked:
		return broken("already logged in")
	case n.qr == "":
		return ok(map[string]any{"QRCode": ""})
	}
	return ok(map[string]any{"QRCode": picture(n.qr)})
}

// picture draws a code as the server does.
func picture(text string) string {
	raw, err := qrcode.Encode(text, qrcode.Medium, 256)
	if err != nil {
		panic(err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(raw)
}

func pairPhone(c *call) answer {
	n := &c.s.session
	number := c.text("Phone")
	switch {
	case !n.started || !n.up:
		return broken("no session")
	case number == "":
		return failed(http.StatusBadRequest, "missing Phone in Payload")
	case n.linked:
		return failed(http.StatusBadRequest, "already paired")
	case strings.Trim(number, "0123456789") != "" || len(number) < 7:
		return failed(http.StatusBadRequest, "phone number too short")
	}
	n.asked, n.code = number, fmt.Sprintf("ABCD-%04d", n.login)
	return ok(map[string]any{"LinkingCode": n.code})
}

func setHistory(c *call) answer {
	var n int
	if !c.into("history", &n) || n < 0 {
		return failed(http.StatusBadRequest, "history cannot be negative")
	}
	c.s.user.history = n
	return ok(map[string]any{"Details": "History configured successfully", "History": n})
}

// Phone is the telephone of the business.
type Phone struct {
	s      *Server
	number string
}

// Phone returns the telephone that the options name. Another one is made by number.
func (s *Server) Phone(number ...string) *Phone {
	if len(number) == 0 {
		number = []string{s.options.Phone}
	}
	return &Phone{s, number[0]}
}

// Scan links the session whose code, as text, the telephone sees.
func (p *Phone) Scan(code string) error {
	return p.link(func(n *session) bool { return n.qr != "" && n.qr == code })
}

// Type links the session by the code that is typed.
func (p *Phone) Type(code string) error {
	return p.link(func(n *session) bool { return n.code != "" && n.code == code && n.asked == p.number })
}

func (p *Phone) link(right func(*session) bool) error {
	s := p.s
	defer s.wake()
	s.mu.Lock()
	defer s.mu.Unlock()
	n := &s.session
	if !n.up || n.linked || !right(n) {
		return fmt.Errorf("link the telephone: no such code is on show")
	}
	n.qr, n.code, n.phone, n.lid = "", "", p.number, lidOf(p.number)
	s.emit("PairSuccess", map[string]any{"ID": n.phone + ":12@s.whatsapp.net", "BusinessName": "", "Platform": "android"}, nil)
	n.up = false // the network asks for a new login
	n.login++
	login := n.login
	time.AfterFunc(time.Second, func() {
		s.change(func() {
			s.come(login)
		})
	})
	return nil
}

// Unlink takes the server's session off the telephone.
func (p *Phone) Unlink() {
	p.s.change(func() {
		p.s.session = session{login: p.s.session.login + 1, started: true}
		p.s.emit("LoggedOut", map[string]any{"OnConnect": false, "Reason": 401}, nil)
	})
}

// Restart ends the server's client, as a restart of the server does: the session stays linked and is not opened.
func (s *Server) Restart() {
	s.change(func() { s.session.started, s.session.up, s.session.login = false, false, s.session.login+1 })
}

// Kill lets the session die in silence: it says that it is connected, and nothing comes through.
func (s *Server) Kill() { s.change(func() { s.session.dead = true }) }

// Relink gives the session to another telephone behind everybody's back.
func (s *Server) Relink(number string) {
	s.change(func() { s.session.phone, s.session.lid, s.session.linked = number, lidOf(number), true })
}

// Session says how the session is, and what of it.
func (s *Server) Session() (up, linked bool, events []string, webhook string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.session.up, s.session.linked, s.user.events, s.user.webhook
}
