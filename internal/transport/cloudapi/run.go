package cloudapi

import (
	"context"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	checkEvery = 15 * time.Minute // while all is well
	checkPause = 10 * time.Second // between two checks at least: they count against the account's hourly limit
)

// line is what a running connection has.
type line struct {
	take   transport.Take
	alarms chan alarm
	ctx    context.Context // of what works for it
	wait   sync.WaitGroup  // for that to end
}

// alarm is a fault that Run has to look into. Aside means that it was met beside the messages: what the token may not do there says
// little about what it is for.
type alarm struct {
	*desk.Fault
	aside bool
}

func (o *office) running() *line {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.line
}

// Run holds no connection open, for the network knows none: it checks token and number at the start and from time to time,
// and looks at once when a message or a webhook tells that something is wrong.
func (c *conn) Run(ctx context.Context, take transport.Take) error {
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	l := &line{take: take, alarms: make(chan alarm, 1), ctx: work}
	c.mu.Lock()
	if c.line != nil {
		c.mu.Unlock()
		return &desk.Fault{Code: desk.CodeWrongState, Next: desk.Stop, Scope: desk.OfConnection}
	}
	c.line = l
	c.mu.Unlock()
	f := c.stay(ctx, l)
	c.mu.Lock()
	c.line = nil
	c.mu.Unlock()
	cancel()
	l.wait.Wait()
	if f == nil || ctx.Err() != nil {
		return nil
	}
	c.tell(context.WithoutCancel(ctx), l, state(f), f)
	return f
}

func state(f *desk.Fault) desk.Health {
	switch f.Code {
	case desk.CodeSignedOut:
		return desk.HealthSignedOut
	case desk.CodeBlocked:
		return desk.HealthBlocked
	}
	return desk.HealthRetrying
}

// stay checks, and waits for the next check, until something ends the connection. What a message met ends it too, unless the
// check that follows refutes it.
func (c *conn) stay(ctx context.Context, l *line) *desk.Fault {
	c.tell(ctx, l, desk.HealthConnecting, nil)
	var heard *alarm
	for first := true; ; first = false {
		warning, f := c.check(ctx)
		if f != nil && f.Next == desk.Retry && !first && rest(ctx, checkPause) {
			warning, f = c.check(ctx) // one lost answer says little about a connection that worked
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case f != nil:
			return f
		case heard != nil && !heard.refutable():
			return heard.Fault
		}
		c.tell(ctx, l, desk.HealthOnline, warning)
		heard = c.watch(ctx, l)
	}
}

// watch waits until it is time for a check: soon after an alarm, which it gives, and otherwise after a while.
func (c *conn) watch(ctx context.Context, l *line) *alarm {
	checked := time.Now()
	timer := time.NewTimer(checkEvery)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case heard := <-l.alarms:
		rest(ctx, checkPause-time.Since(checked))
		return &heard
	}
	return nil
}

// refutable tells whether a check that passed says more than the alarm: the token works after all, the network is there, or
// only one customer was concerned.
func (a alarm) refutable() bool {
	switch a.Raw {
	case "0", "104", "190", "131030":
		return true
	}
	return a.Code.Offline() || a.Code == desk.CodeNotReady && a.Raw == "" || a.Code == desk.CodeSignedOut && a.aside
}

// alarm has Run look at what a message or a webhook met, or what was met aside.
func (o *office) alarm(f *desk.Fault, aside bool) {
	switch f.Code {
	case desk.CodeSignedOut, desk.CodeBilling, desk.CodeNotReady, desk.CodeOffline, desk.CodeNoNetwork:
	default:
		return
	}
	if f.Scope != desk.OfConnection {
		return
	}
	if l := o.running(); l != nil {
		select {
		case l.alarms <- alarm{f, aside}:
		default: // one is enough
		}
	}
}

// Wake has Run ask once more how the number is.
func (c *conn) Wake() { c.alarm(transport.Offline(nil), true) }

// check asks how the number is.
func (c *conn) check(ctx context.Context) (warning, down *desk.Fault) {
	n, err := c.graph.Number(ctx, c.number)
	if err != nil {
		return nil, desk.AsFault(err)
	}
	rate := perSecond
	if n.Shared() {
		rate = perSecondShared
	}
	c.pace.setRate(rate)
	down, warning = n.condition()
	return warning, down
}

// tell reports health. It is not insisted on: the next check tells again, and Run's error tells the end.
func (c *conn) tell(ctx context.Context, l *line, s desk.Health, f *desk.Fault) {
	if err := l.take(ctx, transport.Health{State: s, Fault: f}); err != nil && ctx.Err() == nil {
		c.log.Warn("health not stored", "state", s, "err", err)
	}
}

// rest waits, and tells whether ctx still lives.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return ctx.Err() == nil
	}
}
