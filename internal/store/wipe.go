package store

import (
	"errors"
	"os"
	"path/filepath"
)

// Wipe removes the program's own files from a folder that no program works on; already_running if one does. It is for practice
// data only, which begins afresh at every start.
func Wipe(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	for _, name := range []string{File, File + "-wal", File + "-shm", SearchFile, SearchFile + "-wal", SearchFile + "-shm", "connections", "files"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fault("clear practice data", err)
		}
	}
	return nil
}
