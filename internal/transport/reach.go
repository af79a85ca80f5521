package transport

import (
	"errors"
	"net"

	"github.com/balcao-app/balcao/internal/desk"
)

// Unreached reports whether an error says that nothing of what was sent got anywhere: the computer has no way to the network, or no
// name server. Then nobody is bothered by the next attempt, and it may come soon.
func Unreached(err error) bool {
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		return !d.IsNotFound || d.IsTemporary || d.IsTimeout
	}
	for _, no := range noWay {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}

// Nobody reports whether an error says that nothing listens at an address. It is certain where silence is not: asking once more tells
// nothing new.
func Nobody(err error) bool { return errors.Is(err, nobody) }

// Offline is the fault of a connection that is not there now and may come back by itself.
func Offline(err error) *desk.Fault {
	f := &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection, Err: err}
	if Unreached(err) {
		f.Code = desk.CodeNoNetwork
	}
	return f
}
