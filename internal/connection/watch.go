package connection

import (
	"context"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// answerIn bounds the wait for one sign of life.
const answerIn = 10 * time.Second

// watch asks a connection that is said to be online for signs of life, and begins it anew when there are none: a network that fell silent
// looks like one on which nobody writes. After the computer slept, or has another address, one question without an answer is enough.
func (s *shift) watch(ctx context.Context, _ desk.ConnectionID, conn transport.Conn) error {
	beater, can := conn.(transport.Beater)
	if !can {
		s.rouse(ctx, conn)
		return nil
	}
	for {
		every, limit, err := s.m.patience(ctx)
		if err != nil {
			return err
		}
		back := s.m.back()
		if !bell.Rest(ctx, time.Now().Add(every), back) {
			return nil
		}
		changed := rang(back)
		if !changed && s.silence() < every {
			continue
		}
		if s.beat(ctx, beater) || ctx.Err() != nil {
			continue
		}
		if changed || s.silence() >= limit {
			s.m.Log.Warn("connection fell silent", "connection", s.id, "for", s.silence().Round(time.Second))
			s.end(&desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection})
			return nil
		}
	}
}

// rouse has a connection without a line look at its network whenever the computer's way there changed.
func (s *shift) rouse(ctx context.Context, conn transport.Conn) {
	w, can := conn.(transport.Waker)
	for back := s.m.back(); can && back != nil && bell.Rest(ctx, time.Time{}, back); back = s.m.back() {
		w.Wake()
	}
}

// hasten begins a connection anew that is not online when the computer's way to the network changed: its adapter may be in the middle of a
// long pause between two attempts.
func (s *shift) hasten(ctx context.Context) {
	for back := s.m.back(); back != nil && bell.Rest(ctx, time.Time{}, back); back = s.m.back() {
		if !s.up.Load() {
			s.end(&desk.Fault{Code: desk.CodeOffline, Next: desk.Retry, Scope: desk.OfConnection})
			return
		}
	}
}

func rang(bell <-chan struct{}) bool {
	select {
	case <-bell:
		return true
	default:
		return false
	}
}

// beat asks for one sign of life.
func (s *shift) beat(ctx context.Context, b transport.Beater) bool {
	ctx, stop := context.WithTimeout(ctx, answerIn)
	defer stop()
	if err := b.Beat(ctx); err != nil {
		return false
	}
	s.proof.Store(time.Now().UnixNano())
	return true
}

// silence is how long the network has given no sign of life.
func (s *shift) silence() time.Duration { return time.Since(time.Unix(0, s.proof.Load())) }

// patience reads how often a connection is asked, and after how long a silence it is begun anew.
func (m *Manager) patience(ctx context.Context) (every, limit time.Duration, err error) {
	err = m.DB.Read(ctx, func(v *store.View) error {
		settings, err := v.Settings()
		if err != nil {
			return err
		}
		every, limit = seconds(settings["heartbeat_interval"]), seconds(settings["unhealthy_interval"])
		return nil
	})
	return every, limit, err
}

func seconds(text string) time.Duration {
	n, _ := strconv.Atoi(text) // the settings were checked when they were written
	return time.Duration(max(n, 1)) * time.Second
}
