// Package connection is the life of connections: each is opened, paired, supervised and removed here. It knows the contract of
// the adapters and none of them.
package connection

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/secret"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Needs of the manager.
type Needs struct {
	DB     *store.DB
	Driver func(desk.Kind) (transport.Driver, bool)
	// Take stores an event; nil means committed.
	Take func(context.Context, desk.ConnectionID, transport.Event) error
	// Serve are the workers of a connection. Each runs while it is online and returns soon after ctx ends.
	Serve []func(context.Context, desk.ConnectionID, transport.Conn) error
	// Typing hears that a customer writes.
	Typing func(transport.Typing)
	// Pairing hears the steps of a pairing. They hold secrets: show them, keep them nowhere.
	Pairing func(desk.ConnectionID, Pairing)
	// HTTP is the way to the network of a kind; nil: the real one.
	HTTP func(desk.Kind) *http.Client
	// Replan finds another way for each of these attempts, which wait on a connection that goes; nil: they wait for the operator.
	Replan func(*store.Tx, []desk.Delivery) error
	// Uplink rings when the computer's way to the network changed; nil: nobody tells.
	Uplink *bell.Bell
	Vault  *secret.Vault
	Log    *slog.Logger
}

// Pairing is one moment of linking a connection. Exactly one field is set.
type Pairing struct {
	Step      transport.Step
	Linked    *transport.Identity
	Fault     *desk.Fault
	Cancelled bool
}

// Manager supervises the connections of one data folder.
type Manager struct {
	Needs
	ctx      context.Context // of all loops; ends with Stop
	end      context.CancelFunc
	entering sync.Mutex // held while an entry is saved: it is part in the vault, part in the row
	mu       sync.Mutex
	loops    map[desk.ConnectionID]*loop
	shifts   map[desk.ConnectionID]*shift // what runs now
	door     door
	consents consents
}

// loop is the one goroutine that works on a connection: it runs it or pairs it.
type loop struct {
	cancel  context.CancelFunc
	done    chan struct{}
	pairing bool
	phone   string // that a code is made for instead of a QR
}

// New makes the manager.
func New(n Needs) *Manager {
	ctx, end := context.WithCancel(context.Background())
	m := &Manager{Needs: n, ctx: ctx, end: end, loops: map[desk.ConnectionID]*loop{}, shifts: map[desk.ConnectionID]*shift{}}
	m.door.m = m
	return m
}

// Start brings up every connection that is linked and wanted. What the rows say of the others was true when the program
// stopped; nothing is online now.
func (m *Manager) Start(ctx context.Context) error {
	var all []desk.Connection
	err := m.DB.Write(ctx, func(tx *store.Tx) (err error) {
		if all, err = tx.Connections(); err != nil {
			return err
		}
		for _, c := range all {
			h, code := desk.HealthOff, c.Fault
			switch {
			case c.Health == desk.HealthSignedOut, c.Health == desk.HealthBlocked:
				continue
			case comesUp(c):
				h, code = desk.HealthConnecting, "" // off is what the operator has disconnected
			}
			if err := tx.SetHealth(c.ID, h, code, time.Now(), time.Time{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(all) == 0 { // the folder was emptied: the next connection has the first id again, and must not find another one's secrets
		m.forgetSecrets("connection")
	}
	for _, c := range all {
		if comesUp(c) {
			m.begin(c.ID, false, func(ctx context.Context) { m.supervise(ctx, c.ID) })
		}
	}
	return nil
}

// comesUp reports whether a start of the program brings a connection up.
func comesUp(c desk.Connection) bool {
	return c.Account != "" && c.Wanted && c.Health != desk.HealthSignedOut && !banned(c)
}

// banned reports whether the network blocked the account without saying until when. Only the operator may try it again.
func banned(c desk.Connection) bool {
	return c.Health == desk.HealthBlocked && c.Fault == desk.CodeBlocked && c.RetryAt.IsZero()
}

// Stop ends every loop and waits for them.
func (m *Manager) Stop() {
	m.door.close()
	m.forgetAll()
	m.end()
	m.mu.Lock()
	loops := make([]*loop, 0, len(m.loops))
	for _, l := range m.loops {
		loops = append(loops, l)
	}
	m.mu.Unlock()
	for _, l := range loops {
		<-l.done
	}
}

// begin ends the loop of a connection and starts another one in its place.
func (m *Manager) begin(id desk.ConnectionID, pairing bool, fn func(context.Context)) {
	m.start(id, loop{pairing: pairing}, fn)
}

func (m *Manager) start(id desk.ConnectionID, as loop, fn func(context.Context)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.loops[id]
	if before != nil {
		before.cancel()
	}
	ctx, cancel := context.WithCancel(m.ctx)
	l := &loop{cancel: cancel, done: make(chan struct{}), pairing: as.pairing, phone: as.phone}
	m.loops[id] = l
	go func() {
		defer close(l.done)
		defer cancel()
		if before != nil {
			<-before.done
		}
		if ctx.Err() == nil {
			fn(ctx)
		}
	}()
}

// halt ends the loop of a connection and waits for it, and for the one that a pairing began at its very end.
func (m *Manager) halt(id desk.ConnectionID) {
	for l := m.loop(id); l != nil; {
		l.cancel()
		<-l.done
		next := m.loop(id)
		if next == l {
			return
		}
		l = next
	}
}

func (m *Manager) loop(id desk.ConnectionID) *loop {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.loops[id]
}

// Connect brings a linked connection up, and again after the operator disconnected it.
func (m *Manager) Connect(ctx context.Context, id desk.ConnectionID) error {
	c, err := m.want(ctx, id, true)
	if err != nil {
		return err
	}
	if c.Account == "" || c.Health == desk.HealthSignedOut {
		return desk.Refuse(desk.CodeSignedOut)
	}
	m.begin(id, false, func(ctx context.Context) { m.supervise(ctx, id) })
	return nil
}

// Disconnect takes a connection down until the operator connects it again. It stays linked, and restricted where the platform restricts it.
func (m *Manager) Disconnect(ctx context.Context, id desk.ConnectionID) error {
	if _, err := m.want(ctx, id, false); err != nil {
		return err
	}
	m.halt(id)
	return m.stopped(id)
}

func (m *Manager) want(ctx context.Context, id desk.ConnectionID, wanted bool) (c desk.Connection, err error) {
	err = m.DB.Write(ctx, func(tx *store.Tx) error {
		if c, err = tx.Connection(id); err != nil {
			return err
		}
		if wanted && c.Health == desk.HealthRemoving {
			return desk.Refuse(desk.CodeWrongState)
		}
		return tx.SetWanted(id, wanted)
	})
	return c, err
}

// Remove ends the session at the network, as far as it can be reached, and leaves a tombstone. Conversations stay, and what waits takes
// another way of its channel where there is one that can carry it.
//
// A page that goes away meanwhile does not stop it half-way.
func (m *Manager) Remove(ctx context.Context, id desk.ConnectionID) error {
	ctx = context.WithoutCancel(ctx)
	if _, err := m.want(ctx, id, false); err != nil {
		return err
	}
	m.halt(id)
	if err := m.health(id, desk.HealthRemoving, nil, time.Time{}); err != nil {
		return err
	}
	var c desk.Connection // read now: a pairing may have ended well just before
	err := m.DB.Read(ctx, func(v *store.View) (err error) { c, err = v.Connection(id); return err })
	if err != nil {
		return err
	}
	if c.Account != "" {
		m.unlink(ctx, c)
	}
	err = m.DB.Write(ctx, func(tx *store.Tx) error {
		if err := m.divert(tx, id); err != nil {
			return err
		}
		return tx.RemoveConnection(id, time.Now())
	})
	if err != nil {
		return err
	}
	m.discard(c)
	return nil
}

// divert finds other ways for what waits on a connection that goes.
func (m *Manager) divert(tx *store.Tx, id desk.ConnectionID) error {
	if m.Replan == nil {
		return nil
	}
	waiting, err := tx.QueuedBy(id)
	if err != nil {
		return err
	}
	return m.Replan(tx, waiting)
}

// forgetSecrets takes out of the vault what lies under a name.
func (m *Manager) forgetSecrets(under string) {
	if m.Vault == nil { // nothing was ever entered
		return
	}
	if err := m.Vault.RemoveAll(under); err != nil {
		m.Log.Error("secrets not removed", "under", under, "err", err)
	}
}

// folder is the private place of a connection.
func (m *Manager) folder(id desk.ConnectionID) string {
	return filepath.Join(m.DB.Dir(), "connections", strconv.FormatInt(int64(id), 10))
}

// unlinkFor bounds how long a removal waits for a network that does not answer.
const unlinkFor = 15 * time.Second

func (m *Manager) unlink(ctx context.Context, c desk.Connection) {
	conn, err := m.open(c)
	if err != nil {
		m.Log.Warn("connection not opened to unlink", "connection", c.ID, "err", err)
		return
	}
	if un, can := conn.(transport.Unlinker); can {
		ctx, stop := context.WithTimeout(ctx, unlinkFor)
		defer stop()
		if err := un.Unlink(ctx); err != nil {
			m.Log.Warn("session not ended at the network", "connection", c.ID, "err", err)
		}
	}
}

func (m *Manager) open(c desk.Connection) (transport.Conn, error) {
	driver, ok := m.Driver(c.Kind)
	if !ok {
		return nil, &desk.Fault{Code: desk.CodeUnsupported, Next: desk.Stop, Scope: desk.OfConnection}
	}
	return driver.Open(m.env(c, func(field string) (string, error) { return m.secret(c.ID, field) }))
}

func (m *Manager) env(c desk.Connection, secret func(string) (string, error)) transport.Env {
	return transport.Env{
		Connection: c.ID, Identity: c.Account, Config: c.Config, Secret: secret, HTTP: m.network(c.Kind),
		Log: m.Log.With("connection", int64(c.ID)), Dir: m.folder(c.ID),
	}
}

func (m *Manager) network(k desk.Kind) *http.Client {
	if m.HTTP == nil {
		return nil
	}
	return m.HTTP(k)
}
