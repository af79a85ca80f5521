//go:build unix

package store_test

import (
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// limit lets no file of this process grow beyond so many bytes until the returned function is called.
func limit(t *testing.T, bytes uint64) (lift func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ) // the write fails instead
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			t.Error(err)
		}
	}
}

// TestDiskErrorIsNotFull: a write that fails while there is room is the disk's own fault. Where there is none, even a small file finds
// out. Neither stores anything of its transaction, and with a good disk the work goes on.
func TestDiskErrorIsNotFull(t *testing.T) {
	for code, bytes := range map[desk.Code]uint64{desk.CodeDiskError: 256 << 10, desk.CodeDiskFull: 8 << 10} {
		db := open(t, nil)
		small := func(tx *store.Tx) error { return tx.Set("theme", "dark") }
		big := func(tx *store.Tx) error { return tx.Set("language", strings.Repeat("x", 20<<20)) }
		lift := limit(t, bytes)
		errs := together(t, db, small, big, small)
		lift()
		for i, err := range errs {
			if err == nil || desk.AsFault(err).Code != code {
				t.Errorf("%s: write %d: %v", code, i, err)
			}
		}
		if got := setting(t, db, "theme"); got != "system" {
			t.Errorf("%s: theme %q was stored", code, got)
		}
		if err := db.Write(t.Context(), small); err != nil {
			t.Errorf("%s: on a good disk again: %v", code, err)
		}
		left, err := os.ReadDir(db.Dir())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range left {
			if strings.HasPrefix(f.Name(), "room-") {
				t.Errorf("%s left behind", f.Name())
			}
		}
	}
}
