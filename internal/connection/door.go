package connection

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Bounds of one call from outside. An adapter reads its body, holds no more of it than it needs, and has a bound of its own below this
// one: servers of the operator's own put whole files into their calls.
const (
	hookBody   = 192 << 20
	hookHeader = 10 * time.Second
	hookWhole  = 60 * time.Second
	hookFile   = 5 * time.Minute // of who knows a path: a file may come by a slow way
)

// door lets networks call us. It listens on loopback unless the operator chose another address of this computer; each connection has a path that nobody can guess, and its adapter
// proves who called before it reads a word.
type door struct {
	m *Manager
	// turn is held by who begins or ends listening. That may wait for calls that are being answered, and those need mu.
	turn   sync.Mutex
	server *http.Server
	at     string // where it listens; empty: nowhere

	mu     sync.Mutex
	nonces map[string]bool                        // of tests under way
	conns  map[desk.ConnectionID]transport.Hooked // opened without a network, only to read what calls us
	edits  int                                    // how often what a connection is made of was changed
	// refused are the connections whose network was asked in vain to call us.
	refused map[desk.ConnectionID]*desk.Fault
}

func newHook() string { return rand.Text() + rand.Text() }

// OpenDoor begins or ends listening as the settings say. It is called at the start and after a change of them.
func (m *Manager) OpenDoor(ctx context.Context) error {
	set, err := m.doorSettings(ctx)
	if err != nil {
		return err
	}
	d := &m.door
	d.turn.Lock()
	defer d.turn.Unlock()
	at := ""
	if set.public != "" {
		at = net.JoinHostPort(set.host, set.port)
	}
	if at == d.at {
		return nil
	}
	d.shut()
	if at == "" {
		return nil
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		return noDoor(set, err)
	}
	d.at = at
	d.server = &http.Server{Handler: d, ReadHeaderTimeout: hookHeader, ReadTimeout: hookWhole, WriteTimeout: hookWhole, MaxHeaderBytes: 16 << 10}
	go func(s *http.Server) {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			m.Log.Error("hook server ended", "err", err)
		}
	}(d.server)
	return nil
}

// shut ends listening; a call that is being answered gets its answer.
func (d *door) shut() {
	if d.server == nil {
		return
	}
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	if err := d.server.Shutdown(ctx); err != nil {
		_ = d.server.Close()
	}
	d.server, d.at = nil, ""
}

func (d *door) close() {
	d.turn.Lock()
	defer d.turn.Unlock()
	d.shut()
}

// ServeHTTP finds the connection of a path. A stranger gets the same answer whatever the path.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, hookBody)
	switch kind, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"); {
	case kind == "test" && d.isNonce(rest):
		_, _ = io.WriteString(w, rest)
	case kind == "hook" && rest != "":
		d.serve(w, r, rest)
	default:
		http.NotFound(w, r)
	}
}

func (d *door) serve(w http.ResponseWriter, r *http.Request, path string) {
	c, hooked, err := d.find(r.Context(), path)
	switch {
	case err != nil:
		d.m.Log.Error("hook not answered", "err", err)
		http.Error(w, "", http.StatusServiceUnavailable) // the network tries again
	case hooked == nil:
		http.NotFound(w, r)
	default:
		patience := http.NewResponseController(w)
		_ = errors.Join(patience.SetReadDeadline(time.Now().Add(hookFile)), patience.SetWriteDeadline(time.Now().Add(hookFile)))
		hooked.ServeHook(w, r, func(ctx context.Context, ev transport.Event) error {
			return d.m.hear(context.WithoutCancel(ctx), c, ev)
		})
	}
}

// hear takes what came by the door of a connection. It is stored whether or not the connection can send just now.
func (m *Manager) hear(ctx context.Context, c desk.Connection, ev transport.Event) error {
	switch ev := ev.(type) {
	case transport.Health:
		return m.health(c.ID, ev.State, ev.Fault, time.Time{})
	case transport.Typing:
		m.Typing(ev)
		return nil
	case transport.Elsewhere:
		return m.pass(ctx, c, ev)
	}
	return m.Take(ctx, c.ID, ev)
}

// pass hands what came by the door of one connection to the one that it is about. If it is about none of ours, nobody misses it.
func (m *Manager) pass(ctx context.Context, by desk.Connection, ev transport.Elsewhere) error {
	all, err := m.rows(ctx)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Kind == by.Kind && c.Account == ev.Account && c.Account != "" && c.Health != desk.HealthRemoving {
			return m.hear(ctx, c, ev.Event)
		}
	}
	return nil
}

func (m *Manager) rows(ctx context.Context) (all []desk.Connection, err error) {
	err = m.DB.Read(ctx, func(v *store.View) (err error) { all, err = v.Connections(); return err })
	return all, err
}

// find opens the connection of a path, or takes the one that was opened before. What changed while it was being opened is read again.
func (d *door) find(ctx context.Context, path string) (desk.Connection, transport.Hooked, error) {
	for {
		edits := d.edited()
		all, err := d.m.rows(ctx)
		if err != nil {
			return desk.Connection{}, nil, err
		}
		i := slices.IndexFunc(all, func(c desk.Connection) bool { return c.Hook != "" && c.Hook == path && c.Health != desk.HealthRemoving })
		if i < 0 {
			return desk.Connection{}, nil, nil
		}
		if hooked, current, err := d.opened(all[i], edits); current || err != nil {
			return all[i], hooked, err
		}
	}
}

func (d *door) edited() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.edits
}

// opened opens a connection that was read when there had been so many edits; it is not current if there were more meanwhile.
func (d *door) opened(c desk.Connection, edits int) (hooked transport.Hooked, current bool, err error) {
	d.mu.Lock()
	known, ok := d.conns[c.ID]
	ok = ok && d.edits == edits
	d.mu.Unlock()
	if ok {
		return known, true, nil
	}
	conn, err := d.m.open(c) // the vault may take its time
	if err != nil {
		return nil, false, err
	}
	hooked, _ = conn.(transport.Hooked)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.edits != edits {
		return nil, false, nil
	}
	if hooked != nil {
		if d.conns == nil {
			d.conns = map[desk.ConnectionID]transport.Hooked{}
		}
		d.conns[c.ID] = hooked
	}
	return hooked, true, nil
}

// forget drops what was opened for a connection whose fields changed.
func (m *Manager) forget(id desk.ConnectionID) {
	m.door.mu.Lock()
	defer m.door.mu.Unlock()
	m.door.edits++
	delete(m.door.conns, id)
	delete(m.door.refused, id)
}

func (d *door) isNonce(s string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.nonces[s]
}

// doorFor bounds the test of the public address.
const doorFor = 15 * time.Second

// TestDoor calls the public address from here and looks whether the call comes back in at the door. Faults: no_address,
// door_unreachable with what answered instead.
func (m *Manager) TestDoor(ctx context.Context) error {
	set, err := m.doorSettings(ctx)
	if err != nil {
		return err
	}
	if set.public == "" {
		return desk.Refuse(desk.CodeNoAddress)
	}
	nonce := newHook()
	m.door.setNonce(nonce, true)
	defer m.door.setNonce(nonce, false)
	ctx, stop := context.WithTimeout(ctx, doorFor)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, set.public+"/test/"+nonce, nil)
	if err != nil {
		return desk.Refuse(desk.CodeBadRequest)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		return shutDoor("", err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 1024))
	if err != nil || string(text) != nonce {
		return shutDoor(strconv.Itoa(answer.StatusCode), err)
	}
	return nil
}

func shutDoor(raw string, err error) *desk.Fault {
	return &desk.Fault{Code: desk.CodeDoorShut, Next: desk.Stop, Raw: raw, Params: map[string]string{"status": raw}, Err: err}
}

func (d *door) setNonce(s string, on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.nonces == nil {
		d.nonces = map[string]bool{}
	}
	if d.nonces[s] = on; !on {
		delete(d.nonces, s)
	}
}

// Subscribe asks the network of a connection to call us at the public address. Faults: those of TestDoor and of the network. What came
// of it is known until the program ends, see Unheard.
func (m *Manager) Subscribe(ctx context.Context, id desk.ConnectionID) error {
	err := m.subscribe(ctx, id)
	m.door.mu.Lock()
	defer m.door.mu.Unlock()
	delete(m.door.refused, id)
	if err == nil || desk.AsFault(err).Code == desk.CodeUnsupported {
		return err
	}
	if m.door.refused == nil {
		m.door.refused = map[desk.ConnectionID]*desk.Fault{}
	}
	m.door.refused[id] = desk.AsFault(err)
	return err
}

// Unheard is why the network of a connection was asked in vain to call us, nil if it was not.
func (m *Manager) Unheard(id desk.ConnectionID) *desk.Fault {
	m.door.mu.Lock()
	defer m.door.mu.Unlock()
	return m.door.refused[id]
}

func (m *Manager) subscribe(ctx context.Context, id desk.ConnectionID) error {
	if err := m.TestDoor(ctx); err != nil {
		return err
	}
	c, err := m.row(ctx, id)
	if err != nil {
		return err
	}
	set, err := m.doorSettings(ctx)
	if err != nil {
		return err
	}
	conn, err := m.open(c)
	if err != nil {
		return err
	}
	sub, can := conn.(transport.Subscriber)
	if !can || c.Hook == "" {
		return desk.Refuse(desk.CodeUnsupported)
	}
	if err := sub.Subscribe(ctx, HookAddress(set.public, c.Hook)); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	return nil
}

// HookAddress is where the network of a connection calls us; empty without a public address.
func HookAddress(public, hook string) string {
	if public == "" || hook == "" {
		return ""
	}
	return strings.TrimRight(public, "/") + "/hook/" + url.PathEscape(hook)
}
