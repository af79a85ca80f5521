package waweb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/desk"
)

// fetching begins the name of a file on its way.
const fetching = "fetch-"

// sweep removes what a crash left half-fetched. It is called before a Run, without which nothing is fetched.
func (c *conn) sweep() {
	left, _ := os.ReadDir(c.env.Dir) // a folder that cannot be read is found by what comes next
	for _, f := range left {
		if !strings.HasPrefix(f.Name(), fetching) {
			continue
		}
		if err := os.Remove(filepath.Join(c.env.Dir, f.Name())); err != nil {
			c.log.Warn("half-fetched file not removed", "err", err)
		}
	}
}

// Fetch brings the file that ref names. It goes through a temporary file, so that nothing is written to w before the
// whole of it proved authentic, and so that large ones do not fill the memory.
func (c *conn) Fetch(ctx context.Context, ref []byte, limit int64, w io.Writer) error {
	var r fileRef
	if err := json.Unmarshal(ref, &r); err != nil {
		return &desk.Fault{Code: desk.CodeCorrupt, Next: desk.Stop, Scope: desk.OfMessage, Err: err}
	}
	if r.Path == "" || len(r.Key) == 0 || r.Type == "" {
		return gone(errors.New("message names no file"), "")
	}
	l, f := c.ready()
	if f != nil {
		return f
	}
	tmp, err := os.CreateTemp(c.env.Dir, fetching+"*")
	if err != nil {
		return broken(fmt.Errorf("fetch file: %w", err))
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	target := &bounded{File: tmp, limit: limit + envelopeBytes}
	if f := l.download(ctx, r, target); f != nil && f.Code == desk.CodeGone {
		if f := l.downloadAgain(ctx, r, target); f != nil {
			return f
		}
	} else if f != nil {
		return f
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return broken(fmt.Errorf("fetch file: %w", err))
	}
	if _, err := io.Copy(w, tmp); err != nil {
		return broken(fmt.Errorf("hand over file: %w", err))
	}
	return nil
}

func (l *line) download(ctx context.Context, r fileRef, target *bounded) *desk.Fault {
	if err := l.cli.DownloadMediaWithPathToFile(ctx, r.Path, r.Enc, r.Sum, r.Key, r.Type, "", false, target); err != nil {
		return fetchFault(fmt.Errorf("fetch file: %w", err))
	}
	return nil
}

func gone(err error, raw string) *desk.Fault {
	return &desk.Fault{Code: desk.CodeGone, Next: desk.Stop, Scope: desk.OfMessage, Raw: raw, Err: err}
}

// fetchFault tells a file that will never come from one that may be asked for again.
func fetchFault(err error) *desk.Fault {
	if errors.Is(err, errTooLarge) {
		return desk.TooLarge(err)
	}
	if h, ok := errors.AsType[whatsmeow.DownloadHTTPError](err); ok {
		switch h.StatusCode {
		case 403, 404, 410: // the first is how an expired address answers
			return gone(err, fmt.Sprint(h.StatusCode))
		}
		return offline(err)
	}
	for _, bad := range []error{
		whatsmeow.ErrInvalidMediaHMAC, whatsmeow.ErrInvalidMediaEncSHA256, whatsmeow.ErrInvalidMediaSHA256, whatsmeow.ErrTooShortFile,
	} {
		if errors.Is(err, bad) {
			return &desk.Fault{Code: desk.CodeCorrupt, Next: desk.Stop, Scope: desk.OfMessage, Err: err}
		}
	}
	return offline(err)
}
