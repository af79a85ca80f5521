package graphsim

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// early looks for a fault that strikes before the body is read.
func (s *Server) early(r *http.Request) *scripted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.strike(Request{Method: r.Method, Path: r.URL.Path},
		func(f *scripted) bool { return f.Kind == ResetBeforeRead })
}

// cut ends the connection without a word, with a reset where there is a real one.
func (f *scripted) cut(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

// replaces tells whether the fault strikes ahead of acceptance, so that nothing is carried out.
func (f *scripted) replaces() bool {
	if f == nil || f.Accept {
		return false
	}
	switch f.Kind {
	case ResetBeforeAccept, TimeoutBefore, FailSync, Throttle, HTML500, EmptyBody, WithoutID, Redirect:
		return true
	}
	return false
}

// before acts in place of carrying the request out.
func (f *scripted) before(c *call, w http.ResponseWriter) {
	switch f.Kind {
	case ResetBeforeAccept:
		f.cut(w)
	case TimeoutBefore:
		f.hang(c, w)
	default:
		f.answer(c, w)
	}
}

// after acts once the request was carried out and tells whether that was the whole answer.
func (f *scripted) after(c *call, w http.ResponseWriter, status int, answer []byte) bool {
	if f == nil || status != http.StatusOK {
		return false
	}
	switch f.Kind {
	case ResetAfterAccept:
		f.cut(w)
	case TimeoutAfter:
		f.hang(c, w)
	case TruncatedJSON:
		c.send(w, status, answer[:len(answer)/2])
	case CutBody:
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		c.send(w, status, answer[:len(answer)/2])
		breakOff(w)
	case Slow:
		f.pause(c)
		return false
	default:
		return f.answer(c, w)
	}
	return true
}

// answer says what the fault says in place of the truth.
func (f *scripted) answer(c *call, w http.ResponseWriter) bool {
	switch f.Kind {
	case FailSync, Throttle:
		status, body := f.refusal(c)
		c.send(w, status, body)
	case HTML500:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusInternalServerError)
		w.Write([]byte("<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>"))
	case EmptyBody:
		c.send(w, http.StatusOK, nil)
	case Redirect:
		w.Header().Set("Location", f.Location)
		w.WriteHeader(http.StatusFound)
	case WithoutID:
		c.send(w, http.StatusOK, []byte(`{"messaging_product":"whatsapp","contacts":[]}`))
	default:
		return false
	}
	return true
}

// cause is the error that the fault stands for.
func (f *scripted) cause() *Error {
	code := f.Code
	switch {
	case code == AuthException:
		code = 0
	case code == 0 && f.Kind == Throttle:
		code = 130429
	case code == 0:
		code = 131000
	}
	e := fail(code).because("%s", orElse(f.Details, "Simulated: "+Title(code)))
	e.status = f.HTTP
	if f.Transient {
		e.Transient = &f.Transient
	}
	return e
}

func (f *scripted) refusal(c *call) (int, []byte) {
	e := f.cause()
	status, body := c.refuse(e)
	if f.PlainData {
		body = plainData(e)
	}
	return status, body
}

// plainData is the form that some Graph errors have: error_data is a string.
func plainData(e *Error) []byte {
	return encode(map[string]any{"error": map[string]any{
		"message": e.Message, "type": e.Type, "code": e.Code, "error_data": e.Data.Details, "fbtrace_id": "Asimulated",
	}})
}

// hang keeps the client waiting until it gives up, the delay has passed or the server closes.
func (f *scripted) hang(c *call, w http.ResponseWriter) {
	var lapse <-chan time.Time
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		lapse = timer.C
	}
	select {
	case <-c.http.Context().Done():
	case <-lapse:
	}
	f.cut(w)
}

func (f *scripted) pause(c *call) {
	timer := time.NewTimer(f.Delay)
	defer timer.Stop()
	select {
	case <-c.http.Context().Done():
	case <-timer.C:
	}
}

// breakOff sends what was written and ends the connection.
func breakOff(w http.ResponseWriter) {
	// A client that is gone already needs no more.
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
