package waweb

import (
	"context"
	"net/http"
	"time"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/store"

	"github.com/balcao-app/balcao/internal/transport"
)

// step is by how much the library's pause between attempts to reconnect grows each time.
const step = 2 * time.Second

// slowest bounds the library's pause between attempts to reconnect, in steps: a shop that was
// offline overnight should be back within a minute.
const slowest = 30

// unreached is the same where nothing of the attempt got anywhere: nobody is bothered, and a shop whose network is back should not wait.
const unreached = 1

// client makes the library's client for dev. Its background work lasts as long as ctx. Failed, nil for nobody, hears why an attempt to
// reconnect was in vain, and how long the library pauses before the next.
func (c *conn) client(ctx context.Context, dev *store.Device, t *trace, w *wires, failed func(error, time.Duration)) *whatsmeow.Client {
	cli := whatsmeow.NewClient(dev, newLog(c.log, t))
	// Acknowledge after the handler returned, and keep the decrypted text until then. Without both, a message that could
	// not be stored comes again as one that was already decrypted, and is dropped.
	cli.SynchronousAck = true
	cli.EnableDecryptedEventBuffer = true
	// History is announced to us and fetched when the announcement is stored.
	cli.ManualHistorySyncDownload = true
	// A customer's device that asks again still gets our message after a restart.
	cli.UseRetryMessageStore = true

	cli.InitialAutoReconnect = true
	cli.DisableLoginAutoReconnect = true // the library's own attempt at a new login gives up on the first error
	cli.AutoReconnectHook = func(err error) bool {
		cli.AutoReconnectErrors = min(cli.AutoReconnectErrors, slowest)
		if transport.Unreached(err) {
			cli.AutoReconnectErrors = unreached
		}
		if failed != nil {
			failed(err, time.Duration(cli.AutoReconnectErrors)*step)
		}
		return true
	}
	cli.BackgroundEventCtx = ctx
	h := &http.Client{Transport: w}
	cli.SetPreLoginHTTPClient(h)
	cli.SetWebsocketHTTPClient(h)
	cli.SetMediaHTTPClient(h)
	return cli
}
