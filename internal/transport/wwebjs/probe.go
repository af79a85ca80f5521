package wwebjs

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// What a finding is about.
const (
	foundPlain   = "plain"   // the address is without encryption
	foundServer  = "server"  // a wwebjs-api server answers there; params: ms
	foundKey     = "key"     // it takes the key; as a warning: it asks for none
	foundSession = "session" // params: state; as a warning: it waits for a phone
	foundNumber  = "number"  // whose it is; params: number, name
	foundAlive   = "alive"   // it reaches WhatsApp
	foundSocket  = "socket"  // it tells what happens; as a warning: it has to be asked
)

// Probe looks at the server, the key, the session, its number, whether it works, and whether the server tells what happens, in this
// order. A session that no phone is linked to can be saved: linking comes next. The error is for a server that could not be asked.
func (c *conn) Probe(ctx context.Context, found func(transport.Finding)) (transport.Identity, error) {
	if transport.Readable(c.base) {
		found(transport.Finding{Field: FieldAddress, What: foundPlain, Warning: true})
	}
	if ok, err := c.probeServer(ctx, found); err != nil || !ok {
		return transport.Identity{}, err
	}
	if ok, err := c.probeKey(ctx, found); err != nil || !ok {
		return transport.Identity{}, err
	}
	return c.probeSession(ctx, found)
}

// probeServer looks whether the address is that of such a server.
func (c *conn) probeServer(ctx context.Context, found func(transport.Finding)) (bool, error) {
	began := time.Now()
	r, f := c.exchange(ctx, c.asks, http.MethodGet, "ping", nil, askFor)
	if f != nil {
		if errors.Is(f, transport.ErrFar) {
			found(transport.Finding{Field: FieldAddress, What: foundPlain, Fault: desk.Refuse(desk.CodeBadRequest)})
			return false, nil
		}
		return false, f
	}
	var e envelope
	finding := transport.Finding{Field: FieldAddress, What: foundServer, Params: map[string]string{"ms": transport.Took(began)}}
	if r.status != http.StatusOK || !decode(r.body, &e) || !bool(e.Success) || e.Message != "pong" {
		finding.Fault = notThere.Fault(rawOf(r.status), errUnreadable)
	}
	found(finding)
	return finding.Fault == nil, nil
}

// probeKey looks whether the server takes the key, and whether it would have taken anyone.
func (c *conn) probeKey(ctx context.Context, found func(transport.Finding)) (bool, error) {
	finding := transport.Finding{Field: FieldKey, What: foundKey}
	f := c.get(ctx, "session/getSessions", nil)
	switch {
	case f == nil:
	case f.Code.Offline():
		return false, f
	default:
		finding.Fault = f
		found(finding)
		return false, nil
	}
	open := *c.server
	open.key = ""
	finding.Warning = c.key == "" || open.get(ctx, "session/getSessions", nil) == nil
	found(finding)
	return true, nil
}

// probeSession looks at the session and at whose it is.
func (c *conn) probeSession(ctx context.Context, found func(transport.Finding)) (transport.Identity, error) {
	unlinked := c.recall()
	st, f := c.status(ctx)
	if f != nil {
		return transport.Identity{}, f
	}
	finding := transport.Finding{Field: FieldSession, What: foundSession, Params: map[string]string{"state": sayState(st)}}
	if !st.connected() {
		v := situations[string(st.State)]
		finding.Warning = v.Code != desk.CodeBlocked && v.Code != desk.CodeOutdated
		finding.Fault = notReady.Fault(string(st.State), errors.New("the session is not connected"))
		if !finding.Warning {
			finding.Fault = v.Fault(string(st.State), errors.New("the session cannot be used"))
		}
		found(finding)
		return unlinked, nil
	}
	found(finding)
	who, f := c.identity(ctx)
	switch {
	case f != nil && f.Code.Offline():
		return transport.Identity{}, f
	case f != nil || who.id == (wid{}):
		found(transport.Finding{Field: FieldSession, What: foundNumber, Warning: true, Fault: notReady.Fault("", errors.New("the session does not say whose it is"))})
		return unlinked, nil
	}
	found(transport.Finding{Field: FieldSession, What: foundNumber, Params: map[string]string{"number": "+" + who.id.user, "name": who.name}})
	c.probeWork(ctx, who, found)
	return transport.Identity{Account: who.id.String(), Number: who.id.user, Name: who.name}, nil
}

// probeWork looks whether the session works and tells what happens. Neither keeps a connection from being saved.
func (c *conn) probeWork(ctx context.Context, who account, found func(transport.Finding)) {
	finding := transport.Finding{Field: FieldSession, What: foundAlive}
	if f := c.alive(ctx, who.id); f != nil {
		finding.Fault, finding.Warning = f, true
	}
	found(finding)
	socket, err := c.dial(ctx)
	if err == nil {
		_ = socket.CloseNow() // only that it opens was asked
	}
	found(transport.Finding{Field: FieldAddress, What: foundSocket, Warning: err != nil})
}

// states are those that the server knows; others are not shown.
var states = []text{
	"CONFLICT", "CONNECTED", "DEPRECATED_VERSION", "OPENING", "PAIRING", "PROXYBLOCK", "SMB_TOS_BLOCK", "TIMEOUT", "TOS_BLOCK", "UNLAUNCHED",
	"UNPAIRED", "UNPAIRED_IDLE",
}

func sayState(st status) string {
	switch {
	case slices.Contains(states, st.State):
		return string(st.State)
	case st.missing():
		return "session_not_found"
	}
	return "session_not_connected"
}
