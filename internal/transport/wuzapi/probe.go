package wuzapi

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// What a finding is about.
const (
	foundPlain   = "plain"   // a warning: what goes to the server can be read on the way; it stays in the own network
	foundServer  = "server"  // a WuzAPI server answers; params: version, ms
	foundToken   = "token"   // it knows the token
	foundSession = "session" // params: state (working, closed, unlinked); anything but working is a warning
	foundNumber  = "number"  // whose session it is; params: number, name
	foundAlive   = "alive"   // the session reaches WhatsApp; as a warning: it says so and does not
	foundHistory = "history" // params: kept; as a warning: what comes during a gap is lost
	foundCalls   = "calls"   // a warning: it calls another program, from which setting up calls would take them; params: host
)

// Probe looks at the way to the server, the server, the token, the session and its number, in this order, and stops where what follows
// would only fail for the same reason. A session that has to be linked, or opened, can be saved: that is done here afterwards.
func (c *conn) Probe(ctx context.Context, found func(transport.Finding)) (transport.Identity, error) {
	if transport.Readable(c.api.base) {
		found(transport.Finding{Field: FieldAddress, What: foundPlain, Warning: true})
	}
	if ok, err := c.probeServer(ctx, found); err != nil || !ok {
		return transport.Identity{}, err
	}
	s, f := c.api.session(ctx)
	switch {
	case f != nil && f.Code == desk.CodeSignedOut:
		found(transport.Finding{Field: FieldToken, What: foundToken, Fault: f})
		return transport.Identity{}, nil
	case f != nil && f.Next == desk.Retry:
		return transport.Identity{}, f
	case f != nil:
		found(transport.Finding{Field: FieldAddress, What: foundServer, Fault: f})
		return transport.Identity{}, nil
	}
	found(transport.Finding{Field: FieldToken, What: foundToken})
	c.probeSession(ctx, s, found)
	c.probeCalls(ctx, found)
	return c.api.identity(s), nil
}

// probeServer asks for the server's health, which needs no token. A proxy in front may keep it for itself.
func (c *conn) probeServer(ctx context.Context, found func(transport.Finding)) (bool, error) {
	began := time.Now()
	s, f := c.api.ask(ctx, http.MethodGet, "/health", nil, nil)
	finding := transport.Finding{Field: FieldAddress, What: foundServer, Params: map[string]string{"version": "", "ms": transport.Took(began)}}
	switch {
	case f != nil && f.Code == desk.CodeBadRequest: // not encrypted, and not in the own network
		finding.Fault = f
		found(finding)
		return false, nil
	case f != nil && f.Code.Offline():
		return false, f
	case s.top.text("status") == "ok":
		finding.Params["version"] = desk.Excerpt(desk.Clean(s.top.text("version")), 40)
		found(finding)
		return true, nil
	case s.status == http.StatusUnauthorized || s.judged: // old releases know no such call; the token will show
		return true, nil
	case s.status >= 500 || s.status == http.StatusTooManyRequests:
		return false, f
	}
	finding.Fault = &desk.Fault{Code: desk.CodeNotFound, Next: desk.Stop, Scope: desk.OfConnection, Raw: strconv.Itoa(s.status), Err: errors.New("no WuzAPI server answers there")}
	found(finding)
	return false, nil
}

// probeCalls looks whom the server calls now. Of the address no more than the host is told, for such addresses hold secrets.
func (c *conn) probeCalls(ctx context.Context, found func(transport.Finding)) {
	where, _, f := c.api.calls(ctx)
	if f != nil || where == "" || where == c.noted().Hook {
		return
	}
	host := ""
	if u, err := url.Parse(where); err == nil {
		host = desk.Excerpt(desk.Clean(u.Hostname()), 100)
	}
	found(transport.Finding{Field: FieldToken, What: foundCalls, Warning: true, Params: map[string]string{"host": host}})
}

func (c *conn) probeSession(ctx context.Context, s session, found func(transport.Finding)) {
	state := "working"
	switch {
	case s.unlinked() || !s.linked && s.up:
		state = "unlinked"
	case !s.working():
		state = "closed"
	}
	found(transport.Finding{Field: FieldToken, What: foundSession, Warning: state != "working", Params: map[string]string{"state": state}})
	if s.linked {
		f := transport.Finding{Field: FieldToken, What: foundNumber, Params: map[string]string{"number": s.self.number, "name": s.name}}
		f.Warning = s.self.number == ""
		found(f)
	}
	if state == "working" && c.mine(s) == nil {
		f := c.alive(ctx)
		found(transport.Finding{Field: FieldToken, What: foundAlive, Fault: f, Warning: f != nil})
	}
	keeps := s.history > 0 || c.history != "" && c.history != "0"
	found(transport.Finding{Field: FieldHistory, What: foundHistory, Warning: !keeps, Params: map[string]string{"kept": strconv.Itoa(s.history)}})
}
