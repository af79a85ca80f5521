//go:build unix

package main

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestReadOnlyFolder takes away the right to write. That does not bind root, for whom the program runs as nobody instead.
func TestReadOnlyFolder(t *testing.T) {
	for name, make := range map[string]func(*testing.T, string){
		"new":  func(*testing.T, string) {},
		"used": func(t *testing.T, dir string) { folder(t, dir) },
	} {
		t.Run(name, func(t *testing.T) {
			base := passable(t)
			dir := filepath.Join(base, "data")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			make(t, dir)
			bind(t, dir)
			refused(t, dir, desk.CodeReadOnly, func(cmd *exec.Cmd) { unprivileged(t, cmd, base) })
		})
	}
}

// TestReadOnlyFile has a folder that can be written and a database that cannot.
func TestReadOnlyFile(t *testing.T) {
	base := passable(t)
	dir := folder(t, filepath.Join(base, "data"))
	if err := os.Chmod(filepath.Join(dir, store.File), 0o444); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{dir: 0o777, filepath.Join(dir, "lock"): 0o666} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, dir, desk.CodeReadOnly, func(cmd *exec.Cmd) { unprivileged(t, cmd, base) })
}

// TestFullDisk lets the first start, and an update of the schema, meet a file system that gives no more room. With room again the
// same folder opens.
func TestFullDisk(t *testing.T) {
	older := t.TempDir()
	change(t, older, []string{"PRAGMA journal_mode=wal", "CREATE TABLE older (id INTEGER)", "INSERT INTO older VALUES (1)"})
	for name, dir := range map[string]string{"new": t.TempDir(), "older": older} {
		t.Run(name, func(t *testing.T) {
			refused(t, dir, desk.CodeDiskFull, func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, asFull+"=16384") })
			db, err := store.Open(store.Options{Dir: dir})
			if err != nil {
				t.Fatal("with room again:", err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestBrokenDisk lets the first start meet a disk on which there is room for a small file, and which fails all the same.
func TestBrokenDisk(t *testing.T) {
	refused(t, t.TempDir(), desk.CodeDiskError, func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, asFull+"=98304") })
}

// asFull is the size in bytes beyond which no file of the program may grow.
const asFull = "BALCAO_TEST_AS_FULL"

func init() {
	limit, err := strconv.ParseUint(os.Getenv(asFull), 10, 64)
	if err != nil {
		return
	}
	signal.Ignore(syscall.SIGXFSZ) // the write fails instead
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		panic(err)
	}
}

// passable is a folder that other users can enter.
func passable(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "balcao")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// bind makes a folder read-only until the test ends, its files readable.
func bind(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.Chmod(f, 0o444); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
}

// unprivileged runs a command without the rights of root, from a copy that others can reach.
func unprivileged(t *testing.T, cmd *exec.Cmd, base string) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	self := filepath.Join(base, "program")
	if _, err := os.Stat(self); err != nil {
		copyProgram(t, cmd.Path, self)
	}
	cmd.Path = self
	cmd.Dir = base
	const nobody = 65534
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

func copyProgram(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}
