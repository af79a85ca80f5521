package wwebjs

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// The keys of what the operator enters.
const (
	FieldAddress = "address" // of the server, with the path under which it lives, if any
	FieldKey     = "api_key" // what the server calls API_KEY; empty where it has none
	FieldSession = "session" // the name of the session on that server
)

func fields() []transport.Field {
	return []transport.Field{
		{Key: FieldAddress, Check: func(v string) *desk.Fault { _, f := readAddress(v); return f }},
		{Key: FieldKey, Secret: true, Optional: true, Check: match(`^[!-~]{1,512}$`)},
		{Key: FieldSession, Check: match(`^[A-Za-z0-9_-]{1,64}$`)},
	}
}

func match(pattern string) func(string) *desk.Fault {
	re := regexp.MustCompile(pattern)
	return func(v string) *desk.Fault {
		if re.MatchString(v) {
			return nil
		}
		return desk.Refuse(desk.CodeBadRequest)
	}
}

// readAddress takes the address of a server apart. Whatever is in it besides scheme, host, port and path would go where it does not
// belong; a public address without encryption would show the key to everyone on the way.
func readAddress(v string) (*url.URL, *desk.Fault) {
	u, err := url.Parse(v)
	bad := desk.Refuse(desk.CodeBadRequest)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return nil, bad
	case u.User != nil, u.RawQuery != "", u.Fragment != "", u.ForceQuery, strings.ContainsAny(v, "\\ "):
		return nil, bad
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && u.Scheme == "http" && !desk.Near(ip) {
		return nil, bad
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = ""
	return u, nil
}
