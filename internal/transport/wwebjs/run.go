package wwebjs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

const (
	checkEvery  = time.Minute     // how often the session is asked how it is
	proveEvery  = 5 * time.Minute // how often it has to prove it
	checkPause  = 10 * time.Second
	unlinkedFor = 15 * time.Second // how long a session has to say that it needs a phone: while it loads, it may say so in passing
	flock       = 500 * time.Millisecond
	bringFor    = 2 * time.Minute // from a session that is not connected to one that is
	bringPause  = 3 * time.Second
)

// line is what a running connection has.
type line struct {
	*conn
	take     transport.Take
	nudges   chan struct{}
	alarms   chan struct{}
	wait     sync.WaitGroup
	since    cursor
	who      account           // whose session it is
	unlinked time.Time         // since when the session waits for a phone
	marks    map[string]string // by conversation: its newest message when it was last looked at
}

// in is the intake of what the server tells while it runs.
func (l *line) in(patient bool) *intake { return &intake{l.conn, l.take, patient} }

// Run keeps the session up, listens to what it tells and looks at its conversations until ctx ends or something ends the connection.
func (c *conn) Run(ctx context.Context, take transport.Take) error {
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	l := &line{conn: c, take: take, nudges: make(chan struct{}, 1), alarms: make(chan struct{}, 1), marks: map[string]string{}}
	c.mu.Lock()
	if c.line != nil {
		c.mu.Unlock()
		return &desk.Fault{Code: desk.CodeWrongState, Next: desk.Stop, Scope: desk.OfConnection}
	}
	c.line = l
	c.mu.Unlock()
	f := l.stay(work)
	c.mu.Lock()
	c.line = nil
	c.mu.Unlock()
	cancel()
	l.wait.Wait()
	if f == nil || ctx.Err() != nil {
		return nil
	}
	state, _ := f.Code.After()
	l.tell(context.WithoutCancel(ctx), state, f)
	return f
}

func (l *line) stay(ctx context.Context) *desk.Fault {
	l.tell(ctx, desk.HealthConnecting, nil)
	if isWaiting(l.account) {
		return keyless(errors.New("no phone was linked to the session yet"))
	}
	if f := l.bring(ctx); f != nil {
		return f
	}
	fresh, err := l.ledger.open(l.dir)
	if fresh {
		l.told.forget()
	}
	if err = errors.Join(err, l.since.open(l.dir), l.remember()); err != nil {
		return &desk.Fault{Code: desk.CodeDiskError, Next: desk.Retry, Scope: desk.OfConnection, Err: err}
	}
	l.sweepFiles()
	l.wait.Go(func() { l.listen(ctx) })
	return l.work(ctx)
}

// keyless is the fault of a session that a phone has to be linked to.
func keyless(err error) *desk.Fault {
	return transport.Rule(desk.CodeSignedOut, desk.Reroute, desk.OfConnection, 0).Fault("", err)
}

// work looks at the conversations and at the session, each in its own time.
func (l *line) work(ctx context.Context) *desk.Fault {
	l.tell(ctx, desk.HealthOnline, nil)
	checked, proved, look := time.Now(), time.Time{}, time.Time{}
	for alarmed := false; ctx.Err() == nil; {
		if alarmed {
			rest(ctx, checkPause-time.Since(checked))
		}
		if alarmed || time.Since(checked) >= checkEvery {
			prove := alarmed || time.Since(proved) >= proveEvery
			if f := l.check(ctx, prove); f != nil || ctx.Err() != nil {
				return f
			}
			if checked = time.Now(); prove {
				proved = checked
			}
		}
		if alarmed || !time.Now().Before(look) {
			look = time.Now().Add(l.catchUp(ctx))
		}
		var nudged bool
		if nudged, alarmed = l.pause(ctx, min(time.Until(look), time.Until(checked.Add(checkEvery)))); nudged {
			look = time.Now()
		}
	}
	return nil
}

// pause waits, until somebody asks for a look or raises an alarm. Both come in flocks, so they take effect a moment later.
func (l *line) pause(ctx context.Context, d time.Duration) (nudged, alarmed bool) {
	t := time.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-l.nudges:
		rest(ctx, flock)
		return true, false
	case <-l.alarms:
		rest(ctx, flock)
		return false, true
	}
	return false, false
}

// check asks how and whose the session is, and brings it back where that is possible.
func (l *line) check(ctx context.Context, prove bool) *desk.Fault {
	st, f := l.statusTwice(ctx)
	switch {
	case ctx.Err() != nil:
		return nil
	case f != nil:
		return f
	case !st.connected():
		return l.back(ctx, notReady.Fault(string(st.State), fmt.Errorf("the session is not connected: %s", scrub(string(st.Message)))))
	}
	if _, f := l.recognise(ctx); f != nil || ctx.Err() != nil || !prove {
		return f
	}
	return l.prove(ctx)
}

// statusTwice asks how the session is, and once more where no good answer came: one says little, whatever it was, unless nobody is there.
func (l *line) statusTwice(ctx context.Context) (status, *desk.Fault) {
	st, f := l.status(ctx)
	if f != nil && !transport.Nobody(f.Err) && rest(ctx, checkPause) {
		st, f = l.status(ctx)
	}
	return st, f
}

// back brings a session back, and says that it is away meanwhile.
func (l *line) back(ctx context.Context, why *desk.Fault) *desk.Fault {
	l.tell(ctx, desk.HealthRetrying, why)
	if f := l.bring(ctx); f != nil || ctx.Err() != nil {
		return f
	}
	l.tell(ctx, desk.HealthOnline, nil)
	return nil
}

// prove finds out whether a session that says it is connected reaches WhatsApp. One that never showed that it can is believed: what
// fails may be the question.
func (l *line) prove(ctx context.Context) *desk.Fault {
	me := l.own()
	f := l.alive(ctx, me)
	l.mu.Lock()
	l.proved = l.proved || f == nil
	known := l.proved
	l.mu.Unlock()
	if f == nil || !known || !rest(ctx, checkPause) {
		return nil
	}
	if f = l.alive(ctx, me); f == nil || ctx.Err() != nil {
		return nil
	}
	l.tell(ctx, desk.HealthRetrying, f)
	if again := l.restart(ctx); again != nil {
		return again
	}
	if f := l.bring(ctx); f != nil || ctx.Err() != nil {
		return f
	}
	if f = l.alive(ctx, me); f != nil {
		return f
	}
	l.tell(ctx, desk.HealthOnline, nil)
	return nil
}

// bring waits until the session is connected, and starts it where the server does not run it.
func (l *line) bring(ctx context.Context) *desk.Fault {
	until := time.Now().Add(bringFor)
	l.unlinked = time.Time{}
	for {
		st, f := l.statusTwice(ctx)
		if f != nil {
			return f
		}
		if st.connected() {
			if done, f := l.recognise(ctx); done || f != nil {
				return f
			}
		} else if f := l.mend(ctx, st); f != nil {
			return f
		}
		if time.Now().After(until) {
			return notReady.Fault(string(st.State), fmt.Errorf("the session does not connect: %s", scrub(string(st.Message))))
		}
		if !rest(ctx, bringPause) {
			return nil
		}
	}
}

// mend does what can be done about a session that is not connected; a fault is for one that only its owner can mend.
func (l *line) mend(ctx context.Context, st status) *desk.Fault {
	v, fixed := situations[string(st.State)]
	switch {
	case fixed && v.Code != desk.CodeSignedOut:
		return v.Fault(string(st.State), errors.New("the session cannot be used"))
	case st.missing():
		return l.start(ctx)
	case st.dead():
		return l.restart(ctx)
	}
	if !fixed {
		code, f := l.code(ctx)
		fixed = f == nil && code != ""
	}
	switch {
	case !fixed:
		l.unlinked = time.Time{}
	case l.unlinked.IsZero():
		l.unlinked = time.Now()
	case time.Since(l.unlinked) >= unlinkedFor:
		return keyless(errors.New("the session waits for a phone"))
	}
	return nil
}

// recognise looks whether the session is that of the account that this connection was linked to; false while it cannot be told.
func (l *line) recognise(ctx context.Context) (bool, *desk.Fault) {
	who, f := l.identity(ctx)
	switch {
	case f != nil: // it is loading, or its server is in trouble, which is seen elsewhere
		return false, nil
	case who.id == (wid{}):
		return false, nil
	case l.account != "" && l.account != who.id.String():
		return false, &desk.Fault{Code: desk.CodePairOther, Next: desk.Reroute, Scope: desk.OfConnection,
			Params: map[string]string{"expected": parseWid(l.account).user, "came": who.id.user}, Err: errors.New("the session is another account's")}
	}
	l.mu.Lock()
	l.me = who.id
	l.mu.Unlock()
	l.who = who
	return true, nil
}

// tell reports health. It is not insisted on: the next change tells again, and Run's error tells the end.
func (l *line) tell(ctx context.Context, s desk.Health, f *desk.Fault) {
	if err := l.take(ctx, transport.Health{State: s, Fault: f}); err != nil && ctx.Err() == nil {
		l.log.Warn("health not stored", "state", s, "err", err)
	}
}
