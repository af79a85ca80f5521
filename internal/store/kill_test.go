package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// asWriter names the folder that the test's own file writes into, as another process, until it is killed.
const asWriter = "BALCAO_TEST_AS_WRITER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(asWriter); dir != "" {
		fmt.Fprintln(os.Stderr, writeOn(dir))
		os.Exit(2)
	}
	os.Exit(m.Run())
}

// writeOn makes channels from several goroutines and says the name of each after its Write returned.
func writeOn(dir string) error {
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		return err
	}
	ended := make(chan error)
	for worker := range 4 {
		go func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("%d-%d-%d", os.Getpid(), worker, i)
				err := db.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.AddChannel(name); return err })
				if err == nil {
					_, err = io.WriteString(os.Stdout, name+"\n")
				}
				if err != nil {
					ended <- err
				}
			}
		}()
	}
	return <-ended
}

// TestKill kills a program in the middle of its writes, again and again: what a Write returned for is there, once, and the
// folder opens as if nothing had happened.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	said := map[string]bool{}
	for round := range 5 {
		killAfter(t, dir, 20+60*round, said)
	}
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal("after the kills:", err)
	}
	defer db.Close()
	stored := map[string]int{}
	err = db.Read(t.Context(), func(v *store.View) error {
		all, err := v.Channels()
		for _, c := range all {
			stored[c.Name]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range said {
		if stored[name] != 1 {
			t.Errorf("%s is stored %d times", name, stored[name])
		}
	}
	if len(said) < 500 {
		t.Errorf("only %d writes were confirmed", len(said))
	}
}

func killAfter(t *testing.T, dir string, writes int, said map[string]bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), asWriter+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for n := 0; ; n++ {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // the rest of a line that the kill cut off confirms nothing
		}
		said[strings.TrimSpace(line)] = true
		if n == writes {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if exit, failed := errors.AsType[*exec.ExitError](cmd.Wait()); !failed || exit.ExitCode() == 2 {
		t.Fatal("the writer ended by itself")
	}
}

// TestMigration: an empty folder gets the schema of this program, a folder of this program keeps its own.
func TestMigration(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		db, err := store.Open(store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.AddChannel("Loja")
			return err
		})
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var all []desk.Channel
	if err := db.Read(t.Context(), func(v *store.View) (err error) { all, err = v.Channels(); return err }); err != nil || len(all) != 2 {
		t.Errorf("%d channels after two starts, %v", len(all), err)
	}
}
