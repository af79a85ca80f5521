package channel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

// asRemover names the folder in which the test's own file, as another process, brings removals to their end. It kills itself after as
// many steps as killAt says.
const (
	asRemover = "BALCAO_TEST_AS_REMOVER"
	killAt    = "BALCAO_TEST_KILL_AT"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(asRemover); dir != "" {
		if err := remover(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func remover(dir string) error {
	at, err := strconv.Atoi(os.Getenv(killAt))
	if err != nil {
		return err
	}
	h, err := openHouse(dir, func(step string) {
		if at--; at == 0 {
			fmt.Println(step)
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Kill()
			}
			panic(err)
		}
	})
	if err != nil {
		return err
	}
	if _, err := h.Removals.round(context.Background()); err != nil {
		return err
	}
	h.Manager.Stop()
	return h.DB.Close()
}

// live is one life of the remover; killed says after which step it died, empty when it came to the end.
func live(t *testing.T, dir string, at int) (killed string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), asRemover+"="+dir, killAt+"="+strconv.Itoa(at))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if exit, failed := errors.AsType[*exec.ExitError](err); failed && exit.ExitCode() != 2 {
		return string(out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ""
}

// TestKilledAtEveryStep: a removal, and its undoing, that dies after any of its steps is brought to the same end by the next start.
func TestKilledAtEveryStep(t *testing.T) {
	fates := map[desk.ConnectionID]desk.Fate{1: desk.FateHandOver, 2: desk.FateUnlink}
	begun := t.TempDir()
	h := open(t, begun, 3)
	if _, err := h.Removals.Begin(t.Context(), 1, 2, fates); err != nil {
		t.Fatal(err)
	}
	h.close(t)
	before := dump(t, begun)
	gone := everyStep(t, begun, 7)
	after := dump(t, gone)
	kept(t, before, after)
	if n := count(t, after, "ticket", "channel_id=1 "); n > 0 {
		t.Errorf("%d conversations were left behind", n)
	}

	h = open(t, gone, 0)
	if err := h.Removals.Undo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	h.close(t)
	back := dump(t, everyStep(t, gone, 2))
	kept(t, before, back)
	same(t, before, back, "ticket", "message")
}

// kept: no row of a conversation was lost, and none doubled.
func kept(t *testing.T, before, after map[string][]string) {
	t.Helper()
	for _, table := range []string{"channel", "ticket", "message", "contact", "address", "connection"} {
		if was, is := count(t, before, table), count(t, after, table); was != is {
			t.Errorf("%d rows of %s, and there were %d", is, table, was)
		}
	}
}

// everyStep lets the work that was begun in a folder die after its first step, after its second, and so on, each time in a copy. It
// returns the folder in which nothing died.
func everyStep(t *testing.T, begun string, atLeast int) (whole string) {
	t.Helper()
	whole = copied(t, begun)
	if step := live(t, whole, 0); step != "" {
		t.Fatal("died at", step)
	}
	want := dump(t, whole)
	for at := 1; ; at++ {
		dir := copied(t, begun)
		step := live(t, dir, at)
		if step == "" {
			if at <= atLeast {
				t.Errorf("there were only %d steps to die after", at-1)
			}
			return whole
		}
		if again := live(t, dir, 0); again != "" {
			t.Fatal("died again at", again)
		}
		got := dump(t, dir)
		same(t, want, got, "ticket", "message", "route", "contact", "sighting")
		for _, state := range []string{"queued", "held", "unsure", "cancelled", "failed"} {
			if was, is := count(t, want, "delivery", "state="+state+" "), count(t, got, "delivery", "state="+state+" "); was != is {
				t.Errorf("%d attempts are %s, want %d", is, state, was)
			}
		}
		for _, c := range []string{"removed_at=0 ", "wanted=1 ", "account=linked"} {
			if was, is := count(t, want, "connection", c), count(t, got, "connection", c); was != is {
				t.Errorf("%d connections have %s, want %d", is, c, was)
			}
		}
		if t.Failed() {
			t.Fatal("after a death at", step)
		}
	}
}

func copied(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}
