package wuzapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// api speaks to one user of one server. It is for everything but messages: what it asks may be asked again.
type api struct {
	base    *url.URL
	token   string
	secrets []string // never to stand in an error
	http    *http.Client
	once    *http.Client // for messages, see newOnce
}

func newAPI(base *url.URL, token, key string, env *http.Client) *api {
	var way http.RoundTripper = newTransport(base)
	if env != nil && env.Transport != nil {
		way = env.Transport // a simulator
	}
	return &api{
		base: base, token: token, secrets: []string{token, key},
		http: &http.Client{Transport: way, CheckRedirect: transport.Stay}, once: newOnce(way),
	}
}

// askFor bounds a question to the server.
const askFor = 20 * time.Second

// Bounds of an answer to a question, in bytes: of any, and of a conversation in the server's memory.
const (
	longestAnswer = 8 << 20
	longestChat   = 64 << 20
)

// errTooLong marks an answer that goes beyond its bound.
var errTooLong = errors.New("answer too long")

// sheet is what an answer of the server says, whatever its form.
type sheet struct {
	status int
	judged bool   // it is the server's own word, and not a page of something in between
	good   bool   // it says that it did what was asked
	words  string // of a refusal
	data   any
	top    node
}

func (s sheet) node() node {
	v, _ := s.data.(map[string]any)
	return v
}

// understand reads an answer. A release that answers 200 and means an error is taken at its word.
func understand(status int, body []byte) sheet {
	s := sheet{status: status}
	if strings.TrimSpace(string(body[:min(len(body), 64)])) == "404 page not found" { // how the server's router says that it knows no such call
		s.judged, s.words = true, "404 page not found"
		return s
	}
	var ok bool
	if s.top, ok = parse(body); !ok {
		return s
	}
	_, isBool := s.top.find("success").(bool)
	code := int(s.top.number("code"))
	s.judged = isBool || s.top.has("error") && code != 0
	s.good = status >= 200 && status < 300 && s.judged && s.top.yes("success")
	s.words, s.data = s.top.text("error"), s.top.find("data")
	if s.words == "" {
		s.words = s.node().text("error", "details")
	}
	if s.judged && !s.good && code >= 400 && code < 600 {
		s.status = code
	}
	return s
}

// ask puts one question. The sheet is there also beside a fault, as far as it was understood.
func (a *api) ask(ctx context.Context, method, path string, query url.Values, in any) (sheet, *desk.Fault) {
	return a.askUpTo(ctx, longestAnswer, method, path, query, in)
}

func (a *api) askUpTo(ctx context.Context, longest int64, method, path string, query url.Values, in any) (sheet, *desk.Fault) {
	ctx, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	resp, f := a.do(ctx, method, path, query, in)
	if f != nil {
		return sheet{}, f
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, longest+1))
	switch {
	case err != nil:
		return sheet{}, offline(fmt.Errorf("read the answer to %s: %w", path, a.clean(err)))
	case int64(len(body)) > longest:
		return sheet{status: resp.StatusCode}, transport.Busy(desk.OfConnection, 10*time.Second).Fault("", fmt.Errorf("ask %s: %w", path, errTooLong))
	}
	s := understand(resp.StatusCode, body)
	if s.good {
		return s, nil
	}
	return s, a.refusal(path, s)
}

// do begins one request and gives its answer, whose body is still to be read and closed.
func (a *api) do(ctx context.Context, method, path string, query url.Values, in any) (*http.Response, *desk.Fault) {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return nil, &desk.Fault{Code: desk.CodeInternal, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("write the request to %s: %w", path, err)}
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.address(path, query), body)
	if err != nil {
		return nil, &desk.Fault{Code: desk.CodeInternal, Next: desk.Stop, Scope: desk.OfConnection, Err: fmt.Errorf("make the request to %s", path)}
	}
	a.sign(req, in != nil)
	resp, err := a.http.Do(req)
	switch {
	case errors.Is(err, transport.ErrFar):
		return nil, &desk.Fault{Code: desk.CodeBadRequest, Next: desk.Stop, Scope: desk.OfConnection, Err: transport.ErrFar}
	case err != nil:
		return nil, offline(fmt.Errorf("ask %s: %w", path, a.clean(err)))
	}
	return resp, nil
}

func (a *api) address(path string, query url.Values) string {
	u := *a.base
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/")+path, ""
	u.RawQuery = query.Encode()
	return u.String()
}

// sign puts the token where it belongs: never into an address, which is written into logs on both sides.
func (a *api) sign(req *http.Request, json bool) {
	req.Header.Set("token", a.token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "Balcao")
	if json {
		req.Header.Set("Content-Type", "application/json")
	}
}

// refusal is what follows from an answer that is no yes. Nothing depends on whether a question was carried out: it may be put again.
func (a *api) refusal(path string, s sheet) *desk.Fault {
	raw, err := strconv.Itoa(s.status), a.cause(path, s)
	switch {
	case s.status == http.StatusUnauthorized:
		return signedOut.Fault(raw, err)
	case s.status >= 300 && s.status < 400:
		return notReady(time.Minute).Fault(raw, err)
	case s.status == http.StatusNotFound, s.status == http.StatusMethodNotAllowed:
		return &desk.Fault{Code: desk.CodeNotFound, Next: desk.Stop, Scope: desk.OfMessage, Raw: raw, Err: err}
	case s.status == http.StatusNotImplemented:
		return &desk.Fault{Code: desk.CodeNoHistory, Next: desk.Stop, Scope: desk.OfConnection, Raw: raw, Err: err}
	case s.status == http.StatusBadRequest && s.judged:
		return &desk.Fault{Code: desk.CodeInvalid, Next: desk.Stop, Scope: desk.OfMessage, Raw: raw, Err: err}
	case s.says("no session"):
		return notReady(10*time.Second).Fault(raw, err)
	}
	return transport.Busy(desk.OfConnection, 10*time.Second).Fault(raw, err)
}

// cause is the error for the log. The server's words may hold what it was sent, so secrets and numbers are taken out.
func (a *api) cause(path string, s sheet) error {
	if !s.judged {
		return fmt.Errorf("ask %s: status %d, not understood", path, s.status)
	}
	return fmt.Errorf("ask %s: status %d: %s", path, s.status, scrub(s.words, a.secrets...))
}

// says looks for words in a refusal.
func (s sheet) says(words string) bool {
	return s.judged && strings.Contains(strings.ToLower(s.words), words)
}

// clean makes an error of the library fit for the log: without address and secrets.
func (a *api) clean(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return transport.Reworded(err, scrub(err.Error(), a.secrets...))
}

var longNumbers = regexp.MustCompile(`\+?\d{8,}`)

// scrub takes secrets and everything that may be a telephone number out of a text, and shortens it.
func scrub(text string, secrets ...string) string {
	text = desk.Clean(text[:min(len(text), 4096)])
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "…")
		}
	}
	return desk.Excerpt(longNumbers.ReplaceAllString(text, "…"), 300)
}
