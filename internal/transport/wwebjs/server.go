package wwebjs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// server speaks to one wwebjs-api server with one key about one session.
type server struct {
	base    *url.URL
	session string
	key     string
	asks    *http.Client // for what may be asked again
	once    *http.Client // for what may not
}

// How long answers are awaited. The server looks at a session for up to 13 seconds before it does anything.
const (
	askFor  = 45 * time.Second
	workFor = 90 * time.Second // what has the server start a browser, or the phone send something
	sendFor = 90 * time.Second
)

// Bounds of what is read, in bytes.
const (
	longestAnswer = 32 << 20 // the conversations of a large account, each with all that the page knows of it
	longestReply  = 4 << 20  // the answer to a message; it repeats the file's preview
)

// reply is what came back for a request.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// errNothingWritten marks a failed request of which the server cannot have seen anything.
var errNothingWritten = errors.New("nothing was written")

// path is where the server answers a call about the session.
func (s *server) path(call string) string { return call + "/" + s.session }

// request makes a request. The key goes into its header and nowhere else: addresses are written into logs on both sides.
func (s *server) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.base.JoinPath(path).String(), body)
	if err != nil {
		return nil, errors.New("make the request")
	}
	s.sign(req.Header)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

func (s *server) sign(h http.Header) {
	if s.key != "" {
		h.Set("x-api-key", s.key)
	}
	h.Set("User-Agent", "Balcao")
	h.Set("Cache-Control", "no-cache")
	h.Set("Accept", "application/json")
}

// clean makes an error of the library fit for the log: without address and key.
func (s *server) clean(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if errors.Is(err, transport.ErrFar) {
		return transport.ErrFar
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return transport.Reworded(err, scrub(err.Error(), s.key))
}

// envelope is what every answer of the server has.
type envelope struct {
	Success flag `json:"success"`
	Error   text `json:"error"`
	Message text `json:"message"`
}

// get asks for path and reads the answer into out, which is nil where only its success matters.
func (s *server) get(ctx context.Context, path string, out any) *desk.Fault {
	return s.ask(ctx, http.MethodGet, path, nil, out, askFor)
}

// post asks with in as JSON.
func (s *server) post(ctx context.Context, path string, in, out any) *desk.Fault {
	return s.ask(ctx, http.MethodPost, path, in, out, askFor)
}

// ask asks something that may be asked again. An answer that is no success is a fault.
func (s *server) ask(ctx context.Context, method, path string, in, out any, limit time.Duration) *desk.Fault {
	r, f := s.exchange(ctx, s.asks, method, path, in, limit)
	if f != nil {
		return f
	}
	var e envelope
	readable := decode(r.body, &e)
	switch {
	case !readable && r.status < 300:
		return busy.Fault(rawOf(r.status), fmt.Errorf("ask %s: %w", label(path), errUnreadable))
	case r.status == http.StatusTooManyRequests:
		f := busy.Fault(rawOf(r.status), errAnswer("ask "+label(path), r.status, ""))
		f.After = wait(r.header)
		return f
	case r.status >= 300:
		said := scrub(string(e.Error), s.key)
		f := asking(r.status, e.Error).Fault(rawOf(r.status), errAnswer("ask "+label(path), r.status, said))
		f.Params = map[string]string{"said": said}
		return f
	case !bool(e.Success):
		return notReady.Fault(scrub(string(e.Message), s.key), errAnswer("ask "+label(path), r.status, scrub(string(e.Message), s.key)))
	case out != nil && json.Unmarshal(r.body, out) != nil:
		return busy.Fault(rawOf(r.status), fmt.Errorf("ask %s: %w", label(path), errUnreadable))
	}
	return nil
}

// label is a path without the name of the session, for the log.
func label(path string) string {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return path
}

// exchange makes one request and reads the bounded answer, whatever it is.
func (s *server) exchange(ctx context.Context, by *http.Client, method, path string, in any, limit time.Duration) (reply, *desk.Fault) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return reply{}, invalid.Fault("", fmt.Errorf("write the request: %w", err))
		}
		body = bytes.NewReader(raw)
	}
	req, err := s.request(ctx, method, path, body)
	if err != nil {
		return reply{}, invalid.Fault("", err)
	}
	resp, err := by.Do(req)
	if err != nil {
		return reply{}, transport.Offline(fmt.Errorf("ask %s: %w", label(path), s.clean(err)))
	}
	defer resp.Body.Close() //nolint:errcheck // all that matters was read
	got, err := io.ReadAll(io.LimitReader(resp.Body, longestAnswer+1))
	switch {
	case err != nil:
		return reply{}, transport.Offline(fmt.Errorf("read the answer of %s: %w", label(path), s.clean(err)))
	case len(got) > longestAnswer:
		return reply{}, busy.Fault(rawOf(resp.StatusCode), fmt.Errorf("the answer of %s is too long", label(path)))
	}
	return reply{resp.StatusCode, resp.Header, got}, nil
}

// deliver posts body exactly once. An error that is errNothingWritten is certain that nothing left; any other one leaves it open.
func (s *server) deliver(ctx context.Context, path string, body []byte) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, sendFor)
	defer cancel()
	var written atomic.Bool
	touch := func() { written.Store(true) }
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaderField: func(string, []string) { touch() },
		WroteHeaders:     touch,
		WroteRequest:     func(httptrace.WroteRequestInfo) { touch() },
	})
	req, err := s.request(ctx, http.MethodPost, path, &single{bytes.NewReader(body), touch})
	if err != nil {
		return reply{}, fmt.Errorf("%w: %w", errNothingWritten, err)
	}
	req.ContentLength = int64(len(body))
	resp, err := s.once.Do(req)
	if err != nil {
		err = s.clean(err)
		if !written.Load() {
			return reply{}, fmt.Errorf("%w: %w", errNothingWritten, err)
		}
		return reply{}, err
	}
	defer resp.Body.Close() //nolint:errcheck // all that matters was read
	got, err := io.ReadAll(io.LimitReader(resp.Body, longestReply+1))
	switch {
	case err != nil && resp.StatusCode < 300 || err != nil && resp.StatusCode >= 500:
		return reply{}, fmt.Errorf("read the answer, status %d: %w", resp.StatusCode, s.clean(err))
	case len(got) > longestReply:
		got = nil // the status alone has to do
	}
	return reply{resp.StatusCode, resp.Header, got}, nil
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
