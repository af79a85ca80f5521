package media

import (
	"errors"
	"io"

	"github.com/balcao-app/balcao/internal/desk"
)

// atMost takes so many bytes and no more, whatever the adapter was told.
type atMost struct {
	w    io.Writer
	left int64
}

func (a *atMost) Write(p []byte) (int, error) {
	if int64(len(p)) > a.left {
		return 0, desk.TooLarge(errors.New("more bytes than allowed"))
	}
	n, err := a.w.Write(p)
	a.left -= int64(n)
	return n, err
}
