package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/media/pdf"
	"github.com/balcao-app/balcao/internal/store"
)

// uploadsKept is how long a file waits for its message: a draft may rest over a week-end.
const uploadsKept = 7 * 24 * time.Hour

// Receive keeps a file that the operator gives the program, for a message that is written later. Its bytes say what it is; of its name
// only what is harmless is kept. Faults: empty_file, file_too_big (params: max, in bytes), and those of the disk.
func (s *Service) Receive(ctx context.Context, from io.Reader, name string) (desk.Upload, error) {
	return s.receive(ctx, from, name, func(mime string) string { return mime })
}

// receive keeps a file. Whoever knows more of it than its bytes say may call it otherwise.
func (s *Service) receive(ctx context.Context, from io.Reader, name string, call func(mime string) string) (u desk.Upload, err error) {
	tmp, err := s.unfinished()
	if err != nil {
		return u, err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // renamed away when all went well
	defer tmp.Close()
	hash := sha256.New()
	u = desk.Upload{At: time.Now(), Name: desk.SafeName(name)}
	if u.Bytes, err = io.Copy(io.MultiWriter(tmp, hash), io.LimitReader(from, desk.LargestUpload+1)); err != nil {
		return u, fmt.Errorf("take a file: %w", err)
	}
	switch {
	case u.Bytes == 0:
		return u, desk.Refuse(desk.CodeEmptyFile)
	case u.Bytes > desk.LargestUpload:
		f := desk.Refuse(desk.CodeTooBig)
		f.Params = map[string]string{"max": strconv.Itoa(desk.LargestUpload)}
		return u, f
	}
	if u.Mime, err = Sniff(tmp, u.Name); err != nil {
		return u, err
	}
	u.Mime = call(u.Mime)
	u.Width, u.Height, _ = Measure(tmp) // 0 for all that is no picture
	u.Pages = pdf.Pages(tmp, u.Bytes)
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return u, fmt.Errorf("take a file: %w", err)
	}
	u.SHA256 = hex.EncodeToString(hash.Sum(nil))
	defer s.db.HoldFile(u.SHA256)()
	if err := settle(tmp.Name(), s.db.FilePath(u.SHA256)); err != nil {
		return u, err
	}
	err = s.db.Write(ctx, func(tx *store.Tx) (err error) { u.ID, err = tx.AddUpload(u); return err })
	return u, err
}

// Drop forgets a file that the operator does not want to send.
func (s *Service) Drop(ctx context.Context, id desk.UploadID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.DropUpload(id) })
}

// OpenUpload opens a file that waits for its message.
func (s *Service) OpenUpload(ctx context.Context, id desk.UploadID) (*os.File, desk.Upload, error) {
	var u desk.Upload
	if err := s.db.Read(ctx, func(v *store.View) (err error) { u, err = v.Upload(id); return err }); err != nil {
		return nil, u, err
	}
	f, err := os.Open(s.db.FilePath(u.SHA256))
	if err != nil {
		return nil, u, &desk.Fault{Code: desk.CodeNotFound, Next: desk.Stop, Err: err}
	}
	return f, u, nil
}

// unfinished is a file in the folder of files that has no name yet.
func (s *Service) unfinished() (*os.File, error) {
	dir := s.db.Files()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the files folder: %w", err)
	}
	f, err := os.CreateTemp(dir, unfinished)
	if err != nil {
		return nil, fmt.Errorf("make a file: %w", err)
	}
	return f, nil
}
