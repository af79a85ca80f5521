package wasim_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/store/sqlstore"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	waLog "go.mau.fi/whatsmeow/util/log"
	"google.golang.org/protobuf/proto"
	_ "modernc.org/sqlite"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

const patience = 2 * time.Minute

// rig is a server with an owner and a customer. At the end of a test neither the server nor a phone may have met
// anything that a faithful client would not do.
type rig struct {
	t               *testing.T
	server          *wasim.Server
	owner, customer *wasim.Phone
}

func newRig(t *testing.T) *rig {
	t.Helper()
	return rigOn(t, wasim.Options{})
}

func rigOn(t *testing.T, o wasim.Options) *rig {
	t.Helper()
	s, err := wasim.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, server: s, owner: s.AddPhone("5511999990001", "Padaria"), customer: s.AddPhone("5511999990002", "Ana")}
	t.Cleanup(func() {
		for _, p := range []*wasim.Phone{r.owner, r.customer} {
			for _, err := range p.Errors() {
				t.Errorf("phone %s: %v", p.Number(), err)
			}
		}
		for _, n := range s.Unknown() {
			t.Errorf("unknown stanza: %s", n)
		}
		s.Close()
	})
	return r
}

func (r *rig) ctx() context.Context {
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	r.t.Cleanup(cancel)
	return ctx
}

// wait fails the test if cond does not come true.
func (r *rig) wait(what string, cond func() bool) {
	r.t.Helper()
	if err := r.server.Wait(r.ctx(), cond); err != nil {
		r.t.Fatalf("wait for %s: %v", what, err)
	}
}

// client is a real client with a store of its own.
type client struct {
	*whatsmeow.Client
	rig  *rig
	path string
	db   *sql.DB

	mu     sync.Mutex
	events []any
	accept func(*events.Message) bool // nil: every message is accepted
}

func (r *rig) client() *client { return r.openClient(filepath.Join(r.t.TempDir(), "session.db")) }

func (r *rig) openClient(path string) *client {
	r.t.Helper()
	db, cli, err := open(r.ctx(), path, r.server.Link())
	if err != nil {
		r.t.Fatal(err)
	}
	c := &client{Client: cli, rig: r, path: path, db: db}
	c.AddEventHandlerWithSuccessStatus(c.note)
	r.t.Cleanup(c.close)
	return c
}

// open makes a client with the settings under which no message is lost, on a store file.
func open(ctx context.Context, path string, link wasim.Link) (*sql.DB, *whatsmeow.Client, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1)
	container := sqlstore.NewWithDB(db, "sqlite", logger())
	if err := container.Upgrade(ctx); err != nil {
		return nil, nil, err
	}
	dev, err := container.GetFirstDevice(ctx)
	if err != nil {
		return nil, nil, err
	}
	h, err := link.HTTPClient()
	if err != nil {
		return nil, nil, err
	}
	cli := whatsmeow.NewClient(dev, logger())
	cli.SynchronousAck, cli.EnableDecryptedEventBuffer = true, true
	cli.SetPreLoginHTTPClient(h)
	cli.SetWebsocketHTTPClient(h)
	cli.SetMediaHTTPClient(h)
	return db, cli, nil
}

func logger() waLog.Logger {
	if os.Getenv("WASIM_TRACE") != "" {
		return waLog.Stdout("client", "DEBUG", false)
	}
	return waLog.Noop
}

func (c *client) close() {
	c.Disconnect()
	c.db.Close()
}

func (c *client) note(e any) bool {
	ok := true
	c.mu.Lock()
	if m, is := e.(*events.Message); is && c.accept != nil {
		ok = c.accept(m)
	}
	c.events = append(c.events, e)
	c.mu.Unlock()
	c.rig.server.Changed()
	return ok
}

func (c *client) setAccept(fn func(*events.Message) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.accept = fn
}

// all returns the events of a kind so far.
func all[T any](c *client) (out []T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.events {
		if m, ok := e.(T); ok {
			out = append(out, m)
		}
	}
	return out
}

// await waits for the n-th event of a kind.
func await[T any](c *client, n int) T {
	c.rig.t.Helper()
	var found T
	c.rig.wait("event", func() bool {
		got := all[T](c)
		if len(got) < n {
			return false
		}
		found = got[n-1]
		return true
	})
	return found
}

func (c *client) connect() {
	c.rig.t.Helper()
	if err := c.Connect(); err != nil {
		c.rig.t.Fatal(err)
	}
}

// code connects an unlinked client and returns the first code that it shows.
func (c *client) code() string {
	c.rig.t.Helper()
	c.connect()
	return await[*events.QR](c, 1).Codes[0]
}

// link links the client by QR and waits until it is connected and has sent its prekeys.
func (c *client) link() {
	c.rig.t.Helper()
	if err := c.rig.owner.ScanQR(c.code()); err != nil {
		c.rig.t.Fatal(err)
	}
	c.ready(1)
}

// ready waits for the n-th login of the client to be complete.
func (c *client) ready(n int) {
	c.rig.t.Helper()
	await[*events.Connected](c, n)
	c.rig.wait("delivery to begin", func() bool { return c.rig.server.Online(*c.Store.ID) })
}

func (r *rig) linked() *client {
	r.t.Helper()
	c := r.client()
	c.link()
	return c
}

func (c *client) say(to types.JID, text string) string {
	c.rig.t.Helper()
	resp, err := c.SendMessage(c.rig.ctx(), to, &waE2E.Message{Conversation: proto.String(text)})
	if err != nil {
		c.rig.t.Fatalf("send: %v", err)
	}
	return resp.ID
}

// texts lists the texts of the messages that the client has handed over.
func (c *client) texts() (out []string) {
	for _, m := range all[*events.Message](c) {
		out = append(out, m.Message.GetConversation())
	}
	return out
}

func (r *rig) heard(p *wasim.Phone, text string) (found wasim.Received) {
	r.t.Helper()
	r.wait("phone to read "+text, func() bool {
		for _, m := range p.Messages() {
			if m.Message.GetConversation() == text {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

func must(t *testing.T) func(id string, err error) string {
	return func(id string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
}

func message(text string) *waE2E.Message { return &waE2E.Message{Conversation: proto.String(text)} }

// keyShareFixture is a peer message of the kind that a phone sends first.
func keyShareFixture() *waE2E.Message {
	return &waE2E.Message{ProtocolMessage: &waE2E.ProtocolMessage{
		Type: waE2E.ProtocolMessage_INITIAL_SECURITY_NOTIFICATION_SETTING_SYNC.Enum(),
		InitialSecurityNotificationSettingSync: &waE2E.InitialSecurityNotificationSettingSync{
			SecurityNotificationEnabled: proto.Bool(true),
		},
	}}
}

// b26 names the i-th message of a batch.
func b26(i int) string { return "mensagem " + strconv.Itoa(i) }
