package preview

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// oneDial is how long one address of a host may take, so that a dead one leaves time for the next.
const oneDial = 2 * time.Second

// closed are the IPv4 addresses that are not of the public network (IANA IPv4 Special-Purpose Address Registry), with multicast.
var closed = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3")

// global is the only part of IPv6 that is given out as public; what translates to IPv4 (64:ff9b::/96, ::/96), local and multicast
// addresses lie outside of it. closed6 are the parts of it that are not public or carry an IPv4 address within (IANA IPv6
// Special-Purpose Address Registry).
var (
	global  = netip.MustParsePrefix("2000::/3")
	closed6 = prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

func prefixes(all ...string) []netip.Prefix {
	made := make([]netip.Prefix, len(all))
	for i, p := range all {
		made[i] = netip.MustParsePrefix(p)
	}
	return made
}

// public tells whether an address belongs to the public network.
func public(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	not := closed
	if a.Is6() {
		not = closed6
		if !global.Contains(a) {
			return false
		}
	}
	for _, p := range not {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsValid()
}

// allowed refuses what no link of a card may be: other than https, at a port of its own, or with a name and password inside.
func allowed(u *url.URL) error {
	switch {
	case u.Scheme != "https":
		return errors.New("preview: the link is not https")
	case u.Hostname() == "":
		return errors.New("preview: the link has no host")
	case u.Port() != "" && u.Port() != "443":
		return errors.New("preview: the link is at another port than 443")
	case u.User != nil:
		return errors.New("preview: the link carries a name or a password")
	}
	return nil
}

// way leads to public addresses only.
type way struct{ Options }

func newWay(o Options) *http.Transport {
	if o.Lookup == nil {
		o.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{}).DialContext
	}
	// With no connection kept, each request looks at the address again. A proxy would look it up out of sight.
	return &http.Transport{
		Proxy: nil, DialContext: way{o}.dial, DisableKeepAlives: true, MaxResponseHeaderBytes: headBytes,
		TLSClientConfig: &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
	}
}

// dial looks a host up once and dials the very addresses it looked at, so that a second answer of the resolver cannot lead elsewhere. One
// address that is not public spoils the host.
func (w way) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	all, err := w.find(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if !public(a) {
			return nil, fmt.Errorf("preview: %s is not on the public network", host)
		}
	}
	last := fmt.Errorf("preview: %s has no address", host)
	for _, a := range all {
		c, err := w.try(ctx, network, net.JoinHostPort(a.Unmap().String(), port))
		if err == nil {
			return c, nil
		}
		last = err
	}
	return nil, last
}

func (w way) find(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	return w.Lookup(ctx, host)
}

func (w way) try(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, oneDial)
	defer cancel()
	return w.Dial(ctx, network, address)
}
