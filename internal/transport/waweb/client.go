package waweb

import (
	"context"
	"net/http"

	"go.mau.fi/whatsmeow"
	"go.mau.fi/whatsmeow/store"

	"github.com/balcao-app/balcao/internal/transport"
)

// slowest bounds the library's pause between attempts to reconnect, which grows by two seconds each time: a shop that was
// offline overnight should be back within a minute.
const slowest = 30

// unreached is the same where nothing of the attempt got anywhere: nobody is bothered, and a shop whose network is back should not wait.
const unreached = 1

// client makes the library's client for dev. Its background work lasts as long as ctx.
func (c *conn) client(ctx context.Context, dev *store.Device, t *trace, w *wires) *whatsmeow.Client {
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
		return true
	}
	cli.BackgroundEventCtx = ctx
	h := &http.Client{Transport: w}
	cli.SetPreLoginHTTPClient(h)
	cli.SetWebsocketHTTPClient(h)
	cli.SetMediaHTTPClient(h)
	return cli
}
