package graphsim

import (
	"slices"
	"strings"
	"time"
)

// Kind is one way to misbehave.
type Kind string

// What befalls a request. Those that say "early" strike before the body is read and therefore match on method and path
// only.
const (
	FailSync          Kind = "fail_sync"             // answer Code; with Accept the message goes out all the same
	AcceptThenFail    Kind = "accept_then_fail"      // accept, then send status failed with Code after Delay
	AcceptNoStatus    Kind = "accept_no_status"      // accept and deliver, but no status webhook ever comes
	ResetBeforeRead   Kind = "reset_before_read"     // early: cut the connection before the body is read
	ResetBeforeAccept Kind = "reset_before_accept"   // read the body, cut the connection, accept nothing
	ResetAfterAccept  Kind = "reset_after_accept"    // accept, then cut the connection without an answer
	TimeoutBefore     Kind = "timeout_before_accept" // accept nothing and never answer (with Delay: cut after it)
	TimeoutAfter      Kind = "timeout_after_accept"  // accept and never answer (with Delay: cut after it)
	HTML500           Kind = "html_500"              // answer 500 with a page; with Accept the message goes out
	EmptyBody         Kind = "empty_body"            // answer 200 with nothing; with Accept the message goes out
	WithoutID         Kind = "without_id"            // answer 200 without messages; with Accept the message goes out
	TruncatedJSON     Kind = "truncated_json"        // accept and cut the answer in the middle
	CutBody           Kind = "cut_body"              // accept and end the connection in the middle of the answer; of downloads too
	Corrupt           Kind = "corrupt"               // of downloads only: a wrong byte
	Redirect          Kind = "redirect"              // answer 302 to Location, of downloads too
	Slow              Kind = "slow"                  // accept and answer after Delay
	DuplicateStatus   Kind = "duplicate_status"      // accept and send every status twice
	OutOfOrderStatus  Kind = "out_of_order_status"   // accept and send the statuses in reverse order
	Throttle          Kind = "throttle"              // answer Code (0: 130429) to everything for Delay after the first
)

// AuthException is Fault.Code for Meta's code 0.
const AuthException = -1

// Always lets a fault strike until it is healed.
const Always = -1

// KnownKind tells whether a kind is one of these.
func KnownKind(k Kind) bool {
	return slices.Contains([]Kind{
		FailSync, AcceptThenFail, AcceptNoStatus, ResetBeforeRead, ResetBeforeAccept, ResetAfterAccept, TimeoutBefore,
		TimeoutAfter, HTML500, EmptyBody, WithoutID, TruncatedJSON, CutBody, Corrupt, Redirect, Slow, DuplicateStatus, OutOfOrderStatus, Throttle,
	}, k)
}

// Fault says how to misbehave, and when.
type Fault struct {
	Kind        Kind          `json:"kind"`
	Code        int           `json:"code,omitempty"`       // of Meta's errors; 0: 131000
	HTTP        int           `json:"http,omitempty"`       // status; 0: the one of the code
	Details     string        `json:"details,omitempty"`    // error_data.details
	PlainData   bool          `json:"plain_data,omitempty"` // error_data is a string
	Location    string        `json:"location,omitempty"`   // where Redirect leads
	Transient   bool          `json:"transient,omitempty"`  // is_transient:true
	Accept      bool          `json:"accept,omitempty"`
	Delay       time.Duration `json:"delay,omitempty"`       // nanoseconds in JSON
	Times       int           `json:"times,omitempty"`       // 0: once; Always: until healed
	Probability float64       `json:"probability,omitempty"` // 0: certain
	Match       Match         `json:"match,omitzero"`
}

// Match picks requests; every member that is set must fit. The zero value picks the sending of messages.
type Match struct {
	Method string             `json:"method,omitempty"` // empty: POST
	Path   string             `json:"path,omitempty"`   // how the path ends; empty: /messages
	To     string             `json:"to,omitempty"`     // recipient; + and punctuation do not count
	Type   string             `json:"type,omitempty"`
	Text   string             `json:"text,omitempty"`   // part of a text
	Opaque string             `json:"opaque,omitempty"` // biz_opaque_callback_data
	Read   bool               `json:"read,omitempty"`   // picks marks of reading, which go the same way as messages, instead of messages
	Func   func(Request) bool `json:"-"`                // must not call the server
}

// scripted is a fault at work.
type scripted struct {
	Fault
	left  int
	until time.Time // of a throttle that has begun
}

// Script adds a fault; the oldest that fits a request strikes.
func (s *Server) Script(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := f.Times
	if left == 0 {
		left = 1
	}
	s.state.faults = append(s.state.faults, &scripted{Fault: f, left: left})
}

// Heal ends all faults, those of webhooks included; what was held back goes out.
func (s *Server) Heal() {
	s.mu.Lock()
	s.state.faults = nil
	s.mu.Unlock()
	s.SetWeather(Weather{})
}

func (m Match) fits(r Request) bool {
	method, path := m.Method, m.Path
	if method == "" {
		method = "POST"
	}
	if path == "" {
		path = "/messages"
	}
	return r.Method == method && r.Read == m.Read && strings.HasSuffix(r.Path, path) &&
		(m.To == "" || plainPhone(m.To) == plainPhone(r.To)) && (m.Type == "" || m.Type == r.Type) &&
		(m.Opaque == "" || m.Opaque == r.Opaque) && strings.Contains(r.Text, m.Text) && (m.Func == nil || m.Func(r))
}

func plainPhone(s string) string {
	return strings.NewReplacer("+", "", "-", "", "(", "", ")", "", " ", "").Replace(s)
}

// strike takes the first fault of the wanted sort that fits, and counts it. Under the lock.
func (s *state) strike(r Request, wanted func(*scripted) bool) *scripted {
	for i, f := range s.faults {
		if !wanted(f) || !f.Match.fits(r) || f.Probability > 0 && s.dice.Float64() >= f.Probability {
			continue
		}
		switch {
		case f.Kind == Throttle && f.until.IsZero():
			f.until = time.Now().Add(f.Delay)
		case f.Kind == Throttle && time.Now().After(f.until):
			continue
		case f.Kind == Throttle:
		case f.left == 1:
			s.faults = slices.Delete(s.faults, i, i+1)
		case f.left > 1:
			f.left--
		}
		return f
	}
	return nil
}

func (s *Server) pick(r Request) *scripted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.strike(r, func(f *scripted) bool { return f.Kind != ResetBeforeRead && f.Kind != Corrupt })
}
