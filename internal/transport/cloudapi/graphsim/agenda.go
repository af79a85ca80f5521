package graphsim

import (
	"container/heap"
	"time"
)

// agenda is what is going to happen. One goroutine works it off, so that what is due at the same time happens in the
// order in which it was planned. Guarded by Server.mu.
type agenda struct {
	plans  plans
	serial int
	wake   chan struct{}
}

// plan is one thing to do.
type plan struct {
	due    time.Time
	serial int
	act    func()
}

// plans is a heap, the next one first.
type plans []plan

func (p plans) Len() int      { return len(p) }
func (p plans) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p plans) Less(i, j int) bool {
	if p[i].due.Equal(p[j].due) {
		return p[i].serial < p[j].serial
	}
	return p[i].due.Before(p[j].due)
}
func (p *plans) Push(x any) { *p = append(*p, x.(plan)) }
func (p *plans) Pop() any {
	old := *p
	last := old[len(old)-1]
	*p = old[:len(old)-1]
	return last
}

// after lets act run under the lock once d has passed, unless the server is closed before. Under the lock.
func (s *Server) after(d time.Duration, act func()) {
	s.agenda.serial++
	heap.Push(&s.agenda.plans, plan{due: time.Now().Add(d), serial: s.agenda.serial, act: act})
	select {
	case s.agenda.wake <- struct{}{}:
	default: // it is going to look anyway
	}
}

// workOff does what is due until the server is closed.
func (s *Server) workOff() {
	for {
		var due <-chan time.Time
		timer := s.doDue()
		if timer != nil {
			due = timer.C
		}
		select {
		case <-due:
		case <-s.agenda.wake:
		case <-s.life.Done():
			return
		}
		if timer != nil {
			timer.Stop()
		}
	}
}

// doDue does what is due and returns a timer for what is next, nil if nothing is.
func (s *Server) doDue() *time.Timer {
	s.mu.Lock()
	did := false
	for len(s.agenda.plans) > 0 && !s.agenda.plans[0].due.After(time.Now()) {
		heap.Pop(&s.agenda.plans).(plan).act()
		did = true
	}
	var timer *time.Timer
	if len(s.agenda.plans) > 0 {
		timer = time.NewTimer(time.Until(s.agenda.plans[0].due))
	}
	s.mu.Unlock()
	if did {
		s.changes.happened()
	}
	return timer
}
