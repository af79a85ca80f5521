package wuzapisim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// The server tries five times, after 30 s, 60 s, 120 s and 240 s, and then forgets.
const (
	tries    = 5
	tryAgain = 30 * time.Second
)

// callback is a webhook on its way.
type callback struct {
	kind  string
	body  []byte // JSON
	tried int
}

// Callback is a webhook that was sent, and what it was answered.
type Callback struct {
	Type   string
	Status int // 0: nobody answered
}

// Callbacks lists every attempt to call.
func (s *Server) Callbacks() []Callback {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.hooked)
}

// emit queues an event for whom it concerns. It is called with mu held, and wake afterwards.
func (s *Server) emit(kind string, event any, more map[string]any) {
	if s.user.webhook == "" || !slices.Contains(s.user.events, kind) && !slices.Contains(s.user.events, "All") {
		return
	}
	all := map[string]any{"type": kind, "event": event}
	for k, v := range more {
		all[k] = v
	}
	if s.options.Webhook == "json" {
		all["userID"], all["instanceName"] = s.user.id, s.user.name
	}
	raw, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	h := &s.habits
	times := 1
	switch {
	case h.Lose:
		return
	case h.LoseNext > 0:
		h.LoseNext--
		return
	case h.Twice:
		times = 2
	}
	for range times {
		s.pending = append(s.pending, &callback{kind: kind, body: raw})
	}
}

func (s *Server) wake() {
	select {
	case s.queue <- struct{}{}:
	default:
	}
}

// callAll sends what waits, in order.
func (s *Server) callAll() {
	for {
		select {
		case <-s.life.Done():
			return
		case <-s.queue:
		}
		for {
			c, to, key := s.next()
			if c == nil {
				break
			}
			s.call(c, to, key)
		}
	}
}

func (s *Server) next() (c *callback, to, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pending) == 0 || s.habits.Hold || s.closed {
		return nil, "", ""
	}
	c, s.pending = s.pending[0], s.pending[1:]
	to = s.user.webhook
	if s.habits.AnotherWay != "" {
		to = s.habits.AnotherWay
	}
	return c, to, s.user.hmac
}

// call posts one webhook; one that is not answered well is tried again later.
func (s *Server) call(c *callback, to, key string) {
	kind, body := "application/json", c.body
	if s.options.Webhook != "json" {
		form := url.Values{"jsonData": {string(c.body)}, "userID": {s.user.id}, "instanceName": {s.user.name}}
		if s.options.Release.NoHMAC {
			form = url.Values{"jsonData": {string(c.body)}, "token": {s.options.Token}}
		}
		kind, body = "application/x-www-form-urlencoded", []byte(form.Encode())
	}
	ctx, stop := context.WithTimeout(s.life, 30*time.Second)
	defer stop()
	got := 0
	if r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body)); err == nil {
		r.Header.Set("Content-Type", kind)
		if key != "" && !s.options.Release.NoHMAC {
			mac := hmac.New(sha256.New, []byte(key))
			mac.Write(body)
			r.Header.Set("x-hmac-signature", hex.EncodeToString(mac.Sum(nil)))
		}
		if resp, err := s.client.Do(r); err == nil {
			got = resp.StatusCode
			_ = resp.Body.Close()
		}
	}
	s.mu.Lock()
	s.hooked = append(s.hooked, Callback{c.kind, got})
	c.tried++
	again := (got < 200 || got > 299) && c.tried < tries && !s.closed
	s.mu.Unlock()
	if again {
		time.AfterFunc(tryAgain<<(c.tried-1), func() { s.change(func() { s.pending = append(s.pending, c) }) })
	}
}

// knownEvents drops names that the server does not know, in silence.
func knownEvents(all []string) []string {
	var out []string
	for _, e := range all {
		if has(eventNames, e) && !strings.Contains(e, " ") {
			out = append(out, e)
		}
	}
	return out
}

const eventNames = `Message UndecryptableMessage Receipt MediaRetry ReadReceipt GroupInfo JoinedGroup Picture BlocklistChange Blocklist
	Connected Disconnected ConnectFailure KeepAliveRestored KeepAliveTimeout QRTimeout LoggedOut ClientOutdated TemporaryBan StreamError
	StreamReplaced PairSuccess PairError QR QRScannedWithoutMultidevice PrivacySettings PushNameSetting UserAbout AppState
	AppStateSyncComplete HistorySync OfflineSyncCompleted OfflineSyncPreview CallOffer CallAccept CallTerminate CallOfferNotice
	CallRelayLatency Presence ChatPresence IdentityChange CATRefreshError FBMessage All`

func setHMAC(c *call) answer {
	key := c.text("hmac_key")
	if len(key) < 32 {
		return failed(http.StatusBadRequest, "HMAC key must be at least 32 characters long")
	}
	c.s.user.hmac = key
	return ok(map[string]any{"Details": "HMAC configuration saved successfully"})
}

func showHook(c *call) answer {
	events := c.s.user.events
	if events == nil {
		events = []string{}
	}
	return ok(map[string]any{"webhook": c.s.user.webhook, "subscribe": events})
}

func setHook(c *call) answer { return c.hook("webhookurl") }
func putHook(c *call) answer { return c.hook("webhook") }

func (c *call) hook(field string) answer {
	where := c.text(field)
	if u, err := url.Parse(where); err != nil || u.Host == "" {
		return failed(http.StatusBadRequest, "invalid webhook URL")
	}
	var events []string
	if c.into("events", &events) {
		c.s.user.events = knownEvents(events)
	}
	c.s.user.webhook = where
	return ok(map[string]any{"webhook": where})
}

func dropHook(c *call) answer {
	c.s.user.webhook, c.s.user.events = "", nil
	return ok(map[string]any{"Details": "Webhook and events deleted successfully"})
}

// Tell sends a webhook that the server would not send by itself.
func (s *Server) Tell(kind string, event any, more map[string]any) {
	s.change(func() { s.emit(kind, event, more) })
}

// LoseKey lets the server forget the key for its calls.
func (s *Server) LoseKey() { s.change(func() { s.user.hmac = "" }) }

// TakeHook lets another program take the calls.
func (s *Server) TakeHook(address string) {
	s.change(func() { s.user.webhook = address })
}
