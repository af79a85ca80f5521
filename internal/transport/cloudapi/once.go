package cloudapi

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/balcao-app/balcao/internal/transport"
)

// newOnce makes the client that messages are posted with. The network has no key that would make a repeated request
// harmless, so three things together see to it that the library never sends one again behind our back:
//
//   - every message has a connection of its own (no keep-alive), and the library repeats only on a connection that was used
//     before. It also spares the doubt that a connection leaves which died while it was idle;
//   - only HTTP/1.1 is spoken: HTTP/2 has repetitions of its own, upon GOAWAY and refused streams;
//   - the body can be read once and there is no way to get it again (see single), without which nothing can be repeated.
//
// No redirect is followed: the answer to a message is an answer, wherever it points.
func newOnce(env *http.Client) *http.Client {
	c := &http.Client{CheckRedirect: transport.Stay}
	base := http.DefaultTransport
	if env != nil && env.Transport != nil {
		base = env.Transport
	}
	t, plain := base.(*http.Transport)
	if !plain {
		c.Transport = base // a simulator's own; the body alone has to do
		return c
	}
	t = t.Clone()
	t.DisableKeepAlives = true
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	if t.TLSClientConfig == nil {
		t.TLSClientConfig = &tls.Config{}
	}
	t.TLSClientConfig.NextProtos = nil
	t.TLSClientConfig.ClientSessionCache = tls.NewLRUClientSessionCache(4) // a new connection costs one round trip less
	t.MaxResponseHeaderBytes = 64 << 10
	c.Transport = t
	return c
}

// single is the body of a request that can be read once. It is no type that the library knows how to rewind.
type single struct {
	r     *bytes.Reader
	touch func()
}

func (s *single) Read(p []byte) (int, error) {
	s.touch()
	return s.r.Read(p)
}

func (s *single) Close() error { return nil }

// sendFor bounds the wait for an answer where Options do not.
const sendFor = 45 * time.Second

// longestAnswer bounds what is read of an answer, in bytes.
const longestAnswer = 1 << 20

// reply is what came back for a request.
type reply struct {
	status int
	body   []byte
}

// errNothingWritten marks a failed request of which the network cannot have seen anything.
var errNothingWritten = errors.New("nothing was written")

// post sends body exactly once. An error that is errNothingWritten is certain that nothing left; any other one leaves it open.
func (c *conn) post(ctx context.Context, address string, body []byte) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, c.answer)
	defer cancel()
	var written atomic.Bool
	touch := func() { written.Store(true) }
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaderField: func(string, []string) { touch() },
		WroteHeaders:     touch,
		WroteRequest:     func(httptrace.WroteRequestInfo) { touch() },
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, &single{bytes.NewReader(body), touch})
	if err != nil {
		return reply{}, fmt.Errorf("%w: make the request", errNothingWritten)
	}
	req.ContentLength = int64(len(body))
	req.Header.Set("Content-Type", "application/json")
	c.graph.sign(req)
	resp, err := c.once.Do(req)
	if err != nil {
		err = c.graph.clean(err)
		if !written.Load() {
			return reply{}, fmt.Errorf("%w: %w", errNothingWritten, err)
		}
		return reply{}, err
	}
	defer resp.Body.Close() //nolint:errcheck // all that matters was read
	got, err := io.ReadAll(io.LimitReader(resp.Body, longestAnswer+1))
	switch {
	case err != nil:
		return reply{}, fmt.Errorf("read the answer, status %d: %w", resp.StatusCode, c.graph.clean(err))
	case len(got) > longestAnswer:
		return reply{}, fmt.Errorf("answer too long, status %d", resp.StatusCode)
	}
	return reply{resp.StatusCode, got}, nil
}
