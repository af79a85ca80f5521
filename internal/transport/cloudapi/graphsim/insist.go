package graphsim

import "time"

// HookLife is how long Meta tries to tell of one update.
const HookLife = 7 * 24 * time.Hour

// retryPauses grow; the last one repeats until the update is seven days old.
var retryPauses = []time.Duration{
	time.Second, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour,
}

// insist repeats a request with growing pauses until it is taken or seven days old.
func (s *Server) insist(address, app string, body []byte) {
	began := time.Now()
	for attempt := 2; ; attempt++ {
		pause := retryPauses[min(attempt-2, len(retryPauses)-1)]
		if time.Since(began)+pause > HookLife {
			return
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-s.cut.next():
			timer.Stop()
		case <-s.life.Done():
			timer.Stop()
			return
		}
		if s.post(address, app, body, attempt) {
			return
		}
	}
}

// CutPauses makes the next attempt of every request that was refused, now. Meta has no such thing; a test that waits for all to be told
// would wait for the pauses instead.
func (s *Server) CutPauses() { s.cut.happened() }
