package transport

import (
	"errors"
	"net"
	"syscall"

	"github.com/balcao-app/balcao/internal/desk"
)

// Unreached reports whether an error says that nothing of what was sent got anywhere: the computer has no way to the network, or no
// name server. Then nobody is bothered by the next attempt, and it may come soon.
func Unreached(err error) bool {
	if r, ok := errors.AsType[reworded](err); ok {
		return r.unreached
	}
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

// Reworded is err under other words, for a log that must not have its own. Of the cause only what the system said stays, which names
// neither addresses nor secrets.
func Reworded(err error, text string) error {
	said, _ := errors.AsType[syscall.Errno](err)
	return reworded{text, said, Unreached(err)}
}

type reworded struct {
	text      string
	said      syscall.Errno
	unreached bool
}

func (r reworded) Error() string { return r.text }

func (r reworded) Unwrap() error {
	if r.said == 0 {
		return nil
	}
	return r.said
}

// Offline is the fault of a connection that is not there now and may come back by itself.
func Offline(err error) *desk.Fault {
	f := &desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection, Err: err}
	if Unreached(err) {
		f.Code = desk.CodeNoNetwork
	}
	return f
}
