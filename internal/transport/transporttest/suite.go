package transporttest

import (
	"slices"
	"testing"
)

// promise is one promise of the contract.
type promise struct {
	name  string
	check func(*bench)
}

// Run checks every promise, each against a rig of its own.
func Run(t *testing.T, rig func(*testing.T) Rig) {
	t.Helper()
	for _, p := range slices.Concat(driver, run, send, receive) {
		t.Run(p.name, func(t *testing.T) {
			b := newBench(t, rig(t))
			p.check(b)
			if err := b.stop(); err != nil {
				t.Errorf("Run ended with %v when it was told to", err)
			}
			for _, wrong := range b.Audit() {
				t.Error("the network did not understand: ", wrong)
			}
		})
	}
}
