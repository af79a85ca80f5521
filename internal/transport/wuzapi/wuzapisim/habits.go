package wuzapisim

import (
	"net"
	"net/http"
	"strings"
	"time"
)

// Habits are the bad ones that last.
type Habits struct {
	LoseNext   int           // so many webhooks are never sent
	Lose       bool          // none is
	Twice      bool          // each is sent twice
	Hold       bool          // none is sent until it is false again
	Inline     bool          // files go along in webhooks as base64
	Slow       time.Duration // every answer takes so long
	NoReceipts bool          // customers' telephones tell nothing
	AnotherWay string        // the server calls this address instead of the one it was told
}

// Change changes the habits; change must not call the server.
func (s *Server) Change(change func(*Habits)) {
	s.mu.Lock()
	change(&s.habits)
	s.mu.Unlock()
	s.wake()
}

// What a Fault does in place of an answer.
const (
	Refuse   = "refuse"   // the answer is Status (0: 500) with Words
	Page     = "page"     // an HTML page with Status (0: 502)
	Reset    = "reset"    // the connection ends
	Silence  = "silence"  // no answer, for Delay or for ever
	Empty    = "empty"    // 200 and nothing
	Garbage  = "garbage"  // 200 and no JSON
	Redirect = "redirect" // 302 to Words
	Nameless = "nameless" // success without an Id
	Late     = "late"     // the right answer, after Delay
	Huge     = "huge"     // an answer without end
	Raw      = "raw"      // 200 and Words as they are
	Cut      = "cut"      // the connection ends before the body was read
)

// Fault is something that befalls calls to Path.
type Fault struct {
	Path   string // a prefix; empty: any but /health
	Do     string
	After  bool // it befalls the answer: what was asked is done
	Status int
	Words  string
	Delay  time.Duration
	Times  int    // 0: once, negative: always
	Match  string // is part of the query or the body
}

// Script adds a fault. The first one that fits a call strikes.
func (s *Server) Script(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// Heal takes all faults away.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// strike finds the fault that befalls a call, before or after its body was read.
func (st *state) strike(r Request, early bool) *Fault {
	for _, f := range st.faults {
		fits := (f.Do == Cut) == early && strings.HasPrefix(r.Path, f.Path) && (f.Path != "" || r.Path != "/health") && strings.Contains(r.Query+" "+r.Body, f.Match)
		if !fits || f.Times == 0 {
			continue
		}
		f.Times = max(f.Times-1, -1)
		if f.Times < 0 {
			f.Times = -1
		}
		return f
	}
	return nil
}

// act answers in the fault's way.
func (f *Fault) act(w http.ResponseWriter, r *http.Request) {
	status := f.Status
	switch f.Do {
	case Refuse:
		if status == 0 {
			status = http.StatusInternalServerError
		}
		refuse(w, status, f.Words)
	case Page:
		if status == 0 {
			status = http.StatusBadGateway
		}
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>"))
	case Silence:
		pause(r, f.Delay)
		cut(w)
	case Empty:
		w.WriteHeader(http.StatusOK)
	case Garbage:
		_, _ = w.Write([]byte(`{"code":200,"data":{"Details":"Sent","Id":"3EB`))
	case Raw:
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(f.Words))
	case Redirect:
		w.Header().Set("Location", f.Words)
		w.WriteHeader(http.StatusFound)
	case Nameless:
		success(w, map[string]any{"Details": "Sent"})
	case Huge:
		w.Header().Set("Content-Type", "application/json")
		for line := []byte(strings.Repeat(" ", 64<<10)); r.Context().Err() == nil; {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	default:
		cut(w)
	}
}

// pause waits until the client gives up or, where there is a delay, until it is over.
func pause(r *http.Request, d time.Duration) {
	var over <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-r.Context().Done():
	case <-over:
	}
}

// cut ends a connection without a word, with a reset where there is a real one.
func cut(w http.ResponseWriter) {
	hijacker, can := w.(http.Hijacker)
	if !can {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
