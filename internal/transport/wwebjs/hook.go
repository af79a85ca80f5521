package wwebjs

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/balcao-app/balcao/internal/transport"
)

// Bounds of one call and of one event, in bytes. Files come inside, as large as the server's own limit lets them be; they are left out
// while they are read, and fetched when they are wanted.
const (
	longestHook   = 160 << 20
	longestEvent  = 8 << 20
	longestString = 1 << 20 // a text of the greatest length, every letter of it escaped
)

var errTooLong = errors.New("an event is too long")

// readEvent reads what the server tells, without its files.
func readEvent(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(transport.Lean(r, longestString), longestEvent+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read an event: %w", err)
	case len(raw) > longestEvent:
		return nil, errTooLong
	}
	return raw, nil
}

// ServeHook takes what the server posts to its webhook, which is what it tells by socket as well. The server proves itself by the same
// key that it asks of us; where it has none, the path that nobody can guess is the only proof. It is answered 200 after everything was
// stored, although it never repeats a call.
func (c *conn) ServeHook(w http.ResponseWriter, r *http.Request, take transport.Take) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", "POST")
		http.Error(w, "", http.StatusMethodNotAllowed)
		return
	}
	got, want := sha256.Sum256([]byte(r.Header.Get("x-api-key"))), sha256.Sum256([]byte(c.key))
	if c.key != "" && subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		http.Error(w, "", http.StatusForbidden)
		return
	}
	body, err := readEvent(http.MaxBytesReader(w, r.Body, longestHook))
	if err != nil { // the next look finds its message
		c.nudge()
		http.Error(w, "", http.StatusRequestEntityTooLarge)
		return
	}
	if err := (&intake{c, take, true}).hear(r.Context(), body); err != nil {
		c.log.Error("event not stored", "err", err)
		c.nudge()
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}
