package wasim

import (
	"fmt"
	"slices"
	"testing"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

func queued(i int) waBinary.Node {
	return waBinary.Node{Tag: "message", Attrs: waBinary.Attrs{"id": fmt.Sprint(i), "from": types.NewJID("1", types.DefaultUserServer)}}
}

func (q *queue) sendAll(window int) (ids []string) {
	for {
		n, _, ok := q.pop(window)
		if !ok {
			return ids
		}
		ids = append(ids, text(&n, "id"))
	}
}

func (q *queue) ack(i int) bool {
	return q.finish(queueKey("message", fmt.Sprint(i), "", types.NewJID("1", types.DefaultUserServer), types.EmptyJID))
}

func TestQueueWindowAndRedelivery(t *testing.T) {
	var q queue
	for i := range 5 {
		q.add(queued(i))
	}
	q.start(nil)
	if got := q.sendAll(2); !slices.Equal(got, []string{"0", "1"}) {
		t.Fatalf("within the window %v", got)
	}
	if !q.ack(1) || q.ack(1) {
		t.Fatal("a stanza is acknowledged exactly once")
	}
	if got := q.sendAll(2); !slices.Equal(got, []string{"2"}) {
		t.Fatalf("after an acknowledgement %v", got)
	}
	q.start(nil)
	n, again, _ := q.pop(0)
	if text(&n, "id") != "0" || !again || n.Attrs["offline"] != "0" {
		t.Fatalf("redelivered %v, again %v", n.Attrs, again)
	}
	if got := q.sendAll(0); !slices.Equal(got, []string{"2", "3", "4"}) {
		t.Fatalf("rest %v", got)
	}
	if !q.drained() || q.drained() {
		t.Fatal("the backlog ends once")
	}
}

func TestQueueForgetsWhatIsDone(t *testing.T) {
	var q queue
	q.start(nil)
	q.add(queued(-1)) // never acknowledged
	for i := range 10000 {
		q.add(queued(i))
		q.sendAll(0)
		q.ack(i)
	}
	if len(q.entries) > 200 || q.flying != 1 {
		t.Fatalf("%d entries kept, %d under way", len(q.entries), q.flying)
	}
	q.start(nil)
	if got := q.sendAll(0); !slices.Equal(got, []string{"-1"}) {
		t.Fatalf("left %v", got)
	}
}

func TestRepeatedStanzaReplacesTheFirst(t *testing.T) {
	var q queue
	q.start(nil)
	q.add(queued(1))
	q.add(queued(2))
	q.sendAll(0)
	q.add(queued(1))
	if got := q.sendAll(0); !slices.Equal(got, []string{"1"}) || q.flying != 2 {
		t.Fatalf("sent %v, %d under way", got, q.flying)
	}
}
