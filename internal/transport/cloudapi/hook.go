package cloudapi

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// longestHook bounds the body of a call, in bytes; the network sends at most this much.
const longestHook = 3 << 20

// Handshake is the word that the network shows when it asks whether an address is ours. It follows from the app's secret, so
// nothing has to be kept, and whoever does not know that secret cannot make it.
func (c *conn) Handshake() string {
	if c.secret == "" {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(c.secret))
	mac.Write([]byte("balcao handshake " + c.number))
	return hex.EncodeToString(mac.Sum(nil))[:40]
}

// Subscribe has the webhooks of this number come to callback. It concerns the one number, because another connection may
// have an address of its own for another number of the account.
func (c *conn) Subscribe(ctx context.Context, callback string) error {
	if c.secret == "" {
		return desk.Refuse(desk.CodeNotReady)
	}
	apps, err := c.graph.Subscriptions(ctx, c.account)
	if err != nil {
		return err
	}
	if len(apps) == 0 {
		if err := c.graph.Subscribe(ctx, c.account, "", ""); err != nil {
			return err
		}
	}
	return c.graph.HookNumber(ctx, c.number, callback, c.Handshake())
}

// ServeHook answers the network's calls. Without the app's secret nobody can prove to be the network, so everyone is refused.
func (c *conn) ServeHook(w http.ResponseWriter, r *http.Request, take transport.Take) {
	switch {
	case c.secret == "":
		http.Error(w, "", http.StatusForbidden)
	case r.Method == http.MethodGet:
		c.shake(w, r)
	case r.Method == http.MethodPost:
		c.hear(w, r, take)
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "", http.StatusMethodNotAllowed)
	}
}

func (c *conn) shake(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	word := sha256.Sum256([]byte(q.Get("hub.verify_token")))
	ours := sha256.Sum256([]byte(c.Handshake()))
	challenge := q.Get("hub.challenge")
	if subtle.ConstantTimeCompare(word[:], ours[:]) != 1 || q.Get("hub.mode") != "subscribe" || len(challenge) > 1024 {
		http.Error(w, "", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, challenge)
}

// hear stores what a call tells. The network is told 200 only after all of it was stored; otherwise it repeats everything.
func (c *conn) hear(w http.ResponseWriter, r *http.Request, take transport.Take) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestHook))
	if err != nil {
		http.Error(w, "", http.StatusRequestEntityTooLarge)
		return
	}
	if !c.signed(r.Header.Get("X-Hub-Signature-256"), body) {
		c.log.Warn("call without a good signature refused", "bytes", len(body))
		http.Error(w, "", http.StatusUnauthorized)
		return
	}
	events, alarms := c.reader().events(body)
	lost := 0
	for _, e := range events {
		if err := offer(r.Context(), take, e); err != nil {
			lost++ // the others are stored nevertheless: one that can never be stored must not hold them up
			c.log.Error("event not stored", "event", fmt.Sprintf("%T", e), "err", err)
		}
	}
	for _, f := range alarms {
		c.alarm(f, false)
	}
	if lost > 0 {
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// signed tells whether the body comes from who knows the app's secret.
func (c *conn) signed(header string, body []byte) bool {
	text, found := strings.CutPrefix(header, "sha256=")
	got, err := hex.DecodeString(text)
	if !found || err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(c.secret))
	mac.Write(body)
	return hmac.Equal(got, mac.Sum(nil))
}

// offer calls take once and turns a panic into an error.
func offer(ctx context.Context, take transport.Take, e transport.Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("storing panicked at\n%s", debug.Stack())
		}
	}()
	return take(ctx, e)
}
