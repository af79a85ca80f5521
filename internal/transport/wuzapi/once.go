package wuzapi

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// newOnce makes the client that messages are posted with. Nothing may repeat a message behind our back, so every one has a connection
// of its own, only HTTP/1.1 is spoken, and the body can be read once and not be had again.
func newOnce(way http.RoundTripper) *http.Client {
	c := &http.Client{CheckRedirect: transport.Stay, Transport: way}
	t, plain := way.(*http.Transport)
	if !plain {
		return c // a simulator's own; the body alone has to do
	}
	t = t.Clone()
	t.DisableKeepAlives = true
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	c.Transport = t
	return c
}

// letter is the body of a message on its way. It is one JSON object whose last byte closes it: until that byte was handed over the
// server has nothing that it could carry out, however much of the rest it has.
type letter struct {
	r     io.Reader
	left  int64
	whole atomic.Bool
	torn  atomic.Bool // the file of the message could not be read to its end
}

func newLetter(r io.Reader, size int64) *letter { return &letter{r: r, left: size} }

func (l *letter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	switch {
	case l.left <= 0:
		l.whole.Store(true)
	case err != nil:
		l.torn.Store(true)
	}
	return n, err
}

func (l *letter) Close() error { return nil }

// longestWord bounds the answer to a message, in bytes.
const longestWord = 1 << 20

// slowest is the speed that a file is expected to travel with at least, in bytes a second, to the server and on from there.
const slowest = 128 << 10

// post sends a message exactly once and says what came of it. A fault is certain about what it says: Retry only where the server
// never had the whole message.
func (c *conn) post(ctx context.Context, path string, l *letter) (sheet, *desk.Fault) {
	size := l.left
	ctx, cancel := context.WithTimeout(ctx, c.answer+time.Duration(size/slowest)*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.api.address(path, nil), l)
	if err != nil {
		return sheet{}, offline(errors.New("make the request of a message"))
	}
	req.ContentLength = size
	c.api.sign(req, true)
	resp, err := c.api.once.Do(req)
	if err != nil {
		return sheet{}, l.lost(fmt.Errorf("post a message: %w", c.api.clean(err)))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, longestWord+1))
	if err != nil || len(body) > longestWord {
		return sheet{}, l.lost(fmt.Errorf("read the answer to a message, status %d, %d bytes", resp.StatusCode, len(body)))
	}
	s := understand(resp.StatusCode, body)
	if s.good {
		return s, nil
	}
	f := judge(s, fmt.Errorf("%w: %w", errRefused, c.api.cause(path, s)))
	if f.Next == desk.Doubt && !l.whole.Load() {
		f = transport.Busy(desk.OfContact, 5*time.Second).Fault(f.Raw, f.Err)
	}
	return s, f
}

// lost is the fault of a message whose answer never came.
func (l *letter) lost(err error) *desk.Fault {
	switch {
	case l.whole.Load():
		return doubtful.Fault("", err)
	case l.torn.Load():
		return &desk.Fault{Code: desk.CodeDiskError, Next: desk.Retry, Scope: desk.OfMessage, Err: err}
	}
	return offline(err)
}
