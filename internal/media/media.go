// Package media keeps the files of attachments: what is wanted is fetched while its connection is online and kept under the hash
// of its content. It knows the rows of attachments and the contract of the adapters, and no message's meaning.
package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// Service keeps the files of one data folder.
type Service struct {
	db   *store.DB
	log  *slog.Logger
	bell bell.Bell
}

// New makes the service.
func New(db *store.DB, log *slog.Logger) *Service {
	return &Service{db: db, log: log}
}

// Wake tells the workers that something is wanted.
func (s *Service) Wake() { s.bell.Ring() }

// Want asks for the file of a message.
func (s *Service) Want(ctx context.Context, m desk.MessageID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.WantAttachment(m) })
}

// Open opens the file of an attachment that is ready; not_found otherwise.
func (s *Service) Open(ctx context.Context, id desk.AttachmentID) (*os.File, *desk.Attachment, error) {
	var a *desk.Attachment
	err := s.db.Read(ctx, func(v *store.View) (err error) { a, err = v.Attachment(id); return err })
	if err != nil {
		return nil, nil, err
	}
	if a == nil || a.State != "ready" {
		return nil, nil, desk.Refuse(desk.CodeNotFound)
	}
	f, err := os.Open(s.db.FilePath(a.SHA256))
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.Join(err, s.miss(ctx, *a))
	}
	if err != nil {
		return nil, nil, &desk.Fault{Code: desk.CodeNotFound, Next: desk.Stop, Err: err}
	}
	return f, a, nil
}

// miss fetches a file once more that its row says is here. Only a power cut at the wrong moment or a foreign hand takes one away.
func (s *Service) miss(ctx context.Context, a desk.Attachment) error {
	s.log.Warn("file of an attachment is missing", "attachment", a.ID)
	return s.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.MissAttachment(a) })
}

// fetch brings one file and records what came of it. One that could not be had for now stays wanted: failed says why.
func (s *Service) fetch(ctx context.Context, from transport.Fetcher, a desk.Attachment) (failed, err error) {
	if found, err := s.find(ctx, a); found || err != nil {
		return nil, err
	}
	sum, end, err := s.keep(ctx, from, a)
	defer end()
	if err != nil && (ctx.Err() != nil || desk.AsFault(err).Next != desk.Stop || !isFault(err)) {
		return err, nil // the network, or our disk: both may be better soon
	}
	if n := s.pages(sum); n > 0 {
		a.Pages = n
	}
	state, code := "ready", desk.Code("")
	if err != nil {
		state, code = "failed", desk.AsFault(err).Code
		if code == desk.CodeGone {
			state = "gone"
		}
		// Only the code: the error's text may hold an address that opens the file.
		s.log.Warn("attachment not fetched", "attachment", a.ID, "state", state, "fault", code)
	}
	width, height := s.measure(sum)
	return nil, s.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		if err := tx.SetAttachment(a, state, sum); err != nil {
			return err
		}
		if width > 0 {
			if err := tx.SetSize(a, width, height); err != nil {
				return err
			}
		}
		if code != desk.CodeFileSize { // every other one is told by the state, and its words are about something else
			code = ""
		}
		return tx.SetFileFault(a, code)
	})
}

// measure tells the size of a picture that was kept, 0 for all else and what cannot be read.
func (s *Service) measure(sum string) (width, height int) {
	if sum == "" {
		return 0, 0
	}
	f, err := os.Open(s.db.FilePath(sum))
	if err != nil {
		return 0, 0
	}
	defer f.Close()
	if width, height, err = Measure(f); err != nil {
		return 0, 0
	}
	return width, height
}

func isFault(err error) bool {
	_, ok := errors.AsType[*desk.Fault](err)
	return ok
}

// keep writes the file under its hash: complete and on the disk before anyone can name it. Nobody removes it until end is called, which
// is for after the row that names it: another row with the same content may go meanwhile, and takes its file along.
func (s *Service) keep(ctx context.Context, from transport.Fetcher, a desk.Attachment) (sum string, end func(), err error) {
	end = func() {}
	f, err := s.unfinished()
	if err != nil {
		return "", end, err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // renamed away when all went well
	hash, limit := sha256.New(), desk.FileLimit(a.Bytes)
	err = errors.Join(from.Fetch(ctx, a.Ref, limit, &atMost{w: io.MultiWriter(f, hash), left: limit}), f.Sync(), f.Close())
	if err != nil {
		return "", end, err
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	end = s.db.HoldFile(sum)
	return sum, end, settle(f.Name(), s.db.FilePath(sum))
}

// settle gives a finished file its name, and returns when a power cut cannot take that name away any more: the row that says so is
// written next.
func settle(from, to string) error {
	home := filepath.Dir(to)
	if err := os.MkdirAll(home, 0o700); err != nil {
		return fmt.Errorf("make the file's folder: %w", err)
	}
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("name the file: %w", err)
	}
	if err := errors.Join(syncFolder(home), syncFolder(filepath.Dir(home))); err != nil {
		return fmt.Errorf("keep the file's name: %w", err)
	}
	return nil
}
