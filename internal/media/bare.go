package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/media/exif"
	"github.com/balcao-app/balcao/internal/store"
)

// mostBare is the largest picture that is read whole, in bytes. No network carries one that is nearly as large.
const mostBare = 64 << 20

// Bare takes out of a picture that waits for its message what it says beside its pixels, such as where it was taken. From then on that is
// the file: what is kept is what is sent. A file that is no picture of a known form, or a damaged one, stays as it is, because whoever
// sends it may know how to read it; an upload that is no more is nobody's. Faults: those of the disk.
func (s *Service) Bare(ctx context.Context, id desk.UploadID) error {
	f, u, err := s.OpenUpload(ctx, id)
	if err != nil {
		if desk.AsFault(err).Code == desk.CodeNotFound { // sent already, or a row whose file is missing: the message says so itself
			return nil
		}
		return err
	}
	defer f.Close()
	if !strings.HasPrefix(u.Mime, "image/") || u.Bytes > mostBare {
		return nil
	}
	whole, err := io.ReadAll(io.LimitReader(f, mostBare))
	if err != nil {
		return fmt.Errorf("read a picture: %w", err)
	}
	bare, err := exif.Without(whole)
	if errors.Is(err, exif.ErrForm) || err == nil && bytes.Equal(bare, whole) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.exchange(ctx, u, bare)
}

// exchange gives an upload another file.
func (s *Service) exchange(ctx context.Context, u desk.Upload, content []byte) error {
	tmp, err := s.unfinished()
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // renamed away when all went well
	_, err = tmp.Write(content)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("keep a picture: %w", err)
	}
	sum := hashOf(content)
	defer s.db.HoldFile(sum)()
	if err := settle(tmp.Name(), s.db.FilePath(sum)); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.ExchangeUpload(u, sum, int64(len(content))) })
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
