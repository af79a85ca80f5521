package waweb

import (
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
	case *events.KeepAliveRestored:
		l.online.Store(true)
		l.tell(desk.HealthOnline, nil)
	case *events.KeepAliveTimeout:
		l.online.Store(false) // a message sent now would most likely end in doubt
		l.tell(desk.HealthRetrying, offline(nil))
		if evt.ErrorCount == 1 {
			l.asks.Go(l.askAgain)
		}
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
	if err := l.offer(transport.Health{State: state, Fault: f}); err != nil {
		l.log.Warn("health not stored", "state", state, "err", err)
		return
	}
	l.told = state
}
