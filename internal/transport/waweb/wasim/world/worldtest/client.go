// Package worldtest links the real client library to a simulated world, for tests.
package worldtest

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/store/sqlstore"
	waLog "go.mau.fi/whatsmeow/util/log"
	_ "modernc.org/sqlite" // the client's store

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// patience is how long a test waits for anything.
const patience = 30 * time.Second

var trust = sync.OnceFunc(func() { whatsmeow.WACertPubKey = wasim.RootKey() })

// Client is a real client with a record of its events.
type Client struct {
	*whatsmeow.Client
	t    testing.TB
	wake chan struct{}

	mu     sync.Mutex
	events []any
}

// NewClient makes a client of a world that is in this process. It has its own store and is not connected.
func NewClient(t testing.TB, link wasim.Link) *Client {
	t.Helper()
	trust()
	dsn := "file:" + filepath.Join(t.TempDir(), "client.db") +
		"?_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_txlock=immediate"
	container, err := sqlstore.New(t.Context(), "sqlite", dsn, waLog.Noop)
	if err != nil {
		t.Fatal(err)
	}
	httpClient, err := link.HTTPClient()
	if err != nil {
		t.Fatal(err)
	}
	c := &Client{Client: whatsmeow.NewClient(container.NewDevice(), waLog.Noop), t: t, wake: make(chan struct{}, 1)}
	c.ManualHistorySyncDownload = true
	c.SetPreLoginHTTPClient(httpClient)
	c.SetWebsocketHTTPClient(httpClient)
	c.SetMediaHTTPClient(httpClient)
	c.AddEventHandler(c.note)
	t.Cleanup(func() {
		c.Disconnect()
		container.Close()
	})
	return c
}

func (c *Client) note(e any) {
	c.mu.Lock()
	c.events = append(c.events, e)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Link connects a client, shows its first QR code to scan, and waits until the phone has passed on everything: the
// settings of all collections and the last piece of history.
func (c *Client) Link(scan func(code string) error) {
	c.t.Helper()
	codes, err := c.GetQRChannel(context.Background())
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.Connect(); err != nil {
		c.t.Fatal(err)
	}
	first := <-codes
	if first.Event != whatsmeow.QRChannelEventCode {
		c.t.Fatalf("QR channel says %s (%v), not a code", first.Event, first.Error)
	}
	if err := scan(first.Code); err != nil {
		c.t.Fatal(err)
	}
	c.settled()
}

// LinkTo is Link with the business phone of a world.
func (c *Client) LinkTo(w *world.World) {
	c.t.Helper()
	c.Link(w.Business().Phone().ScanQR)
}

// All returns the client's events of one type so far.
func All[E any](c *Client) []E {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []E
	for _, e := range c.events {
		if match, ok := e.(E); ok {
			found = append(found, match)
		}
	}
	return found
}

// Wait waits for an event of one type for which ok holds, and returns it.
func Wait[E any](c *Client, ok func(E) bool) E {
	c.t.Helper()
	deadline := time.After(patience)
	for {
		for _, e := range All[E](c) {
			if ok(e) {
				return e
			}
		}
		select {
		case <-c.wake:
		case <-deadline:
			var want E
			c.t.Fatalf("no %T in %s", want, patience)
		}
	}
}
