package waweb

import (
	"errors"
	"io"

	"go.mau.fi/whatsmeow"
)

// envelopeBytes is what encryption adds to a file at most: padding and a code of authenticity, generously.
const envelopeBytes = 64

var errTooLarge = errors.New("file is larger than its sender said")

// bounded is a file that takes so many bytes and no more. As it is no *os.File, the library does not set aside the room that the
// far side announces either.
type bounded struct {
	whatsmeow.File
	limit, at int64
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.at+int64(len(p)) > b.limit {
		return 0, errTooLarge
	}
	n, err := b.File.Write(p)
	b.at += int64(n)
	return n, err
}

func (b *bounded) WriteAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) > b.limit {
		return 0, errTooLarge
	}
	return b.File.WriteAt(p, at)
}

// Seek follows where the next Write goes: a download that failed begins anew.
func (b *bounded) Seek(offset int64, whence int) (int64, error) {
	at, err := b.File.Seek(offset, whence)
	if err == nil {
		b.at = at
	}
	return at, err
}

// Read moves the place of the next Write as well.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.File.Read(p)
	b.at += int64(n)
	return n, err
}

var _ io.ReadWriteSeeker = (*bounded)(nil)
