package wuzapisim

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// call is one request on its way through the server.
type call struct {
	s     *Server
	http  *http.Request
	query map[string]string
	body  map[string]json.RawMessage // keys in lower case, as Go's decoder reads any case
}

// answer is what a handler says: data for a success, or a status and words.
type answer struct {
	status int
	words  string
	data   any
	raw    any // not wrapped
	hang   bool
}

func ok(data any) answer                     { return answer{status: http.StatusOK, data: data} }
func failed(status int, words string) answer { return answer{status: status, words: words} }
func broken(words string) answer             { return failed(http.StatusInternalServerError, words) }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	early := s.strike(Request{Method: r.Method, Path: r.URL.Path}, true)
	s.mu.Unlock()
	if early != nil {
		cut(w)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 256<<20))
	if err != nil {
		panic(http.ErrAbortHandler) // the client went away half-way
	}
	req := Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Body: string(body)}
	s.mu.Lock()
	s.requests = append(s.requests, req)
	f := s.strike(req, false)
	slow := s.habits.Slow
	s.mu.Unlock()
	if slow > 0 {
		pause(r, slow)
	}
	if f != nil && !f.After && f.Do != Late {
		f.act(w, r)
		return
	}
	a := s.answer(r, body)
	if a.hang {
		pause(r, 0)
		cut(w)
		return
	}
	if f != nil && f.Do == Late {
		pause(r, f.Delay)
	} else if f != nil {
		f.act(w, r)
		return
	}
	a.write(w)
}

// answer understands a call and carries it out.
func (s *Server) answer(r *http.Request, body []byte) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	rt, found := s.route(r.Method, r.URL.Path)
	if !found {
		s.unknownf("%s %s", r.Method, r.URL.Path)
		return answer{status: http.StatusNotFound, words: "\x00"}
	}
	if r.URL.Query().Get("token") != "" {
		s.unknownf("%s %s: token in the query, where logs keep it", r.Method, r.URL.Path)
	}
	if !rt.open && subtle.ConstantTimeCompare([]byte(r.Header.Get("token")), []byte(s.options.Token)) != 1 {
		return failed(http.StatusUnauthorized, "unauthorized")
	}
	c := &call{s: s, http: r, query: map[string]string{}, body: map[string]json.RawMessage{}}
	for key, values := range r.URL.Query() {
		if !has(rt.query, key) || len(values) != 1 {
			s.unknownf("%s %s: query %s", r.Method, r.URL.Path, key)
			return failed(http.StatusBadRequest, "unknown query "+key)
		}
		c.query[key] = values[0]
	}
	if rt.fields == "" && len(body) > 0 {
		s.unknownf("%s %s: a body", r.Method, r.URL.Path)
	}
	if rt.fields != "" {
		if a, good := c.read(rt, body); !good {
			return a
		}
	}
	return rt.do(c)
}

// read takes the body apart and refuses fields that the call does not know.
func (c *call) read(rt route, body []byte) (answer, bool) {
	where := c.http.Method + " " + c.http.URL.Path
	if kind := c.http.Header.Get("Content-Type"); kind != "application/json" {
		c.s.unknownf("%s: content type %q", where, kind)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		c.s.unknownf("%s: body: %v", where, err)
		return failed(http.StatusBadRequest, "could not decode Payload"), false
	}
	for key, value := range all {
		if !has(rt.fields, strings.ToLower(key)) {
			c.s.unknownf("%s: field %s", where, key)
			return failed(http.StatusBadRequest, "unknown field "+key), false
		}
		c.body[strings.ToLower(key)] = value
	}
	return answer{}, true
}

// has looks for a name among several that are separated by spaces.
func has(names, name string) bool {
	for _, n := range strings.Fields(names) {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// text reads a field that is a string; a wrong type is written down.
func (c *call) text(name string) (out string) {
	c.into(name, &out)
	return out
}

func (c *call) into(name string, out any) bool {
	raw, there := c.body[strings.ToLower(name)]
	if !there {
		return false
	}
	if err := json.Unmarshal(raw, out); err != nil {
		c.s.unknownf("%s %s: field %s: %v", c.http.Method, c.http.URL.Path, name, err)
		return false
	}
	return true
}

func (s *Server) unknownf(format string, args ...any) {
	s.unknown = append(s.unknown, fmt.Sprintf(format, args...))
}

func (a answer) write(w http.ResponseWriter) {
	switch {
	case a.words == "\x00":
		http.NotFound(w, nil) // as Go's router words it
	case a.words != "":
		refuse(w, a.status, a.words)
	case a.raw != nil:
		send(w, a.status, a.raw)
	default:
		success(w, a.data)
	}
}

func success(w http.ResponseWriter, data any) {
	send(w, http.StatusOK, map[string]any{"code": http.StatusOK, "data": data, "success": true})
}

func refuse(w http.ResponseWriter, status int, words string) {
	send(w, status, map[string]any{"code": status, "error": words, "success": false})
}

func send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
