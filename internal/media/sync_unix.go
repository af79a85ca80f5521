//go:build unix

package media

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncFolder brings the names in a folder to the disk. Some file systems know no such thing and say so; there is no more to do there.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
