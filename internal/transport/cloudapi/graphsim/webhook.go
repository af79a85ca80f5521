package graphsim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// Bounds of one webhook request, and how long Meta waits for the answer.
const (
	maxUpdates = 1000
	maxPost    = 3 << 20
	hookWait   = 10 * time.Second
)

// hook is one address with what waits to be told there.
type hook struct {
	address string
	queue   []update
	running bool
}

// update is one change of one account.
type update struct {
	app     string // id, whose secret signs
	account string
	field   string
	value   json.RawMessage
}

// Post is one attempt to deliver a webhook.
type Post struct {
	At        time.Time
	Address   string
	Body      []byte
	Signature string // the header's value
	Attempt   int    // from 1
	Status    int    // 0: no answer
}

// Posts lists the attempts to deliver webhooks, oldest first.
func (s *Server) Posts() []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.posts)
}

func newWebhookClient(o Options) *http.Client {
	return &http.Client{
		Transport: &http.Transport{DialContext: o.Dial},
		Timeout:   hookWait,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// emit tells every app that listens to the number's account. Under the lock.
func (s *Server) emit(n *Number, field string, value any) {
	s.announce(s.accounts[n.Account], n, field, value)
}

// announce queues an update for the apps that are subscribed to the account and the field. n is nil for what concerns
// the whole account.
func (s *Server) announce(a *Account, n *Number, field string, value any) {
	data := encode(value)
	for _, id := range sortedKeys(a.Subscribed) {
		app := s.apps[id]
		if app.Unpublished || !slices.Contains(app.Fields, field) {
			continue
		}
		address := app.Callback
		if o := a.Subscribed[id].Override; o != "" {
			address = o
		}
		if n != nil && n.Override != "" {
			address = n.Override
		}
		if address != "" {
			s.enqueue(address, update{app: id, account: a.ID, field: field, value: data})
		}
	}
}

// enqueue lets the weather do its worst and queues what is left.
func (s *Server) enqueue(address string, u update) {
	h := s.hooks[address]
	if h == nil {
		h = &hook{address: address}
		s.hooks[address] = h
	}
	copies := s.weatherFor(u)
	for range copies {
		at := len(h.queue)
		if at > 0 && s.chance(s.weather.Reorder) {
			at = s.clouds.IntN(at)
		}
		h.queue = slices.Insert(h.queue, at, u)
	}
	s.drive(h)
}

// drive starts the courier of an address unless it is on its way or held back.
func (s *Server) drive(h *hook) {
	if h.running || s.closed || s.weather.Hold || len(h.queue) == 0 {
		return
	}
	h.running = true
	s.tasks.spawn(func() { s.courier(h) })
}

// courier delivers what is queued, one request after the other; refused requests are tried again on their own, so that
// what comes later may overtake them.
func (s *Server) courier(h *hook) {
	for {
		s.mu.Lock()
		if len(h.queue) == 0 || s.weather.Hold || s.closed {
			h.running = false
			s.mu.Unlock()
			return
		}
		app, body := s.batch(h)
		s.mu.Unlock()
		if !s.post(h.address, app, body, 1) {
			s.tasks.spawn(func() { s.insist(h.address, app, body) })
		}
	}
}

// batch takes as many updates of one app as fit into a request.
func (s *state) batch(h *hook) (app string, body []byte) {
	app = h.queue[0].app
	n, size := 0, 0
	for n < len(h.queue) && n < s.weather.batch() && h.queue[n].app == app {
		size += len(h.queue[n].value) + 100
		if n > 0 && size > maxPost {
			break
		}
		n++
	}
	body = envelope(h.queue[:n])
	h.queue = slices.Delete(h.queue, 0, n)
	return app, body
}

type entry struct {
	ID      string   `json:"id"`
	Changes []change `json:"changes"`
}

type change struct {
	Value json.RawMessage `json:"value"`
	Field string          `json:"field"`
}

// envelope puts updates into one body; those of one account in a row share an entry.
func envelope(updates []update) []byte {
	var entries []*entry
	for _, u := range updates {
		if len(entries) == 0 || entries[len(entries)-1].ID != u.account {
			entries = append(entries, &entry{ID: u.account})
		}
		last := entries[len(entries)-1]
		last.Changes = append(last.Changes, change{Value: u.value, Field: u.field})
	}
	var b bytes.Buffer
	b.WriteString(`{"object":"whatsapp_business_account","entry":[`)
	for i, e := range entries {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%q,"changes":[`, e.ID)
		for j, c := range e.Changes {
			if j > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `{"value":%s,"field":%q}`, c.Value, c.Field)
		}
		b.WriteString("]}")
	}
	b.WriteString("]}")
	return b.Bytes()
}

// post makes one attempt and tells whether it was taken.
func (s *Server) post(address, app string, body []byte, attempt int) bool {
	s.mu.Lock()
	signature := sign(body, s.apps[app].Secret)
	s.mu.Unlock()
	p := Post{At: time.Now(), Address: address, Body: body, Signature: signature, Attempt: attempt}
	p.Status = s.carry(address, body, signature)
	s.mu.Lock()
	s.posts = keep(append(s.posts, p))
	s.mu.Unlock()
	s.changes.happened()
	return p.Status == http.StatusOK
}

func (s *Server) carry(address string, body []byte, signature string) int {
	q, err := http.NewRequestWithContext(s.life, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		s.trouble(fmt.Errorf("webhook to %s: %w", address, err))
		return 0
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("User-Agent", "facebookexternalua")
	q.Header.Set("X-Hub-Signature-256", signature)
	answer, err := s.client.Do(q)
	if err != nil {
		return 0 // an unreachable address is what retries are for
	}
	defer answer.Body.Close()
	io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
	return answer.StatusCode
}

// sign is the value of X-Hub-Signature-256.
func sign(body []byte, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// challenge verifies an address as Meta does before it uses it.
func (s *Server) challenge(ctx context.Context, address, token string) error {
	s.mu.Lock()
	challenge := fmt.Sprint(1_000_000_000 + s.random.IntN(1_000_000_000))
	s.mu.Unlock()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("verify webhook %s: %w", address, err)
	}
	v := q.URL.Query()
	v.Set("hub.mode", "subscribe")
	v.Set("hub.challenge", challenge)
	v.Set("hub.verify_token", token)
	q.URL.RawQuery = v.Encode()
	answer, err := s.client.Do(q)
	if err != nil {
		return fmt.Errorf("verify webhook %s: %w", address, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<10))
	switch {
	case err != nil:
		return fmt.Errorf("verify webhook %s: %w", address, err)
	case answer.StatusCode != http.StatusOK:
		return fmt.Errorf("verify webhook %s: HTTP Status Code = %d", address, answer.StatusCode)
	case string(body) != challenge:
		return fmt.Errorf("verify webhook %s: the answer is not the challenge", address)
	}
	return nil
}

// SetCallback sets an app's webhook in its dashboard: it verifies the address and keeps it. An empty address takes the
// webhook away.
func (s *Server) SetCallback(app, address, verifyToken string) error {
	if address != "" {
		if err := s.challenge(s.life, address, verifyToken); err != nil {
			return err
		}
	}
	return s.ChangeApp(app, func(a *App) { a.Callback, a.VerifyToken = address, verifyToken })
}

// Subscribe subscribes an app to an account, as POST /{account}/subscribed_apps does.
func (s *Server) Subscribe(app, account string) error {
	return s.ChangeAccount(account, func(a *Account) { a.Subscribed[app] = &Subscription{} })
}
