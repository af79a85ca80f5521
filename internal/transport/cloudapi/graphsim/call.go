package graphsim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxBody bounds what a request other than an upload may say; maxUpload bounds uploads.
const (
	maxBody   = 1 << 20
	maxUpload = 101 << 20
)

// call is one request to the Graph host on its way through.
type call struct {
	s       *Server
	http    *http.Request
	version string
	path    []string // without version
	query   url.Values
	body    []byte
	token   *Token // nil where none is needed
	app     *App   // the token's
	fault   *scripted
	asked   map[string]bool // query parameters that were understood
	made    *message        // what a send accepted
}

// result is what a handler answers with status 200.
type result = any

type success struct {
	Success bool `json:"success"`
}

// serveGraph takes a request through faults, reading, understanding and answering.
func (s *Server) serveGraph(w http.ResponseWriter, r *http.Request) {
	defer s.changes.happened()
	if f := s.early(r); f != nil {
		s.note(Request{At: time.Now(), Method: r.Method, Path: r.URL.Path, Fault: f.Kind})
		f.cut(w)
		return
	}
	c := &call{s: s, http: r, query: r.URL.Query(), asked: map[string]bool{"access_token": true}}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		s.trouble(err)
		return
	}
	c.body = body
	c.locate()
	req := c.request()
	c.fault = s.pick(req)
	if c.fault != nil {
		req.Fault = c.fault.Kind
	}
	if c.fault.replaces() {
		s.note(req)
		s.changes.happened()
		c.fault.before(c, w)
		return
	}
	status, answer := c.run()
	req.Status, req.Wamid = status, c.wamid()
	s.note(req)
	if !c.fault.after(c, w, status, answer) {
		c.send(w, status, answer)
	}
}

// locate splits the path.
func (c *call) locate() {
	for part := range strings.SplitSeq(strings.Trim(c.http.URL.Path, "/"), "/") {
		if part != "" {
			c.path = append(c.path, part)
		}
	}
	if len(c.path) > 0 && versionPattern.MatchString(c.path[0]) {
		c.version, c.path = c.path[0], c.path[1:]
	}
}

// run finds the handler and lets it answer.
func (c *call) run() (status int, answer []byte) {
	v, err := c.handle()
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			c.s.trouble(err)
			e = fail(1)
		}
		return c.refuse(e)
	}
	c.leftover()
	return http.StatusOK, encode(v)
}

func (c *call) refuse(e *Error) (int, []byte) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	out := *e
	out.Trace = "A" + c.s.letters(22)
	status := e.status
	if status == 0 {
		status = HTTPStatus(e.Code)
	}
	return status, encode(map[string]*Error{"error": &out})
}

// leftover writes down query parameters that no handler asked for.
func (c *call) leftover() {
	for name := range c.query {
		if !c.asked[name] {
			c.s.unknownf("%s %s: query parameter %q", c.http.Method, c.http.URL.Path, name)
		}
	}
}

// param returns a query parameter, or the one of a form in the body.
func (c *call) param(name string) string {
	c.asked[name] = true
	return c.query.Get(name)
}

func (c *call) wamid() string {
	if c.made == nil {
		return ""
	}
	return c.made.wamid
}

// send writes the answer with the headers that Graph sends.
func (c *call) send(w http.ResponseWriter, status int, body []byte) {
	c.headers(w)
	w.WriteHeader(status)
	w.Write(body)
}

func (c *call) headers(w http.ResponseWriter) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=UTF-8")
	h.Set("Cache-Control", "private, no-cache, no-store, must-revalidate")
	h.Set("facebook-api-version", c.effectiveVersion())
	h.Set("x-fb-request-id", c.s.letters(16))
	h.Set("x-fb-trace-id", c.s.letters(11))
	h.Set("x-fb-rev", "1030000000")
	h.Set("x-app-usage", `{"call_count":1,"total_cputime":0,"total_time":0}`)
	h.Set("x-business-use-case-usage", `{"`+c.s.link.WABA+`":[{"type":"messaging","call_count":1,"total_cputime":0,`+
		`"total_time":0,"estimated_time_to_regain_access":0}]}`)
}

func (c *call) effectiveVersion() string {
	if c.version != "" {
		return c.version
	}
	return c.s.options.Versions[0]
}

// request is the record of the call.
func (c *call) request() Request {
	r := Request{
		At: time.Now(), Method: c.http.Method, Path: c.http.URL.Path, Query: c.http.URL.RawQuery,
		Token: bearer(c.http),
	}
	if strings.HasPrefix(c.http.Header.Get("Content-Type"), "application/json") && json.Valid(c.body) {
		r.Body = c.body
		r.peek()
	}
	return r
}

func bearer(r *http.Request) string {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return token
}
