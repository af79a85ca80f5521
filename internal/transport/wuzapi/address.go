package wuzapi

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"github.com/balcao-app/balcao/internal/desk"
	"time"
)

// parseAddress reads the address of a server: http or https, a host, and perhaps the folder under which a proxy offers it. Whatever
// could hold a secret or change with each call is refused.
func parseAddress(text string) (*url.URL, bool) {
	u, err := url.Parse(strings.TrimRight(text, "/"))
	switch {
	case err != nil, len(text) > 300, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.Opaque != "":
		return nil, false
	case u.User != nil, u.RawQuery != "" || u.ForceQuery, u.Fragment != "", strings.Contains(u.Path, ".."):
		return nil, false
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && u.Scheme == "http" && !desk.Near(ip) {
		return nil, false
	}
	return u, true
}

// errPublic ends a connection that would carry the token unencrypted over the internet.
var errPublic = errors.New("a name under http leads outside the own network")

// newTransport is the way to the server and to nothing else: no proxy stands between, and what is not encrypted reaches only the own
// network. A name is judged by where it leads when it is dialled, which no later change of it can get around.
func newTransport(base *url.URL) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	if base.Scheme == "http" {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			where, err := netip.ParseAddrPort(address)
			if err != nil || !desk.Near(where.Addr()) {
				return errPublic
			}
			return nil
		}
	}
	return &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: 15 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConnsPerHost: 4, IdleConnTimeout: 90 * time.Second,
	}
}

// stay keeps every client here from following a redirect: it could lead elsewhere, and the token with it.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
