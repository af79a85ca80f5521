package transport

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

// TestUnreached: only what cannot have reached anybody may be tried again at once.
func TestUnreached(t *testing.T) {
	dial := func(err error) error {
		return fmt.Errorf("connect: %w", &url.Error{Op: "Get", URL: "https://web.whatsapp.com", Err: &net.OpError{Op: "dial", Net: "tcp", Err: err}})
	}
	for name, c := range map[string]struct {
		err  error
		want desk.Code
	}{
		"no route":            {dial(os.NewSyscallError("connect", noWay[0])), desk.CodeNoNetwork},
		"no name server":      {dial(&net.DNSError{Err: "i/o timeout", IsTimeout: true}), desk.CodeNoNetwork},
		"name server refuses": {dial(&net.DNSError{Err: "server misbehaving", IsTemporary: true}), desk.CodeNoNetwork},
		"no such name":        {dial(&net.DNSError{Err: "no such host", IsNotFound: true}), desk.CodeOffline},
		"refused by the host": {dial(os.NewSyscallError("connect", nobody)), desk.CodeOffline},
		"cut on the way":      {errors.New("EOF"), desk.CodeOffline},
		"nothing known":       {nil, desk.CodeOffline},
	} {
		if Nobody(c.err) != (name == "refused by the host") {
			t.Errorf("%s: somebody is there: %t", name, !Nobody(c.err))
		}
		if c.err != nil {
			said := Reworded(c.err, "x")
			if Nobody(said) != Nobody(c.err) || Unreached(said) != Unreached(c.err) || said.Error() != "x" || errors.As(said, new(*url.Error)) {
				t.Errorf("%s under other words: %#v", name, said)
			}
		}
		if f := Offline(c.err); f.Code != c.want || f.Next != desk.Retry || f.Scope != desk.OfConnection {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
