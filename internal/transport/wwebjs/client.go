package wwebjs

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/balcao-app/balcao/internal/transport"
)

// newClient makes a client that speaks to the configured server and to nobody else: it follows no redirect, asks no proxy and keeps
// no cookies. Env is the simulator's, nil for the real network. Without encryption it connects only to this computer and the network
// at hand, whatever a name resolves to at the moment of connecting.
//
// A client made with once never lets the library repeat a request behind our back: every request has a connection of its own, and
// only HTTP/1.1 is spoken, because HTTP/2 has repetitions of its own. See also single.
func newClient(env *http.Client, plain, once bool) *http.Client {
	c := &http.Client{CheckRedirect: transport.Stay}
	base, given := http.RoundTripper(nil), false
	if env != nil {
		base, given = env.Transport, env.Transport != nil
	}
	t, usual := base.(*http.Transport)
	switch {
	case given && !usual:
		c.Transport = base
		return c
	case given:
		t = t.Clone()
	default:
		d := &net.Dialer{Timeout: dialFor, KeepAlive: 30 * time.Second}
		if plain {
			d.Control = transport.OnlyNear
		}
		t = &http.Transport{DialContext: d.DialContext, TLSHandshakeTimeout: dialFor, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 4}
	}
	t.Proxy = nil
	t.DisableKeepAlives = once
	t.DisableCompression = true // what is read is bounded as it is read
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	t.MaxResponseHeaderBytes = 64 << 10
	c.Transport = t
	return c
}

// dialFor bounds the making of a connection.
const dialFor = 15 * time.Second
