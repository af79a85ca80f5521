package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// fault gives an error of the file system or of SQLite its code.
func fault(what string, err error) error {
	if f, ok := errors.AsType[*desk.Fault](err); ok {
		return f
	}
	return &desk.Fault{Code: codeOf(err), Next: desk.Stop, Scope: desk.OfChannel, Err: fmt.Errorf("%s: %w", what, err)}
}

// room tells a full disk from a failing one, for the writer. SQLite has the same code for a failing disk and for one that has no more
// room in a roundabout way, such as a quota or a shared memory that cannot grow; only the disk itself can tell them apart.
type room struct {
	dir   string
	asked time.Time // when the disk was last written to only to find out
	none  bool      // what came of that
}

// fault is the package's fault for what happened while writing in the folder.
func (r *room) fault(what string, err error) error {
	return orFull(fault(what, err), func() bool { return tight(r.dir) || r.refuses() })
}

// faultReading is fault for what happened while reading in a folder. It does not write: a failing disk fails many reads.
func faultReading(dir, what string, err error) error {
	return orFull(fault(what, err), func() bool { return tight(dir) })
}

// orFull says of a disk error that the disk is full where it is.
func orFull(f error, full func() bool) error {
	if own, ok := errors.AsType[*desk.Fault](f); ok && own.Code == desk.CodeDiskError && full() {
		other := *own
		other.Code = desk.CodeDiskFull
		return &other
	}
	return f
}

// little is how little free space counts as none, in bytes. A write of ours needs less, but the file system needs some for itself.
const little = 1 << 20

// tight reports whether a folder's disk says itself that it is full.
func tight(dir string) bool {
	free, err := freeSpace(dir)
	return err == nil && free < little
}

const (
	sampleName = "room-"
	sample     = 64 << 10 // what is written to find out whether there is room for it, in bytes
	sampleRest = time.Minute
)

// refuses reports whether the disk refuses a small file for want of room. A failing disk is not asked for each write that fails.
func (r *room) refuses() bool {
	if r.asked.IsZero() || time.Since(r.asked) >= sampleRest {
		r.asked, r.none = time.Now(), noRoom(r.dir)
	}
	return r.none
}

func noRoom(dir string) bool {
	f, err := os.CreateTemp(dir, sampleName)
	if err != nil {
		return isNoSpace(err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, sample))
	return isNoSpace(errors.Join(err, f.Sync(), f.Close()))
}

// clear removes the samples of a program that died while it wrote one. It is no matter if it cannot.
func (r *room) clear() {
	all, err := os.ReadDir(r.dir)
	if err != nil {
		return
	}
	for _, f := range all {
		if number, ours := strings.CutPrefix(f.Name(), sampleName); ours && f.Type().IsRegular() && strings.Trim(number, "0123456789") == "" {
			_ = os.Remove(filepath.Join(r.dir, f.Name()))
		}
	}
}
