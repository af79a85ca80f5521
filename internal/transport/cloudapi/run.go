package cloudapi

import (
	"context"
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
	alarms chan *desk.Fault
}

func (c *office) running() *line {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.line
}

// Run holds no connection open, for the network knows none: it checks token and number at the start and from time to time,
// and looks at once when a message or a webhook tells that something is wrong.
func (c *conn) Run(ctx context.Context, take transport.Take) error {
	l := &line{take: take, alarms: make(chan *desk.Fault, 1)}
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

func (c *conn) stay(ctx context.Context, l *line) *desk.Fault {
	c.tell(ctx, l, desk.HealthConnecting, nil)
	for first := true; ; first = false {
		warning, f := c.check(ctx)
		if f != nil && f.Next == desk.Retry && !first { // one lost answer says little about a connection that worked
			if !rest(ctx, checkPause) {
				return nil
			}
			warning, f = c.check(ctx)
		}
		if f != nil || ctx.Err() != nil {
			return f
		}
		c.tell(ctx, l, desk.HealthOnline, warning)
		if f := c.watch(ctx, l); f != nil {
			return f
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}

// watch waits until it is time for a check. An alarm that a check cannot refute is looked into at once and ends the
// connection if the check did not clear it.
func (c *conn) watch(ctx context.Context, l *line) *desk.Fault {
	checked := time.Now()
	timer := time.NewTimer(checkEvery)
	defer timer.Stop()
	var alarm *desk.Fault
	select {
	case <-ctx.Done():
		return nil
	case <-timer.C:
		return nil
	case alarm = <-l.alarms:
	}
	if !rest(ctx, checkPause-time.Since(checked)) {
		return nil
	}
	_, f := c.check(ctx)
	switch {
	case f != nil:
		return f
	case refutable(alarm):
		return nil
	}
	return alarm
}

// refutable tells whether a check that passed says more than the alarm: the token works after all, the network is there, or
// only one customer was concerned.
func refutable(f *desk.Fault) bool {
	switch f.Raw {
	case "0", "104", "190", "131030":
		return true
	}
	return f.Code == desk.CodeOffline || f.Code == desk.CodeNotReady && f.Raw == ""
}

// alarm has Run look at what a message or a webhook met.
func (c *office) alarm(f *desk.Fault) {
	switch f.Code {
	case desk.CodeSignedOut, desk.CodeBilling, desk.CodeNotReady, desk.CodeOffline:
	default:
		return
	}
	if f.Scope != desk.OfConnection {
		return
	}
	if l := c.running(); l != nil {
		select {
		case l.alarms <- f:
		default: // one is enough
		}
	}
}

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
