package media

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/store"
)

// unfinished begins the name of a file that is being fetched.
const unfinished = "new-"

// coarse is by how much the time of a file may lag behind the clock: systems stamp files by the tick, FAT by two seconds.
const coarse = 2 * time.Second

// Sweep sees to the folder of files at the start of the program. It makes ready what was missing and is here again, and removes what a
// crash left: half-fetched files, and those that no row names. It leaves alone what is younger than since, the start: that is in use.
func (s *Service) Sweep(ctx context.Context, since time.Time) error {
	if err := s.findAll(ctx); err != nil {
		return awake(ctx, err)
	}
	if err := s.db.Write(ctx, func(tx *store.Tx) error { return tx.DropUploads(since.Add(-uploadsKept)) }); err != nil {
		return awake(ctx, fmt.Errorf("forget files that were never sent: %w", err))
	}
	old, err := s.old(ctx, since)
	if err != nil || len(old) == 0 {
		return awake(ctx, err)
	}
	var named map[string]bool
	if err := s.db.Read(ctx, func(v *store.View) (err error) { named, err = v.FileSums(); return err }); err != nil {
		return awake(ctx, fmt.Errorf("find files in use: %w", err))
	}
	var failed error
	for _, path := range old {
		switch name := filepath.Base(path); {
		case strings.HasPrefix(name, unfinished):
			failed = errors.Join(failed, os.Remove(path))
		case path != s.db.FilePath(name) && !named[name]: // not where anyone would look for it
			failed = errors.Join(failed, os.Remove(path))
		case !named[name]: // until now: it may have been fetched again meanwhile
			failed = errors.Join(failed, s.db.ForgetFile(ctx, name))
		}
	}
	return awake(ctx, failed)
}

// awake drops the error of a work that was told to end.
func awake(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// old lists the files that this run of the program did not make. Names that are not ours are left alone.
func (s *Service) old(ctx context.Context, since time.Time) (all []string, err error) {
	err = filepath.WalkDir(s.db.Files(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !ours(d.Name()) {
			return err
		}
		info, err := d.Info()
		if err == nil && info.ModTime().Before(since.Add(-coarse)) {
			all = append(all, path)
		}
		if errors.Is(err, fs.ErrNotExist) { // it went meanwhile
			err = nil
		}
		return errors.Join(err, ctx.Err())
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return all, err
}

// ours reports whether a name is one that this package gives: a hash, or that of a file being fetched.
func ours(name string) bool {
	if strings.HasPrefix(name, unfinished) {
		return true
	}
	return len(name) == 64 && strings.Trim(name, "0123456789abcdef") == ""
}
