package wasim

import (
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// faults are the switches by which tests make the server misbehave. Guarded by Server.mu.
type faults struct {
	window         int
	ignoreReceipts bool
	quietDevices   bool
	quietGroups    bool
	outdated       bool
	failLogin      func(types.JID) *waBinary.Node
	send           func(types.JID, *waBinary.Node) int
}

func (f *faults) login(a *account, j types.JID) *waBinary.Node {
	if f.outdated {
		n := ClientOutdated()
		return &n
	}
	if f.failLogin != nil {
		if n := f.failLogin(j); n != nil {
			return n
		}
	}
	if a != nil {
		return a.failure
	}
	return nil
}

func (s *Server) set(change func(*faults)) {
	s.mu.Lock()
	change(&s.faults)
	s.mu.Unlock()
	s.Changed()
}

// SetRefuse turns new connections away before they say a word, like a server that is down.
func (s *Server) SetRefuse(on bool) { s.gate.closed.Store(on) }

// SetDelay holds everything that the server says back for d.
func (s *Server) SetDelay(d time.Duration) { s.pace.wait.Store(int64(d)) }

// SetSilent makes the server swallow all it would say, while connections stay up.
func (s *Server) SetSilent(on bool) { s.pace.mute.Store(on) }

// SetWindow limits how many stanzas may be unacknowledged per companion; 0 is no limit, the default is 1,000.
func (s *Server) SetWindow(n int) { s.set(func(f *faults) { f.window = n }) }

// IgnoreReceipts makes receipts of clients get lost: not confirmed, not forwarded, messages stay queued.
func (s *Server) IgnoreReceipts(on bool) { s.set(func(f *faults) { f.ignoreReceipts = on }) }

// QuietDevices stops the notices about new and removed companions.
func (s *Server) QuietDevices(on bool) { s.set(func(f *faults) { f.quietDevices = on }) }

// QuietGroups stops the notices about changes of groups.
func (s *Server) QuietGroups(on bool) { s.set(func(f *faults) { f.quietGroups = on }) }

// FailLogin lets fn answer logins instead of success; nil from fn lets the login pass, a nil fn ends the fault.
func (s *Server) FailLogin(fn func(types.JID) *waBinary.Node) {
	s.set(func(f *faults) { f.failLogin = fn })
}

// FailSend makes the server refuse clients' messages with the code that fn returns; 0 lets a message pass. fn must not
// call the server.
func (s *Server) FailSend(fn func(from types.JID, message *waBinary.Node) int) {
	s.set(func(f *faults) { f.send = fn })
}

// Outdate makes the server refuse every client as too old.
func (s *Server) Outdate(on bool) {
	s.set(func(f *faults) { f.outdated = on })
	if on {
		s.KillAll()
	}
}

// Ban refuses the account's logins for a while, with one of the codes of a temporary ban (101 to 106), and drops its
// connections. Lift ends it.
func (s *Server) Ban(j types.JID, code int, d time.Duration) {
	s.refuse(j, &waBinary.Node{Tag: "failure", Attrs: waBinary.Attrs{"reason": "402", "code": code, "expire": int64(d / time.Second)}})
}

// Lift ends a ban.
func (s *Server) Lift(j types.JID) { s.refuse(j, nil) }

func (s *Server) refuse(j types.JID, failure *waBinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.account(j)
	if a == nil {
		return
	}
	a.failure = failure
	for _, d := range a.companions() {
		if failure != nil && d.session != nil {
			d.session.conn.Close()
		}
	}
}

// Kick cuts a companion's connection, without a word.
func (s *Server) Kick(j types.JID) {
	if c := s.session(j); c != nil {
		c.conn.Close()
	}
}

// KillAll cuts every connection.
func (s *Server) KillAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.sessions {
		c.conn.Close()
	}
}

// DropQR cuts the connections that wait to be linked.
func (s *Server) DropQR() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.sessions {
		if c.pairing != nil && c.pairing.refs != nil {
			c.conn.Close()
		}
	}
}

// Replace tells a companion that another computer has taken its place.
func (s *Server) Replace(j types.JID) { s.StreamError(j, StreamReplaced()) }

// StreamError sends a companion the stanza that ends its connection; the connection closes a while later.
func (s *Server) StreamError(j types.JID, n waBinary.Node) {
	if c := s.session(j); c != nil {
		c.end(n)
	}
}

// Inject queues a message, receipt or notification for a companion, to be redelivered until it is acknowledged; other
// stanzas go out at once and get lost if the companion is not connected. Absent id and t are filled in.
func (s *Server) Inject(j types.JID, n waBinary.Node) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.device(j)
	if d == nil {
		return
	}
	switch n.Tag {
	case "message", "receipt", "notification":
		at := waBinary.Attrs{"id": s.newID(), "t": s.now().Unix()}
		for k, v := range n.Attrs {
			at[k] = v
		}
		n.Attrs = at
		s.deliver(d, n)
	default:
		if d.session != nil {
			d.session.send(n)
		}
	}
}

// SetStock throws a companion's one-time prekeys away until n are left.
func (s *Server) SetStock(j types.JID, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.device(j); d != nil && len(d.stock) > n {
		d.stock = d.stock[:n]
	}
}

func (s *Server) session(j types.JID) *Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.device(j); d != nil {
		return d.session
	}
	return nil
}
