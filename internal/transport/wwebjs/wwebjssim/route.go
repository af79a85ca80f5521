package wwebjssim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
)

// largestBody is what the server's reader of bodies takes: MAX_ATTACHMENT_SIZE and a million.
const largestBody = 11_000_000

// object is a JSON object.
type object = map[string]any

// failure is what a call answers instead of a result.
type failure struct {
	status int
	text   string
}

func (f failure) Error() string { return f.text }

// call is one request about one session.
type call struct {
	s    *Server
	w    http.ResponseWriter
	name string
	ss   *session // nil where the call needs none
	body object
}

// route is one call that the server offers.
type route struct {
	method  string
	session bool     // it needs a session that is connected
	fields  []string // of its body
	do      func(*call) (any, error)
}

func routes() map[string][]route {
	get, post := "GET", "POST"
	return map[string][]route{
		"session/start":              {{get, false, nil, (*call).start}},
		"session/stop":               {{get, false, nil, (*call).stop}},
		"session/status":             {{get, false, nil, (*call).status}},
		"session/qr":                 {{get, false, nil, (*call).qr}},
		"session/requestPairingCode": {{post, false, []string{"phoneNumber", "showNotification"}, (*call).pairingCode}},
		"session/restart":            {{get, false, nil, (*call).restart}},
		"session/terminate":          {{get, false, nil, (*call).terminate}},
		"client/getState":            {{get, false, nil, (*call).state}},
		"client/getClassInfo":        {{get, true, nil, (*call).classInfo}},
		"client/getChats":            {{get, true, nil, (*call).chats}, {post, true, []string{"searchOptions"}, (*call).chats}},
		"client/getNumberId":         {{post, true, []string{"number"}, (*call).numberID}},
		"client/isRegisteredUser":    {{post, true, []string{"number"}, (*call).registered}},
		"client/getContactLidAndPhone": {
			{post, true, []string{"userIds"}, (*call).lidAndPhone}},
		"client/sendMessage":          {{post, true, []string{"chatId", "contentType", "content", "options"}, (*call).send}},
		"client/sendSeen":             {{post, true, []string{"chatId"}, (*call).seen}},
		"chat/sendStateTyping":        {{post, true, []string{"chatId"}, (*call).typing}},
		"chat/fetchMessages":          {{post, true, []string{"chatId", "searchOptions"}, (*call).fetch}},
		"message/react":               {{post, true, []string{"chatId", "messageId", "reaction"}, (*call).react}},
		"message/edit":                {{post, true, []string{"chatId", "messageId", "content", "options"}, (*call).edit}},
		"message/delete":              {{post, true, []string{"chatId", "messageId", "everyone", "clearMedia"}, (*call).remove}},
		"message/getClassInfo":        {{post, true, []string{"chatId", "messageId"}, (*call).messageInfo}},
		"contact/block":               {{post, true, []string{"contactId"}, (*call).block}},
		"contact/unblock":             {{post, true, []string{"contactId"}, (*call).unblock}},
		"message/downloadMedia":       {{post, true, []string{"chatId", "messageId"}, (*call).media}},
		"message/downloadMediaAsData": {{post, true, []string{"chatId", "messageId"}, (*call).mediaAsData}},
	}
}

var sessionName = regexp.MustCompile(`^[\w-]+$`)

// ServeHTTP notes a request, lets befall it what is scripted, and answers it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, inside := strings.CutPrefix(r.URL.Path, s.options.Base+"/")
	if inside && strings.HasPrefix(path, "ws/") {
		s.upgrade(w, r, strings.TrimPrefix(path, "ws/"))
		return
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, largestBody+1))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	s.mu.Lock()
	s.requests = append(s.requests, Request{r.Method, r.URL.Path, r.URL.RawQuery, string(raw[:min(len(raw), 4096)]), r.Header.Get("x-api-key") == s.options.Key})
	s.mu.Unlock()
	name := path
	if parts := strings.SplitN(path, "/", 3); len(parts) == 3 {
		name = parts[0] + "/" + parts[1]
	}
	f := s.befalls(name, string(raw))
	if f == nil {
		s.answer(w, r, path, raw)
		return
	}
	if f.After {
		s.answer(httptest.NewRecorder(), r, path, raw)
	}
	if f.Answer == nil {
		panic(http.ErrAbortHandler)
	}
	f.Answer(w, r)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, path string, raw []byte) {
	out, err := s.handle(w, r, path, raw)
	f, failed := errors.AsType[failure](err)
	switch {
	case err == errWritten:
	case failed && f.status == http.StatusNotFound && f.text == "":
		Say(404, "text/html; charset=utf-8", fmt.Sprintf("<!DOCTYPE html>\n<pre>Cannot %s %s</pre>\n", r.Method, r.URL.Path))(w, r)
	case failed:
		write(w, f.status, object{"success": false, "error": f.text})
	case err != nil:
		write(w, 500, object{"success": false, "error": err.Error()})
	default:
		write(w, 200, out)
	}
}

// errWritten says that the answer was written already.
var errWritten = errors.New("written")

func write(w http.ResponseWriter, status int, out any) {
	raw, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

var table = routes()

// handle does what the server's router does, in its order: path, key, name of the session, session, body.
func (s *Server) handle(w http.ResponseWriter, r *http.Request, path string, raw []byte) (any, error) {
	if path == "ping" && r.Method == "GET" {
		return object{"success": true, "message": "pong"}, nil
	}
	if len(raw) > largestBody {
		return nil, failure{413, "request entity too large"}
	}
	if s.options.Key != "" && r.Header.Get("x-api-key") != s.options.Key {
		return nil, failure{403, "Invalid API key"}
	}
	if r.URL.RawQuery != "" {
		s.strange(r.Method + " " + r.URL.Path + ": a query")
	}
	if path == "session/getSessions" && r.Method == "GET" {
		return object{"success": true, "result": s.names()}, nil
	}
	cut := strings.LastIndex(path, "/")
	all := table[path[:max(cut, 0)]]
	i := slices.IndexFunc(all, func(x route) bool { return x.method == r.Method })
	if i < 0 || s.habit().OldServer && r.Method == "POST" && path[:cut] == "client/getChats" {
		if !s.habit().OldServer {
			s.strange(r.Method + " " + path[:max(cut, 0)])
		}
		return nil, failure{404, ""}
	}
	c := &call{s: s, w: w, name: path[cut+1:]}
	if !sessionName.MatchString(c.name) {
		return nil, failure{422, "Session should be alphanumerical or -"}
	}
	if err := c.read(r, all[i], raw); err != nil {
		return nil, err
	}
	if all[i].session {
		ss, _, why := s.validate(c.name)
		if why != "session_connected" {
			return nil, failure{404, why}
		}
		c.ss = ss
	}
	return all[i].do(c)
}

// read takes the body apart and writes down what it should not hold.
func (c *call) read(r *http.Request, is route, raw []byte) error {
	if is.method == "GET" {
		if len(raw) > 0 {
			c.s.strange(r.URL.Path + ": a body")
		}
		if r.Header.Get("Cache-Control") == "" {
			c.s.fail(fmt.Errorf("%s without Cache-Control: something in between may answer", r.URL.Path))
		}
		return nil
	}
	if r.Header.Get("Content-Type") != "application/json" {
		return failure{500, "Cannot destructure property 'chatId' of 'req.body' as it is undefined."}
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&c.body) != nil {
		return failure{400, "Unexpected token in JSON"}
	}
	for k := range c.body {
		if !slices.Contains(is.fields, k) {
			c.s.strange(fmt.Sprintf("%s: field %s", r.URL.Path, k))
			return failure{400, "unknown field " + k}
		}
	}
	return nil
}

func (c *call) text(field string) string {
	v, _ := c.body[field].(string)
	return v
}

func (c *call) options(field string, known ...string) object {
	o, _ := c.body[field].(object)
	for k := range o {
		if !slices.Contains(known, k) {
			c.s.strange("option " + k)
		}
	}
	return o
}

func whole(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return int(i), err == nil
}
