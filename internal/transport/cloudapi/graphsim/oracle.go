package graphsim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// maxNotes is how much of each list of what happened is kept at least; the oldest go first.
const maxNotes = 20_000

// Request is one request that reached the Graph or media host.
type Request struct {
	At     time.Time       `json:"at"`
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Query  string          `json:"query,omitempty"`
	Token  string          `json:"token,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`   // of JSON requests
	Status int             `json:"status,omitempty"` // 0: a fault took the place of the answer
	Fault  Kind            `json:"fault,omitempty"`  // that befell it
	Wamid  string          `json:"wamid,omitempty"`  // of the message that came of it

	// Taken from messages, for matching.
	To     string `json:"to,omitempty"`
	Type   string `json:"type,omitempty"`
	Text   string `json:"text,omitempty"`
	Opaque string `json:"opaque,omitempty"`
	Read   bool   `json:"read,omitempty"` // marks a message as read
}

// peek takes out of a message what faults match on.
func (r *Request) peek() {
	var m struct {
		To, Recipient, Type string
		Status              string
		Opaque              string                `json:"biz_opaque_callback_data"`
		Text                struct{ Body string } `json:"text"`
	}
	// A body of another form leaves the members empty.
	_ = json.Unmarshal(r.Body, &m)
	r.To, r.Type, r.Text, r.Opaque = m.To, m.Type, m.Text.Body, m.Opaque
	r.Read = m.Status == "read"
	if r.To == "" {
		r.To = m.Recipient
	}
}

// Requests lists what reached the server, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Unknown lists what the server did not understand: method, path and field. A faithful client leaves it empty.
func (s *Server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unknown)
}

// Errors lists what went wrong inside the server or with a webhook in a way that no test asked for.
func (s *Server) Errors() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.errors)
}

func (s *Server) note(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = keep(append(s.requests, r))
}

func (s *Server) unknownf(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unknown = keep(append(s.unknown, fmt.Sprintf(format, args...)))
}

func (s *Server) trouble(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errors = keep(append(s.errors, err))
}

func keep[T any](all []T) []T {
	if len(all) > 2*maxNotes {
		return slices.Clone(all[len(all)-maxNotes:])
	}
	return all
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
