//go:build unix

package store

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// wrote reports whether anything in a folder was made or removed while do ran.
func wrote(t *testing.T, dir string, do func()) bool {
	t.Helper()
	before := time.Unix(1_000_000_000, 0)
	if err := os.Chtimes(dir, before, before); err != nil {
		t.Fatal(err)
	}
	do()
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	return !info.ModTime().Equal(before)
}

// TestFailingDiskIsLeftAlone: a read that fails writes nothing, and of the writes that fail one a minute asks the disk.
func TestFailingDiskIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := room{dir: dir}
		write := func() {
			if f := desk.AsFault(r.fault("write", syscall.EIO)); f.Code != desk.CodeDiskError {
				t.Errorf("a failing write is %s", f.Code)
			}
		}
		read := func() {
			if f := desk.AsFault(faultReading(dir, "read", syscall.EIO)); f.Code != desk.CodeDiskError {
				t.Errorf("a failing read is %s", f.Code)
			}
		}
		if wrote(t, dir, read) {
			t.Error("a failing read writes")
		}
		if !wrote(t, dir, write) {
			t.Error("the first failing write does not ask the disk")
		}
		time.Sleep(sampleRest - time.Millisecond)
		if wrote(t, dir, write) {
			t.Error("the next failing write asks the disk as well")
		}
		time.Sleep(time.Millisecond)
		if !wrote(t, dir, write) {
			t.Error("the disk is not asked again")
		}
	})
}

// TestSampleOfACrash goes at the next start; what has a name like it stays.
func TestSampleOfACrash(t *testing.T) {
	dir := t.TempDir()
	ours, other := filepath.Join(dir, "room-4021"), filepath.Join(dir, "room-plan.txt")
	for _, path := range []string{ours, other} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := os.Stat(ours); err == nil {
		t.Error("left behind")
	}
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
}
