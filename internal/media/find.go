package media

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// find makes a file ready that was once here and is here again, as when the folder of files was on a disk that was away. The network
// need not be asked, which may not have it any more.
func (s *Service) find(ctx context.Context, a desk.Attachment) (found bool, err error) {
	if a.SHA256 == "" {
		return false, nil
	}
	defer s.db.HoldFile(a.SHA256)()
	if info, err := os.Stat(s.db.FilePath(a.SHA256)); err != nil || !info.Mode().IsRegular() {
		return false, nil
	}
	err = s.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		if err := tx.SetAttachment(a, "ready", a.SHA256); err != nil {
			return err
		}
		return tx.SetFileFault(a, "")
	})
	return err == nil, err
}

// findAll looks for every file that is missing.
func (s *Service) findAll(ctx context.Context) error {
	if _, err := os.Stat(s.db.Files()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var all []desk.Attachment
	err := s.db.Read(ctx, func(v *store.View) (err error) { all, err = v.MissingAttachments(); return err })
	for _, a := range all {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			_, err = s.find(ctx, a)
		}
	}
	if err != nil {
		return fmt.Errorf("look for missing files: %w", err)
	}
	return nil
}
