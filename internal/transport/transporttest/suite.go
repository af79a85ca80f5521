package transporttest

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// promise is one promise of the contract.
type promise struct {
	name  string
	check func(*bench)
}

// Run checks every promise, each against a rig of its own.
func Run(t *testing.T, rig func(*testing.T) Rig) {
	t.Helper()
	each(t, func(t *testing.T, p promise) { p.keep(t, rig, patience) })
}

// RunInBubble is Run in the time of testing/synctest, for an adapter that looks at its network in a rhythm of its own and a simulator
// that lives in memory: no case waits for a clock. Whatever the rig starts has to end with t.
func RunInBubble(t *testing.T, rig func(*testing.T) Rig) {
	t.Helper()
	each(t, func(t *testing.T, p promise) {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))) // a bubble begins before there was such a network
			p.keep(t, rig, 15*patience)
		})
	})
}

func each(t *testing.T, do func(*testing.T, promise)) {
	for _, p := range all() {
		t.Run(p.name, func(t *testing.T) { do(t, p) })
	}
}

func all() []promise {
	return slices.Concat(driver, run, send, files, receive, gestures, calls, find, block, groups, links)
}

// keep checks one promise against a new rig.
func (p promise) keep(t *testing.T, rig func(*testing.T) Rig, within time.Duration) {
	b := newBench(t, rig(t), within)
	p.check(b)
	if err := b.stop(); err != nil {
		t.Errorf("Run ended with %v when it was told to", err)
	}
	for _, wrong := range b.Audit() {
		t.Error("the network did not understand: ", wrong)
	}
	for _, wrong := range p.undeclared(b.Lacks(), b.lacks) {
		t.Error(wrong)
	}
}

// undeclared tells where a network and its rig's list of what it lacks disagree: no promise is left out by mistake, or for longer than
// there is a reason.
func (p promise) undeclared(declared map[string]string, lacks bool) (wrong []string) {
	for name, why := range declared {
		if !slices.ContainsFunc(all(), func(p promise) bool { return p.name == name }) {
			wrong = append(wrong, fmt.Sprintf("the rig lacks %q, which nobody promised", name))
		}
		if why == "" {
			wrong = append(wrong, fmt.Sprintf("the rig lacks %q for no reason", name))
		}
	}
	why, known := declared[p.name]
	switch {
	case lacks && !known:
		wrong = append(wrong, "this network cannot do it, and its rig does not say so")
	case known && !lacks:
		wrong = append(wrong, fmt.Sprintf("the rig says that it cannot be done (%s), and it can", why))
	}
	return wrong
}
