package crash

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// orders is how many messages wait for the victims, and longestLife how many of them one victim takes at most.
const (
	orders      = 120
	longestLife = 12
)

func TestKilledBetweenReceiptAndCommit(t *testing.T) { killAtPoint(t, false) }

func TestKilledBetweenCommitAndAcknowledgement(t *testing.T) { killAtPoint(t, true) }

// killAtPoint lets a backlog drain through lives that all end at the same point of the way of a message. After each death the
// message at hand must be unacknowledged, and stored exactly if the death came after the commit.
func killAtPoint(t *testing.T, after bool) {
	o := &ordeal{t: t, sim: simulate(t), data: t.TempDir(), rand: dice(t), sent: map[string]int64{}}
	o.begin()
	o.write(orders)
	lives := 0
	for {
		at := 2 + o.rand.IntN(longestLife-1) // the first one may be a repeated message, so a life must reach the second
		last, died := o.victim(at, after)
		if !died {
			break
		}
		lives++
		want := 0
		if after {
			want = 1
		}
		if n := look(t, o.data).inbound[last]; n != want {
			t.Fatalf("life %d: the message at hand is stored %d times, not %d", lives, n, want)
		}
		if !o.sim.pending()[last] {
			t.Fatalf("life %d: the message at hand was acknowledged", lives)
		}
		o.check(lives)
	}
	if lives < orders/longestLife {
		t.Errorf("only %d lives", lives)
	}
	t.Logf("%d lives", lives)
	found := look(t, o.data)
	for i, id := range o.written {
		if n, m := found.inbound[id], found.texts[o.texts[i]]; n != 1 || m != 1 {
			t.Errorf("message %s is there %d times by id, %d by text", id, n, m)
		}
	}
	o.sim.clean()
}

// victim runs one life and returns the message at which it died. When the backlog ends before, it is stopped instead.
func (o *ordeal) victim(at int, after bool) (last string, died bool) {
	o.t.Helper()
	var out, complaints strings.Builder
	cmd := exec.Command(built.victim, "-data", o.data, "-sim", o.sim.file, "-at", strconv.Itoa(at), fmt.Sprintf("-after=%t", after))
	cmd.Stdout, cmd.Stderr = &out, &complaints
	leash, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		o.t.Fatal(err)
	}
	ended, end := context.WithCancel(context.Background())
	go func() {
		_ = cmd.Wait()
		end()
	}()
	defer func() {
		_ = cmd.Process.Kill()
		<-ended.Done()
	}()
	until(o.t, "a life ends or has nothing left", func() bool { return ended.Err() != nil || len(o.sim.pending()) == 0 })
	leash.Close()
	<-ended.Done()
	last = strings.TrimSpace(out.String())
	if last == "" && cmd.ProcessState.ExitCode() != 0 {
		o.t.Fatalf("victim: %s\n%s", cmd.ProcessState, complaints.String())
	}
	return last, last != ""
}
