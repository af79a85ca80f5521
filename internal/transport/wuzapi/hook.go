package wuzapi

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// signature is the header with the server's signature.
const signature = "X-Hmac-Signature"

// ServeHook answers the server's calls: 200 only after everything in it was stored, otherwise the server repeats it for some minutes.
func (c *conn) ServeHook(w http.ResponseWriter, r *http.Request, take transport.Take) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", "POST")
		http.Error(w, "", http.StatusMethodNotAllowed)
		return
	}
	said, err := open(r.Header.Get("Content-Type"), http.MaxBytesReader(w, r.Body, longestHook), []byte(c.key))
	if err != nil && !errors.Is(err, errOdd) {
		c.log.Warn("call not read; the server's memory is read instead", "err", err)
		c.alarm(notReady(0).Fault("", errors.New("a call was too large, or broke off")))
		http.Error(w, "", http.StatusRequestEntityTooLarge)
		return
	}
	if !c.trusted(r.Header.Get(signature), said) {
		c.log.Warn("call without a good signature refused", "bytes", len(said.event))
		http.Error(w, "", http.StatusUnauthorized)
		return
	}
	top, readable := parse(said.event)
	if err != nil || !readable {
		c.log.Warn("call not understood", "bytes", len(said.event))
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	if err := c.hear(r.Context(), top, take); err != nil {
		c.log.Error("event not stored", "err", err)
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// trusted tells whether a call comes from the server. One without a signature is believed only where the server said, when calls were
// set up, that it has none; the address alone, which nobody can guess, has to do there.
func (c *conn) trusted(header string, said call) bool {
	if header == "" {
		return c.noted().Unsigned && (said.token == "" || subtle.ConstantTimeCompare([]byte(said.token), []byte(c.api.token)) == 1)
	}
	got, err := hex.DecodeString(header)
	if err != nil {
		return false
	}
	return hmac.Equal(got, said.sum)
}

// hear stores what one call tells.
func (c *conn) hear(ctx context.Context, top node, take transport.Take) error {
	kind := top.text("type")
	if f, is := alarmOf(kind, top.node("event")); is {
		c.alarm(f)
		return nil
	}
	e := c.reader().event(kind, top)
	if e == nil {
		return nil
	}
	if err := offer(ctx, take, e); err != nil {
		return fmt.Errorf("take %T: %w", e, err)
	}
	c.learn(e)
	return nil
}

// alarmOf reads what a call tells about the session itself. It is only a reason to look: a call may be late or false.
func alarmOf(kind string, event node) (*desk.Fault, bool) {
	f := &desk.Fault{Next: desk.Reroute, Scope: desk.OfConnection, Raw: desk.Excerpt(event.text("Reason", "Code"), 20)}
	switch kind {
	case "LoggedOut":
		f.Code = desk.CodeSignedOut
	case "StreamReplaced":
		f.Code = desk.CodeReplaced
	case "ClientOutdated":
		f.Code = desk.CodeOutdated
	case "TemporaryBan":
		f.Code, f.After = desk.CodeBlocked, ban(event)
	case "Disconnected", "ConnectFailure", "Connected", "PairSuccess":
		f.Code, f.Next = desk.CodeOffline, desk.Retry
	default:
		return nil, false
	}
	return f, true
}

// ban is how long WhatsApp restricts the account; releases write nanoseconds.
func ban(event node) time.Duration {
	d := time.Duration(event.number("Expire"))
	if d < time.Second || d > 60*24*time.Hour {
		return 24 * time.Hour
	}
	return d
}

// Subscribe has the server call us at an address, and sign its calls where it can. It takes the place of whatever it called before:
// a user of the server has one such address.
func (c *conn) Subscribe(ctx context.Context, callback string) error {
	// Noted before the server knows the address: its first call may be faster than its answer.
	if f := c.equip(ctx, callback); f != nil {
		return f
	}
	if f := c.direct(ctx, callback); f != nil {
		return f
	}
	c.alarm(notReady(0).Fault("", errors.New("calls were set up")))
	return nil
}

// equip gives the server the key for the calls that it makes to an address, and notes both.
func (c *conn) equip(ctx context.Context, callback string) *desk.Fault {
	unsigned := false
	_, f := c.api.ask(ctx, http.MethodPost, "/session/hmac/config", nil, map[string]any{"hmac_key": c.key})
	switch {
	case f == nil:
	case f.Code == desk.CodeNotFound: // an older release
		unsigned = true
	default:
		return f
	}
	if err := c.note(func(d *diary) { d.Hook, d.Unsigned, d.Key = callback, unsigned, mark(c.key) }); err != nil {
		return &desk.Fault{Code: desk.CodeDiskError, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("keep the address of calls: %w", err)}
	}
	return nil
}

// mark tells keys apart and tells nothing about them.
func mark(key string) string {
	sum := sha256.Sum256([]byte("which key " + key))
	return hex.EncodeToString(sum[:8])
}

// direct sets the address of calls and looks whether the server kept it.
func (c *conn) direct(ctx context.Context, callback string) *desk.Fault {
	_, f := c.api.ask(ctx, http.MethodPost, "/webhook", nil, map[string]any{"webhookurl": callback, "events": events()})
	if f != nil {
		return f
	}
	if c.directed(ctx, callback) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.astray = false
		return nil
	}
	_, f = c.api.ask(ctx, http.MethodPut, "/webhook", nil, map[string]any{"webhook": callback, "events": events(), "active": true})
	switch {
	case f != nil:
		return f
	case !c.directed(ctx, callback):
		return &desk.Fault{Code: desk.CodeUnknown, Next: desk.Stop, Scope: desk.OfConnection, Err: errors.New("the server did not keep where to call us")}
	}
	return nil
}

// directed tells whether the server calls us there, about everything that we need.
func (c *conn) directed(ctx context.Context, callback string) bool {
	where, what, f := c.api.calls(ctx)
	return f == nil && where == callback && enough(what)
}

// calls tells where the server calls and about what.
func (a *api) calls(ctx context.Context) (where string, what []string, f *desk.Fault) {
	s, f := a.ask(ctx, http.MethodGet, "/webhook", nil, nil)
	if f != nil {
		return "", nil, f
	}
	for _, v := range s.node().list("subscribe") {
		if name, ok := v.(string); ok {
			what = append(what, name)
		}
	}
	return s.node().text("webhook"), what, nil
}

// enough tells whether messages and receipts are among the events; releases drop names that they do not know.
func enough(what []string) bool {
	return slices.Contains(what, "All") || slices.Contains(what, "Message") && slices.Contains(what, "ReadReceipt")
}

// listen mends what a disconnection made the server forget. Where somebody else had it call them instead, it stays so: two programs
// that take the calls from each other would both miss half. The connection says that nothing comes here.
func (c *conn) listen(ctx context.Context, s session) *desk.Fault {
	d := c.noted()
	hook := d.Hook
	if hook == "" {
		return nil
	}
	if d.Key != mark(c.key) || !s.signs && !d.Unsigned { // another token makes another key
		if f := c.equip(ctx, hook); f != nil {
			c.log.Warn("the server was not given the key for its calls", "err", f.Err)
		}
	}
	where, what, f := c.api.calls(ctx)
	c.mu.Lock()
	c.astray = f == nil && where != hook && where != ""
	c.mu.Unlock()
	switch {
	case f != nil:
		c.log.Warn("not known whether the server calls us", "err", f.Err)
	case where == hook && enough(what):
	case where == hook || where == "":
		if f := c.direct(ctx, hook); f != nil {
			c.log.Warn("calls not set up again", "err", f.Err)
		}
	default:
		return &desk.Fault{Code: desk.CodeDoorShut, Next: desk.Stop, Scope: desk.OfConnection, Err: errors.New("the server calls somebody else")}
	}
	return nil
}

// hangUp ends the calls that come to us, and no others.
func (c *conn) hangUp(ctx context.Context, d diary) *desk.Fault {
	if d.Hook == "" {
		return nil
	}
	where, _, f := c.api.calls(ctx)
	if f != nil || where != d.Hook {
		return f
	}
	_, f = c.api.ask(ctx, http.MethodDelete, "/webhook", nil, nil)
	return f
}
