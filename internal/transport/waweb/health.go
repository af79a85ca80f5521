package waweb

import (
	"fmt"
	"time"

	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// condition follows the events about the connection itself. Online is said only on proof: a finished login, an answered
// keep-alive.
func (l *line) condition(evt any) {
	switch evt := evt.(type) {
	case *events.Connected:
		l.online.Store(true)
		l.tell(desk.HealthOnline, nil)
		if !l.blocksRead.Load() {
			l.asks.Go(l.readBlocklist)
		}
		l.asks.Go(l.tellBook)
	case *events.KeepAliveRestored:
		l.online.Store(true)
		l.tell(desk.HealthOnline, nil)
	case *events.KeepAliveTimeout:
		l.online.Store(false) // a message sent now would most likely end in doubt
		l.tell(desk.HealthRetrying, offline(nil))
		if evt.ErrorCount == 1 {
			l.asks.Go(l.askAgain)
		}
	case *events.AppStateSyncComplete:
		l.synced(evt)
	case *events.OfflineSyncCompleted:
		l.behind.Store(false)
	case *events.Disconnected:
		l.online.Store(false)
		l.behind.Store(true)
		l.tell(desk.HealthRetrying, offline(nil))
	case *events.ManualLoginReconnect: // the network asks for a new login
		l.online.Store(false)
		l.reset()
	case *events.StreamError:
		l.log.Warn("stream error", "code", evt.Code)
	}
}

// postponed tells why an attempt to reconnect was in vain, and when the library makes the next.
func (l *line) postponed(err error, pause time.Duration) {
	if !l.gate.TryRLock() { // Run is ending
		return
	}
	defer l.gate.RUnlock()
	l.telling.Lock()
	defer l.telling.Unlock()
	l.report(transport.Health{State: desk.HealthRetrying, Fault: offline(fmt.Errorf("reconnect: %w", err)), Again: time.Now().Add(pause)})
}

// askAgain follows up a keep-alive that had no answer, at once: the library's own next one comes half a minute later. A second silence
// means that the connection is dead, as after a computer's sleep.
func (l *line) askAgain() {
	//lint:ignore SA1019 as in Beat
	switch answered, goes := l.cli.DangerousInternals().SendKeepAlive(l.bg); {
	case answered:
		l.online.Store(true)
		l.tell(desk.HealthOnline, nil)
	case goes:
		l.reset()
	}
}

// finalise says why the session ended and ends Run.
func (l *line) finalise(f *desk.Fault) {
	l.online.Store(false)
	l.leaving.Lock()
	defer l.leaving.Unlock()
	state, _ := f.Code.After()
	l.tell(state, f)
	l.finish(f)
}

// tell reports a change of health. It is not insisted on: the next change tells again, and Run's error tells the end.
func (l *line) tell(state desk.Health, f *desk.Fault) {
	l.telling.Lock()
	defer l.telling.Unlock()
	if l.told == state && f == nil {
		return
	}
	l.report(transport.Health{State: state, Fault: f})
}

// report gives a word about health to the program; telling is held.
func (l *line) report(h transport.Health) {
	if err := l.offer(h); err != nil {
		l.log.Warn("health not stored", "state", h.State, "err", err)
		return
	}
	l.told = h.State
}
