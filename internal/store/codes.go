package store

import (
	"errors"
	"io/fs"

	"github.com/balcao-app/balcao/internal/desk"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// codes maps SQLite's primary result codes to faults that stop the engine in order.
var codes = map[int]desk.Code{
	lib.SQLITE_FULL:     desk.CodeDiskFull,
	lib.SQLITE_IOERR:    desk.CodeDiskError,
	lib.SQLITE_READONLY: desk.CodeReadOnly,
	lib.SQLITE_CANTOPEN: desk.CodeReadOnly,
	lib.SQLITE_PERM:     desk.CodeReadOnly,
	lib.SQLITE_CORRUPT:  desk.CodeCorrupt,
	lib.SQLITE_NOTADB:   desk.CodeCorrupt,
}

func codeOf(err error) desk.Code {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		if code, known := codes[e.Code()&0xff]; known && e.Code() != lib.SQLITE_IOERR_NOMEM { // which is about memory
			return code
		}
		return desk.CodeInternal
	}
	switch {
	case isNoSpace(err):
		return desk.CodeDiskFull
	case isDevice(err):
		return desk.CodeDiskError
	case errors.Is(err, fs.ErrPermission) || isReadOnly(err):
		return desk.CodeReadOnly
	}
	return desk.CodeInternal
}

// isConstraint reports whether SQLite refused a statement because of a rule of the tables, not for want of anything.
func isConstraint(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == lib.SQLITE_CONSTRAINT
}
