package wwebjssim

import (
	"fmt"
	"net/http"
	"strings"
)

// Fault is something that befalls requests.
type Fault struct {
	Call  string // of whom, such as client/sendMessage; empty: everyone
	Match string // that this stands in its body
	Times int    // how often; 0: once, below: always
	After bool   // the request is carried out first, and its answer is lost
	// Answer says what is answered instead. nil: the connection is cut.
	Answer func(w http.ResponseWriter, r *http.Request)
}

// Script adds a fault; the first one that fits befalls a request.
func (s *Server) Script(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// Heal forgets all faults.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (s *Server) befalls(call, body string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.Times != 0 && (f.Call == "" || f.Call == call) && strings.Contains(body, f.Match) {
			f.Times--
			return f
		}
	}
	return nil
}

// Say answers with a status and a body.
func Say(status int, kind, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// JSON answers as the server's own code does.
func JSON(status int, body string) func(http.ResponseWriter, *http.Request) {
	return Say(status, "application/json; charset=utf-8", body)
}

// HTML answers as a proxy does.
func HTML(status int) func(http.ResponseWriter, *http.Request) {
	return Say(status, "text/html", fmt.Sprintf("<html><head><title>%d</title></head><body><center><h1>%d Bad Gateway</h1></center></body></html>", status, status))
}

// Redirect sends the client elsewhere.
func Redirect(to string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusTemporaryRedirect) }
}

// Cut ends the connection in the middle of an answer.
func Cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"success":true,"mess`))
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	panic(http.ErrAbortHandler)
}

// Hang answers nothing until the client is gone.
func (s *Server) Hang(_ http.ResponseWriter, r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-s.life.Done():
	}
	panic(http.ErrAbortHandler)
}
