package waweb

import (
	"fmt"
	"runtime/debug"
	"time"

	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/transport"
)

// handle gets every event of the library. For those that carry something to keep, true means that it is stored and may be
// acknowledged.
func (l *line) handle(evt any) (kept bool) {
	if !l.gate.TryRLock() { // Run is ending
		return false
	}
	defer l.gate.RUnlock()
	defer func() {
		if p := recover(); p != nil { // the library would take a panic for success
			l.log.Error("handler panicked", "event", fmt.Sprintf("%T", evt), "stack", string(debug.Stack()))
			l.reset()
			kept = false
		}
	}()
	if f := final(evt); f != nil {
		l.finalise(f)
		return true
	}
	switch evt := evt.(type) {
	case *events.Message:
		if held, kept := l.uncover(evt); held {
			return kept
		}
		return l.store(l.reader().message(evt)) && l.unshelve(evt.Info.ID)
	case *events.UndecryptableMessage:
		return l.store(l.reader().undecryptable(evt))
	case *events.Receipt:
		return l.store(l.reader().receipt(evt))
	case *events.CallOffer, *events.CallOfferNotice, *events.CallAccept, *events.CallReject, *events.CallTerminate:
		return l.storeCall(l.call(evt))
	case *events.Contact:
		return l.store(l.reader().contact(evt))
	case *events.Blocklist:
		return l.blocklist(evt)
	case *events.GroupInfo, *events.JoinedGroup:
		return l.store(l.changed(evt))
	case *events.MediaRetry:
		l.again.tell(evt)
	case *events.ChatPresence:
		if e := l.reader().typing(evt); e != nil {
			_ = l.offer(e) // worthless in a moment, so never repeated
		}
	default:
		l.condition(evt)
	}
	return true
}

// store gives e to the program. It insists for a while, because after a refusal the network stays silent until the next
// connection; then it gives up this connection to get one.
func (l *line) store(e transport.Event) bool {
	if e == nil {
		return true
	}
	pause, until := 50*time.Millisecond, time.Now().Add(l.wait.store)
	for {
		err := l.offer(e)
		if err == nil {
			return true
		}
		if l.ctx.Err() != nil {
			return false
		}
		l.log.Error("event not stored", "event", fmt.Sprintf("%T", e), "err", err)
		if time.Now().Add(pause).After(until) {
			l.reset()
			return false
		}
		select {
		case <-l.ctx.Done():
			return false
		case <-time.After(pause):
		}
		pause = min(2*pause, 2*time.Second)
	}
}

// offer calls take once and turns a panic into an error.
func (l *line) offer(e transport.Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("storing panicked at\n%s", debug.Stack())
		}
	}()
	return l.take(l.ctx, e)
}
