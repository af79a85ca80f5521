package wasim

import (
	"maps"
	"strconv"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// defaultWindow is how many stanzas may be on their way unacknowledged: the client library keeps order for 2,048.
const defaultWindow = 1000

// queue holds what a companion has not acknowledged, in order. It outlives connections; a new connection gets
// everything again under the same ids and with the same ciphertexts. Guarded by Server.mu.
type queue struct {
	entries []*entry
	index   map[string]*entry
	next    int      // first entry that this connection has not been sent
	flying  int      // sent on this connection, not acknowledged
	backlog int      // entries that were there when the connection became active, 0 once they are all sent
	count   int      // size of that backlog, for the closing notice
	number  int      // running number within that backlog
	dead    int      // finished entries that are still in the list
	open    bool     // the backlog is being sent
	active  *Session // connection that takes stanzas
}

type entry struct {
	key   string
	node  waBinary.Node
	sent  bool // on this connection
	again bool // has been sent on an earlier connection
	done  bool
}

// queueKey identifies a stanza the way its acknowledgement will name it.
func queueKey(tag, id, kind string, from, participant types.JID) string {
	if tag == "message" {
		kind = ""
	}
	return tag + "\x00" + id + "\x00" + kind + "\x00" + from.String() + "\x00" + participant.String()
}

func (q *queue) add(n waBinary.Node) {
	key := queueKey(n.Tag, text(&n, "id"), text(&n, "type"), jid(&n, "from"), jid(&n, "participant"))
	if q.index == nil {
		q.index = map[string]*entry{}
	}
	q.finish(key) // a stanza sent once more under its id takes the place of the first one
	e := &entry{key: key, node: n}
	q.index[key] = e
	q.entries = append(q.entries, e)
}

// finish removes an acknowledged stanza and tells whether it was there.
func (q *queue) finish(key string) bool {
	e, ok := q.index[key]
	if !ok {
		return false
	}
	delete(q.index, key)
	if e.sent {
		q.flying--
	}
	e.done = true
	e.node = waBinary.Node{}
	q.dead++
	if q.dead > 64 && q.dead > len(q.index) {
		q.compact()
	}
	return true
}

// compact forgets finished entries.
func (q *queue) compact() {
	kept := make([]*entry, 0, len(q.index))
	next, backlog := 0, 0
	for i, e := range q.entries {
		if e.done {
			continue
		}
		if i < q.next {
			next++
		}
		if i < q.backlog {
			backlog++
		}
		kept = append(kept, e)
	}
	q.entries, q.next, q.backlog, q.dead = kept, next, backlog, 0
}

// start prepares for a new connection and returns how many stanzas wait, by tag.
func (q *queue) start(session *Session) map[string]int {
	q.compact()
	tags := map[string]int{}
	for _, e := range q.entries {
		e.again = e.again || e.sent
		e.sent = false
		tags[e.node.Tag]++
	}
	n := len(q.entries)
	*q = queue{entries: q.entries, index: q.index, backlog: n, count: n, open: true, active: session}
	return tags
}

// pop returns the next stanza to send within the window (0: no limit).
func (q *queue) pop(window int) (n waBinary.Node, again, ok bool) {
	for q.next < len(q.entries) && (window == 0 || q.flying < window) {
		e := q.entries[q.next]
		q.next++
		if e.done {
			continue
		}
		e.sent = true
		q.flying++
		n = e.node
		if q.next <= q.backlog {
			n.Attrs = maps.Clone(n.Attrs)
			n.Attrs["offline"] = strconv.Itoa(q.number)
			q.number++
		}
		return n, e.again, true
	}
	return waBinary.Node{}, false, false
}

// drained tells once that the backlog of this connection is sent.
func (q *queue) drained() bool {
	if !q.open || q.next < q.backlog {
		return false
	}
	q.open = false
	q.backlog = 0
	return true
}
