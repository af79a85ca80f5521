package cloudapi

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// The limits of the network: messages per second of a number, less where the business app shares it; and towards one
// customer one message in pairEvery, of which up to pairBurst may go out within the first one if all are paid back before
// the next.
const (
	perSecond       = 80
	perSecondShared = 20
	pairEvery       = 6 * time.Second
	pairBurst       = 45
)

// pacePatience is how long a message waits for its turn before its worker is freed for other ones.
const pacePatience = 3 * time.Second

// pace lets messages out no faster than the network takes them. A refusal for speed costs quality, so none is provoked.
type pace struct {
	free  bool // nothing is held back
	mu    sync.Mutex
	rate  int
	owed  time.Time // when the number's burst is paid back
	pairs map[string]pair
	tired tired
	log   *slog.Logger
}

// pair is the latest burst towards one customer.
type pair struct {
	began time.Time
	count int
}

func (p pair) paid() time.Time { return p.began.Add(time.Duration(p.count) * pairEvery) }

func newPace() *pace {
	return &pace{rate: perSecond, pairs: map[string]pair{}, tired: tired{rows: map[string]refusals{}}, log: slog.New(slog.DiscardHandler)}
}

// codePair is the network's refusal of more messages to one customer than it allows.
const codePair = "131056"

// mostPatience is how many such refusals in a row are waited out. The wait after the last one is more than an hour, and who then still
// gets no message is a case for the operator.
const mostPatience = 7

// patience is what follows from a refusal of a message to this customer. After the nth refusal for speed in a row the network wants
// 4^n seconds, and is never less patient than its own limit. Another number would only get around that limit, so none is tried.
func (p *pace) patience(to string, f *desk.Fault) *desk.Fault {
	if f.Raw != codePair || f.Next != desk.Retry {
		return f
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	n, err := p.tired.refused(to, time.Now())
	p.lost(err)
	if n >= mostPatience {
		p.lost(p.tired.forget(to))
		return transport.Rule(desk.CodeBusy, desk.Hold, desk.OfContact, 0).Fault(f.Raw, f.Err)
	}
	return transport.Busy(desk.OfContact, max(pairEvery, time.Second<<(2*n))).Fault(f.Raw, f.Err)
}

// calm says that a message to this customer was taken.
func (p *pace) calm(to string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost(p.tired.forget(to))
}

// recall goes on with the refusals that were counted before the program ended.
func (p *pace) recall(dir string, log *slog.Logger) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log = log
	p.lost(p.tired.recall(dir))
}

// lost writes down that the count of refusals could not be kept, which holds up no message.
func (p *pace) lost(err error) {
	if err != nil {
		p.log.Warn("refusals for speed not kept", "err", err)
	}
}

func (p *pace) setRate(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rate = n
}

// wait takes a turn for a message to this customer. A turn that is too far away is a fault that says when to come back.
func (p *pace) wait(ctx context.Context, to string) *desk.Fault {
	patience := time.Now().Add(pacePatience)
	for {
		now := time.Now()
		d, scope := p.take(to, now)
		switch {
		case d <= 0:
			return nil
		case now.Add(d).After(patience):
			return transport.Busy(scope, d).Fault("", nil)
		}
		t := time.NewTimer(d)
		select {
		case <-ctx.Done():
			t.Stop()
			return offline(ctx.Err())
		case <-t.C:
		}
	}
}

// take books a turn now and returns 0, or says how long to wait, and for whose sake.
func (p *pace) take(to string, now time.Time) (time.Duration, desk.Scope) {
	if p.free {
		return 0, ""
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	// A quarter at once and three quarters per second are never more than the whole in any one second.
	step := time.Second * 4 / 3 / time.Duration(p.rate)
	if p.owed.Before(now) {
		p.owed = now
	}
	if d := p.owed.Sub(now) - time.Duration(p.rate/4-1)*step; d > 0 {
		return d, desk.OfConnection
	}
	if d := p.takePair(to, now); d > 0 {
		return d, desk.OfContact
	}
	p.owed = p.owed.Add(step)
	return 0, ""
}

func (p *pace) takePair(to string, now time.Time) time.Duration {
	b := p.pairs[to]
	switch {
	case !now.Before(b.paid()):
		p.forget(now)
		b = pair{began: now}
	case now.Sub(b.began) >= pairEvery || b.count >= pairBurst:
		return b.paid().Sub(now)
	}
	b.count++
	p.pairs[to] = b
	return 0
}

// back returns the turn of a message that never left.
func (p *pace) back(to string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b := p.pairs[to]; b.count > 0 {
		b.count--
		p.pairs[to] = b
	}
}

// forget drops what was paid back, now and then.
func (p *pace) forget(now time.Time) {
	if len(p.pairs) < 1000 {
		return
	}
	for to, b := range p.pairs {
		if !now.Before(b.paid()) {
			delete(p.pairs, to)
		}
	}
}
