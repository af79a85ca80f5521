package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// holds are the files that somebody is about to name in a row. Between the moment a file lies in its place and the commit of that row
// nothing in the database speaks for it, and another row with the same content may go.
type holds struct {
	mu   sync.Mutex // also held while a file is removed: it cannot be taken hold of in that moment
	held map[string]int
	due  map[string]bool // was to be removed while it was held
}

// HoldFile keeps the file with a hash from being removed until end is called. Whoever names a file in a row holds it from before it
// lies in its place until after the commit.
func (db *DB) HoldFile(sum string) (end func()) {
	h := &db.holds
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held[sum]++
	return sync.OnceFunc(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.held[sum]--; h.held[sum] > 0 {
			return
		}
		delete(h.held, sum)
		if h.due[sum] {
			delete(h.due, sum)
			_ = db.removeUnnamed(context.Background(), sum) // what stays now goes at the next start
		}
	})
}

// ForgetFile removes the file with a hash unless a row names it. While it is held that is found out at the end of the hold.
func (db *DB) ForgetFile(ctx context.Context, sum string) error {
	db.holds.mu.Lock()
	defer db.holds.mu.Unlock()
	if db.holds.held[sum] > 0 {
		db.holds.due[sum] = true
		return nil
	}
	return db.removeUnnamed(ctx, sum)
}

// removeUnnamed asks the database under the lock: no row can begin to name a file that nobody may take hold of.
func (db *DB) removeUnnamed(ctx context.Context, sum string) error {
	var named bool
	err := db.Read(ctx, func(v *View) (err error) { named, err = v.named(sum); return err })
	if err != nil || named {
		return err
	}
	if err := os.Remove(db.FilePath(sum)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove a file: %w", err)
	}
	return nil
}

// removeFiles forgets files that no row named when its job of the writer ended. One that cannot be removed now, as while it is shown
// on Windows, goes at the next start.
func (db *DB) removeFiles(sums []string) {
	db.holds.mu.Lock()
	defer db.holds.mu.Unlock()
	for _, sum := range sums {
		if db.holds.held[sum] > 0 {
			db.holds.due[sum] = true
			continue
		}
		_ = os.Remove(db.FilePath(sum))
	}
}
