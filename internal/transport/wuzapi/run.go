package wuzapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// line is a connection in use.
type line struct {
	take   transport.Take
	alarms chan *desk.Fault
	read   map[string]*reading // by conversation
	// warning is what was last told beside being online.
	warning *desk.Fault
	pause   time.Duration // between two readings of the server's memory, at least
	met     chan jid      // whom we wrote to and know by the number alone
}

// The rhythm of looking: at the session, at what the server kept while it calls us and while it does not, and for a proof of life.
const (
	checkEvery = 30 * time.Second
	checkPause = 5 * time.Second
	readCalled = time.Minute
	readAlone  = 8 * time.Second
	proveEvery = 10 * time.Minute
	proveFor   = 15 * time.Second
	mendEvery  = 10 * time.Minute
	longPause  = 2 * time.Minute  // between two readings of a slow memory
	blindPause = 10 * time.Minute // and of one that cannot be read
)

// Run watches the session until ctx ends. Such a server redelivers for some minutes and then forgets, so what it kept is read at the
// start and from time to time, whether or not it calls us.
func (c *conn) Run(ctx context.Context, take transport.Take) error {
	l := &line{take: take, alarms: make(chan *desk.Fault, 1), met: make(chan jid, 64), read: map[string]*reading{}}
	c.mu.Lock()
	if c.line != nil {
		c.mu.Unlock()
		return &desk.Fault{Code: desk.CodeWrongState, Next: desk.Stop, Scope: desk.OfConnection}
	}
	c.line = l
	c.mu.Unlock()
	f := c.stay(ctx, l)
	c.mu.Lock()
	c.line, c.pulse = nil, time.Time{}
	c.mu.Unlock()
	if f == nil || ctx.Err() != nil {
		return nil
	}
	f = passing(f)
	state, _ := f.Code.After()
	c.tell(context.WithoutCancel(ctx), l, state, f)
	return f
}

// passing takes an answer that no WuzAPI server gives for a server that is being mended: the connection comes back with it.
func passing(f *desk.Fault) *desk.Fault {
	switch f.Code {
	case desk.CodeNotFound, desk.CodeInvalid, desk.CodeNoHistory:
		return notReady(30*time.Second).Fault(f.Raw, f.Err)
	}
	return f
}

func (c *conn) stay(ctx context.Context, l *line) *desk.Fault {
	c.tell(ctx, l, desk.HealthConnecting, nil)
	c.sweep()
	s, f := c.raise(ctx)
	if f != nil {
		return l.reason(f)
	}
	if f := c.prove(ctx); f != nil {
		return f
	}
	c.keep(ctx, s)
	l.warning = c.listen(ctx, s)
	c.tell(ctx, l, desk.HealthOnline, l.warning)
	return c.watch(ctx, l)
}

// heed looks again whether the server calls us, and tells when that changed.
func (c *conn) heed(ctx context.Context, l *line) {
	s, f := c.api.session(ctx)
	if f != nil {
		return
	}
	before := l.warning
	if l.warning = c.listen(ctx, s); (before == nil) != (l.warning == nil) {
		c.tell(ctx, l, desk.HealthOnline, l.warning)
	}
}

// watch looks at everything in its rhythm until something ends the connection.
func (c *conn) watch(ctx context.Context, l *line) *desk.Fault {
	var checked, read, proved = time.Now(), time.Time{}, time.Now()
	var alarm *desk.Fault
	for ctx.Err() == nil {
		now := time.Now()
		if alarm != nil || now.Sub(checked) >= checkEvery {
			if f := c.check(ctx, l, alarm); f != nil {
				return f
			}
			checked = time.Now()
		}
		if alarm != nil && alarm.Next == desk.Doubt || now.Sub(proved) >= proveEvery {
			if f := c.prove(ctx); f != nil {
				return f
			}
			c.heed(ctx, l)
			proved = time.Now()
		}
		if alarm != nil || now.Sub(read) >= max(c.readEvery(), l.pause) {
			c.catchUp(ctx, l)
			read = time.Now()
		}
		alarm = c.wait(ctx, l, min(checkEvery, c.readEvery()))
	}
	return nil
}

// wait rests until it is time to look again, or something calls for it. What follows an alarm is not hurried: a storm of them is one.
func (c *conn) wait(ctx context.Context, l *line, d time.Duration) *desk.Fault {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case to := <-l.met:
		c.introduce(ctx, l, to)
	case alarm := <-l.alarms:
		rest(ctx, time.Second)
		return alarm
	}
	return nil
}

func (o *office) readEvery() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case !o.kept:
		return checkEvery
	case o.called():
		return readCalled
	}
	return readAlone
}

// check asks how the session is. One lost answer says little about a connection that worked, so it is asked twice, unless nobody is there.
func (c *conn) check(ctx context.Context, l *line, alarm *desk.Fault) *desk.Fault {
	s, f := c.api.session(ctx)
	if (f != nil && !transport.Nobody(f.Err) || f == nil && !s.working()) && rest(ctx, checkPause) {
		s, f = c.api.session(ctx)
	}
	switch {
	case ctx.Err() != nil:
		return nil
	case f != nil:
		return f
	case s.unlinked():
		return signedOut.Fault("", errors.New("the server's session is not linked"))
	case !s.working():
		return l.why(alarm)
	}
	return c.mine(s)
}

// why says why a session went down: what a call told of it meanwhile, if one did.
func (l *line) why(alarm *desk.Fault) *desk.Fault {
	if alarm != nil && ended(alarm) {
		return alarm
	}
	return l.reason(notReady(0).Fault("", errors.New("the server's session went down")))
}

// reason is what a call told meanwhile, where that says more than a fault that was found here: who is banned must not try again and again.
func (l *line) reason(f *desk.Fault) *desk.Fault {
	select {
	case alarm := <-l.alarms:
		if ended(alarm) {
			return alarm
		}
	default:
	}
	return f
}

// ended tells whether an alarm says more than that the session is down.
func ended(f *desk.Fault) bool {
	switch f.Code {
	case desk.CodeSignedOut, desk.CodeBlocked, desk.CodeReplaced, desk.CodeOutdated:
		return true
	}
	return false
}

// prove has the session ask WhatsApp something, because a server can say "connected" about a socket that is dead. A dead session is
// taken down and up again, but not every few minutes: who fails for another reason would never be left in peace.
func (c *conn) prove(ctx context.Context) *desk.Fault {
	f := c.alive(ctx)
	if f == nil || ctx.Err() != nil {
		return nil
	}
	c.mu.Lock()
	soon := time.Since(c.mended) < mendEvery
	if !soon {
		c.mended = time.Now()
	}
	c.mu.Unlock()
	if soon {
		return f
	}
	c.log.Warn("session says that it is connected and does not answer; it is opened anew", "err", f.Err)
	if f := c.api.halt(ctx); f != nil {
		return f
	}
	if f := c.api.start(ctx); f != nil {
		return f
	}
	if _, f := c.await(ctx); f != nil {
		return f
	}
	return c.alive(ctx)
}

// alive asks for our own number. Only silence, or a word about the connection, means that the session is dead; any other refusal came
// from a server that works.
func (c *conn) alive(ctx context.Context) *desk.Fault {
	number := c.whose().number
	if number == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, proveFor)
	defer cancel()
	s, f := c.api.ask(ctx, http.MethodPost, "/user/check", nil, map[string]any{"Phone": []string{number}})
	switch {
	case f == nil, s.judged && !dead(s.words):
		return nil
	case f.Code.Offline() || s.judged:
		return notReady(10*time.Second).Fault(f.Raw, f.Err)
	}
	return nil
}

func dead(words string) bool {
	for _, w := range []string{"timed out", "timeout", "not connected", "no session", "deadline", "disconnected"} {
		if strings.Contains(strings.ToLower(words), w) {
			return true
		}
	}
	return false
}

// keep tells the server how much to remember, where the operator said it.
func (c *conn) keep(ctx context.Context, s session) {
	if c.history == "" || c.history == itoa(s.history) {
		return
	}
	if _, f := c.api.ask(ctx, http.MethodPost, "/session/history", nil, map[string]any{"history": atoi(c.history)}); f != nil {
		c.log.Warn("the server was not told how much to keep", "err", f.Err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept = c.history != "0"
}

// alarm has Run look at what a message or a call met.
func (o *office) alarm(f *desk.Fault) {
	o.mu.Lock()
	if f.Code != desk.CodeUnsure {
		o.pulse = time.Time{}
	}
	l := o.line
	o.mu.Unlock()
	if l == nil {
		return
	}
	for {
		select {
		case l.alarms <- f:
			return
		default:
		}
		if !ended(f) {
			return // one is enough
		}
		select {
		case <-l.alarms: // what ends a session is not lost behind what only calls for a look
		default:
		}
	}
}

// Wake has Run look at the session at once.
func (c *conn) Wake() { c.alarm(transport.Offline(nil)) }

// tell reports health. It is not insisted on: Run's error tells the end.
func (c *conn) tell(ctx context.Context, l *line, s desk.Health, f *desk.Fault) {
	if err := l.take(ctx, transport.Health{State: s, Fault: f}); err != nil && ctx.Err() == nil {
		c.log.Warn("health not stored", "state", s, "err", err)
	}
}
