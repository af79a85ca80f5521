package cloudapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Graph speaks to Meta's Graph API with one token. It is for everything but messages: what it asks may be asked again, so a
// request that got no clear answer is simply one to repeat. Every error is a *desk.Fault.
type Graph struct {
	options Options
	http    *http.Client
	version string
	token   string
	secrets []string // never to stand in an error
}

// NewGraph speaks with token, in version of the API (empty: DefaultVersion), over client (nil: the real network). Secrets are
// further values that must never stand in an error.
func NewGraph(o Options, client *http.Client, version, token string, secrets ...string) *Graph {
	g := &Graph{options: o.normal(), version: cmp.Or(version, DefaultVersion), token: token, secrets: append([]string{token}, secrets...)}
	g.http = &http.Client{CheckRedirect: transport.Stay}
	if client != nil {
		g.http.Transport = client.Transport
	}
	return g
}

// sign puts the token where it belongs: never into an address, which is written into logs on both sides.
func (g *Graph) sign(req *http.Request) {
	if g.token != "" {
		req.Header.Set("Authorization", "Bearer "+g.token)
	}
	req.Header.Set("User-Agent", "Balcao")
}

// clean makes an error of the library fit for the log: without address and secrets.
func (g *Graph) clean(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return transport.Reworded(err, scrub(err.Error(), g.secrets...))
}

func (g *Graph) address(path string, query url.Values) string {
	a := g.options.Graph + "/" + g.version + "/" + path
	if len(query) > 0 {
		a += "?" + query.Encode()
	}
	return a
}

// askFor bounds a question to the network.
const askFor = 30 * time.Second

// longestList bounds an answer to a question, in bytes.
const longestList = 8 << 20

// get asks for path and reads the answer into out.
func (g *Graph) get(ctx context.Context, path string, query url.Values, out any) error {
	return g.ask(ctx, http.MethodGet, g.address(path, query), "", nil, out)
}

// put posts in as JSON; nil posts nothing.
func (g *Graph) put(ctx context.Context, path string, in, out any) error {
	if in == nil {
		return g.ask(ctx, http.MethodPost, g.address(path, nil), "", nil, out)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return &desk.Fault{Code: desk.CodeInternal, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("write the request: %w", err)}
	}
	return g.ask(ctx, http.MethodPost, g.address(path, nil), "application/json", strings.NewReader(string(body)), out)
}

// form posts values as a form, which keeps them out of the address.
func (g *Graph) form(ctx context.Context, path string, in url.Values, out any) error {
	return g.ask(ctx, http.MethodPost, g.address(path, nil), "application/x-www-form-urlencoded", strings.NewReader(in.Encode()), out)
}

func (g *Graph) ask(ctx context.Context, method, address, kind string, body io.Reader, out any) error {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	return g.do(ctx, method, address, kind, body, -1, out)
}

// do asks once, within ctx. Size is that of the body, -1 if the library can tell by itself.
func (g *Graph) do(ctx context.Context, method, address, kind string, body io.Reader, size int64, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return &desk.Fault{Code: desk.CodeInternal, Next: desk.Stop, Scope: desk.OfConnection, Err: errors.New("make the request")}
	}
	if size >= 0 {
		req.ContentLength = size
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	g.sign(req)
	resp, err := g.http.Do(req)
	if err != nil {
		return offline(fmt.Errorf("ask the network: %w", g.clean(err)))
	}
	defer resp.Body.Close() //nolint:errcheck // all that matters was read
	got, err := io.ReadAll(io.LimitReader(resp.Body, longestList+1))
	if err != nil {
		return offline(fmt.Errorf("read the answer: %w", g.clean(err)))
	}
	return g.read(reply{resp.StatusCode, got}, out)
}

// read takes the answer to a question apart.
func (g *Graph) read(r reply, out any) error {
	var e struct {
		Error *remote `json:"error"`
	}
	err := json.Unmarshal(r.body, &e)
	if _, has := e.Error.code(); err == nil && has {
		f := answerFault(r.status, e.Error, e.Error.err(r.status, g.secrets...))
		if f.Next == desk.Doubt { // nothing depends on whether it was done: it may be done again
			f = transport.Busy(desk.OfConnection, 10*time.Second).Fault(f.Raw, f.Err)
		}
		return f
	}
	if r.status >= 200 && r.status < 300 && err == nil {
		if out == nil {
			return nil
		}
		if err = json.Unmarshal(r.body, out); err == nil {
			return nil
		}
	}
	return transport.Busy(desk.OfConnection, 10*time.Second).Fault(strconv.Itoa(r.status), fmt.Errorf("answer not understood, status %d", r.status))
}
