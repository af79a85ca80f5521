package wwebjs

import (
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"net/http"

	"github.com/balcao-app/balcao/internal/transport"
)

// longestHook bounds the body of a call, in bytes.
const longestHook = 3 << 20

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
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestHook))
	if err != nil { // a file, most likely; the next look finds its message
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
