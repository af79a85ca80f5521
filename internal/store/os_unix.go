//go:build unix

package store

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/balcao-app/balcao/internal/desk"
	"golang.org/x/sys/unix"
)

// lockFolder makes sure that one process at a time works on the folder. The system drops the lock when the process dies.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fault("open the lock", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, &desk.Fault{Code: desk.CodeRunning, Next: desk.Stop, Err: err}
	}
	return f, nil
}

// isNoSpace includes the limit that the system may set on the size of every file: it is no fault of the disk either.
func isNoSpace(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) || errors.Is(err, unix.EFBIG)
}

func isReadOnly(err error) bool { return errors.Is(err, unix.EROFS) }
func isDevice(err error) bool   { return errors.Is(err, unix.EIO) }

// freeSpace is how many bytes this user may still write in a folder.
func freeSpace(dir string) (uint64, error) {
	var s unix.Statfs_t
	err := unix.Statfs(dir, &s)
	return uint64(s.Bavail) * uint64(s.Bsize), err //nolint:unconvert // the types differ between systems
}
