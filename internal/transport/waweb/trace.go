package waweb

import (
	"sync"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// trace knows which messages were handed to the socket. The library's errors do not tell whether a frame was written, but
// it shows every stanza to its logger immediately before writing it, and trace listens there. A test pins this order.
type trace struct {
	mu   sync.Mutex
	open map[types.MessageID]*flight
}

// flight is one message on its way out.
type flight struct {
	own     []string // users that are ourselves
	written bool     // it was handed to the socket, so it may have arrived
	reached bool     // it holds a copy for at least one device that is not ours
}

func newTrace() *trace { return &trace{open: map[types.MessageID]*flight{}} }

// follow watches for a message until land is called.
func (t *trace) follow(id types.MessageID, own ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open[id] = &flight{own: own}
}

// land ends the watch and tells what was seen.
func (t *trace) land(id types.MessageID) flight {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.open[id]
	delete(t.open, id)
	return *f
}

func (t *trace) see(n *waBinary.Node) {
	id, _ := n.Attrs["id"].(string)
	if n.Tag != "message" || id == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.open[id]
	if f == nil {
		return
	}
	f.written = true
	list := n.GetChildByTag("participants")
	for _, to := range list.GetChildren() {
		if jid, ok := to.Attrs["jid"].(types.JID); ok && !f.mine(jid.User) {
			f.reached = true
		}
	}
}

func (f *flight) mine(user string) bool {
	for _, o := range f.own {
		if o == user {
			return true
		}
	}
	return false
}
