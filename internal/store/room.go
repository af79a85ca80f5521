package store

import (
	"errors"
	"fmt"
	"os"

	"github.com/balcao-app/balcao/internal/desk"
)

// fault gives an error of the file system or of SQLite its code.
func fault(what string, err error) error {
	if f, ok := errors.AsType[*desk.Fault](err); ok {
		return f
	}
	return &desk.Fault{Code: codeOf(err), Next: desk.Stop, Scope: desk.OfChannel, Err: fmt.Errorf("%s: %w", what, err)}
}

// faultIn is fault for what happened in a folder. SQLite has the same code for a failing disk and for one that has no more room in a
// roundabout way, such as a quota or a shared memory that cannot grow; only the disk itself can tell them apart.
func faultIn(dir, what string, err error) error {
	f := fault(what, err)
	if own, ok := errors.AsType[*desk.Fault](f); ok && own.Code == desk.CodeDiskError && noRoom(dir) {
		full := *own
		full.Code = desk.CodeDiskFull
		return &full
	}
	return f
}

// tight is how little free space counts as none, in bytes. A write of ours needs less, but the file system needs some for itself.
const tight = 1 << 20

// sample is what is written to find out whether there is room for it, in bytes.
const sample = 64 << 10

// noRoom reports whether a folder's disk is really full: it says so, or it refuses a small file for want of room.
func noRoom(dir string) bool {
	if free, err := freeSpace(dir); err == nil && free < tight {
		return true
	}
	f, err := os.CreateTemp(dir, "room-")
	if err != nil {
		return isNoSpace(err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, sample))
	return isNoSpace(errors.Join(err, f.Sync(), f.Close()))
}
