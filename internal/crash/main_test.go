package crash

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

var (
	seed  = flag.Uint64("seed", 0, "seed of the random moments; 0 takes one from the clock")
	kills = flag.Int("kills", 50, "how often the program is killed at a random moment")
)

// patience bounds every wait for one thing.
const patience = time.Minute

// programs are the binaries that the tests start.
type programs struct{ balcao, victim string }

var built programs

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "balcao-crash-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	for what, to := range map[string]*string{"../..": &built.balcao, "./victim": &built.victim} {
		*to = filepath.Join(dir, filepath.Base(what)+"program.exe")
		if text, err := exec.Command("go", "build", "-o", *to, what).CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build %s: %v\n%s", what, err, text)
			return 1
		}
	}
	return m.Run()
}

// dice makes the random numbers of a test and says how to get the same ones again.
func dice(t *testing.T) *rand.Rand {
	s := *seed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	t.Logf("repeat with: go test ./internal/crash -run %s -seed %d", t.Name(), s)
	return rand.New(rand.NewPCG(s, 1))
}

// until asks again and again whether something came true, and fails the test when it does not within patience.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %s", what, patience)
		}
	}
}
