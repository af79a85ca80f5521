package waweb

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"go.mau.fi/whatsmeow"
)

// wires are the open connections of one client. The library can only close them politely, which waits for the other side
// up to five seconds, so they can be cut here.
type wires struct {
	base http.RoundTripper
	mu   sync.Mutex
	open map[*wire]struct{}
}

func newWires(h *http.Client) *wires {
	w := &wires{open: map[*wire]struct{}{}}
	switch {
	case h == nil:
		w.base = http.DefaultTransport
	case h.Transport == nil:
		w.base = http.DefaultTransport
	default:
		w.base = h.Transport
	}
	return w
}

// RoundTrip does the request, and keeps hold of the connection if it turns into a websocket.
func (w *wires) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := w.base.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		return resp, err
	}
	if body, ok := resp.Body.(io.ReadWriteCloser); ok {
		resp.Body = w.hold(body)
	}
	return resp, nil
}

func (w *wires) hold(body io.ReadWriteCloser) *wire {
	w.mu.Lock()
	defer w.mu.Unlock()
	x := &wire{ReadWriteCloser: body, of: w}
	w.open[x] = struct{}{}
	return x
}

// cut closes every connection without a word. The library takes it for a lost connection.
func (w *wires) cut() {
	w.mu.Lock()
	all := make([]*wire, 0, len(w.open))
	for x := range w.open {
		all = append(all, x)
	}
	w.mu.Unlock()
	for _, x := range all {
		_ = x.Close()
	}
}

// wire is one connection.
type wire struct {
	io.ReadWriteCloser
	of *wires
}

func (x *wire) Close() error {
	x.of.mu.Lock()
	delete(x.of.open, x)
	x.of.mu.Unlock()
	return x.ReadWriteCloser.Close()
}

// politeness is how long a goodbye may take.
const politeness = time.Second

// part disconnects for good. Neither a dial in progress nor a silent server may hold up the program's end.
func part(cli *whatsmeow.Client, w *wires, cancel context.CancelFunc) {
	hurry := time.AfterFunc(politeness, func() {
		cancel()
		w.cut()
	})
	cli.Disconnect()
	hurry.Stop()
	cancel()
}
