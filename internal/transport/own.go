package transport

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Match is the check of a field whose values all have one form.
func Match(pattern string) func(string) *desk.Fault {
	re := regexp.MustCompile(pattern)
	return func(v string) *desk.Fault {
		if re.MatchString(v) {
			return nil
		}
		return desk.Refuse(desk.CodeBadRequest)
	}
}

// longestAddress bounds the address of a server, in bytes.
const longestAddress = 300

// OwnServer reads the address of a server of the operator's own: http or https, a host, and perhaps the folder under which a proxy offers
// it. Whatever else is in it would go where it does not belong, or could hold a secret; and an address outside the own network is not
// taken without encryption, which would show the key to everyone on the way.
func OwnServer(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	switch {
	case err != nil, len(text) > longestAddress, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.Opaque != "":
		return nil, false
	case u.User != nil, u.RawQuery != "" || u.ForceQuery, u.Fragment != "", strings.Contains(u.Path, ".."), strings.ContainsAny(text, "\\ "):
		return nil, false
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && u.Scheme == "http" && !desk.Near(ip) {
		return nil, false
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, true
}

// CheckOwnServer is OwnServer as the check of a field.
func CheckOwnServer(text string) *desk.Fault {
	if _, ok := OwnServer(text); !ok {
		return desk.Refuse(desk.CodeBadRequest)
	}
	return nil
}

// Took is how long an answer took that was asked for then, in whole milliseconds and at least one, as a finding tells it.
func Took(began time.Time) string {
	return strconv.FormatInt(max(1, time.Since(began).Milliseconds()), 10)
}

// Readable reports whether others may read what goes to a server: it is not encrypted, and leaves this computer. The names of localhost
// are this computer's own (RFC 6761).
func Readable(server *url.URL) bool {
	host := strings.ToLower(server.Hostname())
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return server.Scheme == "http" && (err != nil || !ip.Unmap().IsLoopback())
}

// ErrFar is why a server is not spoken to: its name under http leads outside the own network.
var ErrFar = errors.New("an address outside the own network is not spoken to without encryption")

// OnlyNear is the Control of a net.Dialer that reaches this computer and its own network alone. A name is judged by where it leads when it
// is dialled, which no later change of it can get around.
func OnlyNear(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !desk.Near(at.Addr()) {
		return ErrFar
	}
	return nil
}

// Stay keeps a client from following a redirect: it could lead elsewhere, and a secret with it.
func Stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// deepest bounds how objects and lists in an answer are nested. What means something is far below.
const deepest = 64

// TooDeep reports whether objects and lists of a JSON text are nested deeper than anything that means something.
func TooDeep(text []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			if depth++; depth > deepest {
				return true
			}
		case b == '}' || b == ']':
			depth--
		}
	}
	return false
}
