package wasim

import (
	"slices"

	"go.mau.fi/whatsmeow/types"
)

// maxUnknown bounds the list of stanzas that were not understood.
const maxUnknown = 1000

// Counts are running totals since the start of the server.
type Counts struct {
	Connections int // handshakes that succeeded
	Links       int // companions linked
	Logins      int
	Messages    int // stanzas sent by clients
	Receipts    int // receipts sent by clients
	Delivered   int // queued stanzas sent to clients, repetitions included
	Redelivered int // of these, how many had been sent on an earlier connection
	Refused     int // stanzas that a client acknowledged with an error
	Groups      int // questions of clients about one group
}

// Counts returns the totals so far.
func (s *Server) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// Pending lists the ids of what a companion has not acknowledged, oldest first.
func (s *Server) Pending(j types.JID) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.device(j)
	if d == nil {
		return nil
	}
	var out []string
	for _, e := range d.queue.entries {
		if !e.done {
			out = append(out, text(&e.node, "id"))
		}
	}
	return out
}

// Stock returns how many one-time prekeys of a companion are left.
func (s *Server) Stock(j types.JID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.device(j); d != nil {
		return len(d.stock)
	}
	return 0
}

// Online tells whether a companion is connected and takes stanzas.
func (s *Server) Online(j types.JID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.device(j)
	return d != nil && d.active()
}

// Unknown lists, as XML, the stanzas that the server did not understand; a faithful client leaves it empty.
func (s *Server) Unknown() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unknown)
}
