package torture

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

var (
	seeds    = flag.Int("seeds", 50, "how many trials, each with a seed of its own")
	sessions = flag.Int("sessions", 5, "how many trials have an embedded session as their reserve")
	first    = flag.Uint64("seed", 1, "seed of the first trial")
	messages = flag.Int("messages", 400, "how many messages the operator sends in each trial")
	kills    = flag.Int("kills", 6, "how often the program is killed in each trial while it sends")
	atOnce   = flag.Int("at-once", 12, "how many trials run beside each other: most of a trial is waiting")
)

// patience bounds every wait for one thing.
const patience = 10 * time.Minute

// built is the program that the trials kill.
var built string

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(*atOnce)); err != nil { // not one for each processor
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "balcao-torture-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	built = filepath.Join(dir, "victim.exe")
	if text, err := exec.Command("go", "build", "-o", built, "./victim").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the victim: %v\n%s", err, text)
		return 1
	}
	return m.Run()
}

// scratch is a folder in memory where there is one: a killed process loses nothing that it wrote, synced or not, and the trials
// would wait for the disk most of the time.
func scratch(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat("/dev/shm"); err != nil {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("/dev/shm", "balcao-torture-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// until asks again and again whether something came true, and fails the test when it does not within patience.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); !ok(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %s", what, patience)
		}
	}
}
