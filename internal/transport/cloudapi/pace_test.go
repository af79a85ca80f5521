package cloudapi

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

func TestPairPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		began := time.Now()
		for n := range 20 { // a burst of twenty
			if f := p.wait(t.Context(), "ana"); f != nil {
				t.Fatalf("%d: %v", n, f)
			}
		}
		f := p.wait(t.Context(), "ana")
		for ; f == nil; f = p.wait(t.Context(), "ana") { // whatever still fits into the first six seconds
			if time.Since(began) > pairEvery {
				t.Fatal("more than a burst")
			}
		}
		if f.Code != desk.CodeBusy || f.Next != desk.Retry || f.Scope != desk.OfContact || f.After < 2*time.Minute-pairEvery {
			t.Errorf("%+v", f)
		}
		if f := p.wait(t.Context(), "bia"); f != nil {
			t.Errorf("another customer waits too: %v", f)
		}
		time.Sleep(f.After)
		if f := p.wait(t.Context(), "ana"); f != nil {
			t.Errorf("paid back, and yet %v", f)
		}
	})
}

func TestPairNeverMoreThanABurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		n, now := 0, time.Now()
		for range 1000 {
			if d, _ := p.take("ana", now); d == 0 {
				n++
			}
			now = now.Add(5 * time.Millisecond) // five seconds in all
		}
		if n != pairBurst {
			t.Errorf("%d in a burst", n)
		}
	})
}

func TestShortWaitsAreWaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPace()
		p.wait(t.Context(), "ana")
		time.Sleep(time.Second)
		p.wait(t.Context(), "ana") // two in a burst: paid back twelve seconds after the first
		time.Sleep(9 * time.Second)
		began := time.Now()
		if f := p.wait(t.Context(), "ana"); f != nil || time.Since(began) != 2*time.Second {
			t.Errorf("%v after %s", f, time.Since(began))
		}
		time.Sleep(4 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if f := p.wait(ctx, "ana"); f != nil {
			t.Fatal(f) // still the same six seconds
		}
		time.Sleep(6 * time.Second)
		if f := p.wait(ctx, "ana"); f == nil || f.Next != desk.Retry {
			t.Errorf("%v", f)
		}
	})
}

func TestNumberPace(t *testing.T) {
	for _, rate := range []int{perSecond, perSecondShared} {
		synctest.Test(t, func(t *testing.T) {
			p := newPace()
			p.setRate(rate)
			var sent []time.Time
			for now := time.Now(); len(sent) < 5*rate; now = now.Add(time.Millisecond) {
				if d, _ := p.take(string(rune(len(sent))), now); d == 0 {
					sent = append(sent, now)
				}
			}
			for i := range sent {
				in := 0
				for _, at := range sent[i:] {
					if at.Sub(sent[i]) < time.Second {
						in++
					}
				}
				if in > rate {
					t.Fatalf("%d in one second, %d allowed", in, rate)
				}
			}
			if took := sent[len(sent)-1].Sub(sent[0]); took > 8*time.Second {
				t.Errorf("needlessly slow: %s", took)
			}
		})
	}
}

func TestWhatNeverLeftCostsNothing(t *testing.T) {
	p := newPace()
	now := time.Now()
	for range 200 {
		if d, _ := p.take("ana", now); d > 0 {
			t.Fatal(d)
		}
		p.back("ana")
		now = now.Add(100 * time.Millisecond)
	}
	for n := range 2000 {
		p.take(string(rune(n)), now)
		now = now.Add(7 * time.Second)
	}
	if len(p.pairs) > 1100 {
		t.Errorf("%d customers kept", len(p.pairs))
	}
}

// TestPatience: the pauses after refusals for speed grow by four, and what is refused for too long is left to the operator and never
// to another number.
func TestPatience(t *testing.T) {
	p, slow := newPace(), transport.Busy(desk.OfContact, pairEvery).Fault(codePair, nil)
	for _, want := range []time.Duration{6, 6, 16, 64, 256, 1024, 4096} {
		if f := p.patience("ana", slow); f.Next != desk.Retry || f.After != want*time.Second {
			t.Fatalf("%+v, want %d s", f, want)
		}
	}
	if f := p.patience("ana", slow); f.Next != desk.Hold || f.Raw != codePair {
		t.Errorf("%+v", f)
	}
	p.patience("ana", slow)
	p.patience("ana", slow)
	p.patience("ana", slow)
	if f := p.patience("bia", slow); f.After != pairEvery {
		t.Errorf("another customer waits %s", f.After)
	}
	p.calm("ana")
	if f := p.patience("ana", slow); f.After != pairEvery {
		t.Errorf("after a message that was taken: %s", f.After)
	}
	if f := transport.Busy(desk.OfConnection, time.Minute).Fault("4", nil); p.patience("ana", f) != f {
		t.Error("another refusal was changed")
	}
}
