package reply

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/media"
	"github.com/balcao-app/balcao/internal/store"
)

// shelf is a reply with one file, and what looks after files.
type shelf struct {
	*testing.T
	*Service
	media  *media.Service
	ticket desk.TicketID
	id     desk.ReplyID
	path   string
}

func withFile(t *testing.T, fn func(*shelf)) {
	t.Helper()
	shop(t, func(t *testing.T, s *Service, ticket desk.TicketID) {
		b := &shelf{T: t, Service: s, media: media.New(s.db, slog.New(slog.DiscardHandler)), ticket: ticket}
		u := b.give("price list")
		b.path = s.db.FilePath(u.SHA256)
		var err error
		b.id, err = s.Save(t.Context(), desk.Reply{Shortcut: "precos"}, u.ID)
		must(t, err)
		fn(b)
	})
}

func (b *shelf) give(what string) desk.Upload {
	b.Helper()
	u, err := b.media.Receive(b.Context(), bytes.NewReader([]byte(what)), "precos.txt")
	if err != nil {
		b.Fatal(err)
	}
	return u
}

// sweeps looks after the folder as the start of the program does, a month later.
func (b *shelf) sweeps() {
	b.Helper()
	time.Sleep(30 * 24 * time.Hour)
	if err := os.Chtimes(b.path, time.Now().Add(-time.Hour), time.Now().Add(-time.Hour)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		b.Fatal(err)
	}
	if err := b.media.Sweep(b.Context(), time.Now()); err != nil {
		b.Fatal(err)
	}
}

func (b *shelf) there() bool {
	_, err := os.Stat(b.path)
	return err == nil
}

func (b *shelf) reply() (r desk.Reply) {
	b.Helper()
	if err := b.db.Read(b.Context(), func(v *store.View) (err error) { r, err = v.Reply(b.id); return err }); err != nil {
		b.Fatal(err)
	}
	return r
}

// TestAFileStaysWhileAReplyHasIt: nothing else speaks for it, however long nobody uses it.
func TestAFileStaysWhileAReplyHasIt(t *testing.T) {
	withFile(t, func(b *shelf) {
		b.sweeps()
		if !b.there() {
			b.Fatal("it is gone while the reply has it")
		}
		_, files, err := b.Use(b.Context(), b.id, b.ticket, "pt-BR")
		if err != nil || len(files) != 1 || files[0].Name != "precos.txt" || files[0].ID == 0 {
			b.Fatalf("%+v, %v", files, err)
		}
		if err := b.media.Drop(b.Context(), files[0].ID); err != nil || !b.there() {
			b.Errorf("dropped from a message it is gone: %v", err)
		}
		if err := b.Delete(b.Context(), b.id); err != nil || !b.there() {
			b.Errorf("a reply that can be brought back has no file: %v", err)
		}
		if err := b.Restore(b.Context(), b.id); err != nil || len(b.reply().Files) != 1 {
			b.Errorf("%+v, %v", b.reply(), err)
		}
	})
}

func TestAFileGoesWithItsReply(t *testing.T) {
	withFile(t, func(b *shelf) {
		if err := b.Delete(b.Context(), b.id); err != nil {
			b.Fatal(err)
		}
		time.Sleep(48 * time.Hour)
		other, err := b.Save(b.Context(), desk.Reply{Shortcut: "oi", Text: "oi"})
		if err == nil {
			err = b.Delete(b.Context(), other)
		}
		b.sweeps()
		if err != nil || b.there() {
			b.Errorf("it is still there, %v", err)
		}
	})
}

func TestFilesOfAReplyChange(t *testing.T) {
	withFile(t, func(b *shelf) {
		old := b.reply().Files
		if _, err := b.Save(context.Background(), desk.Reply{ID: b.id, Shortcut: "precos", Files: old}, b.give("photo").ID); err != nil {
			b.Fatal(err)
		}
		if got := b.reply().Files; len(got) != 2 || got[0].ID != old[0].ID {
			b.Errorf("%+v", got)
		}
		if _, err := b.Save(context.Background(), desk.Reply{ID: b.id, Shortcut: "precos", Files: b.reply().Files[1:]}); err != nil {
			b.Fatal(err)
		}
		b.sweeps()
		if len(b.reply().Files) != 1 || b.there() {
			b.Errorf("%+v, the file is there: %v", b.reply().Files, b.there())
		}
		_, err := b.Save(b.Context(), desk.Reply{ID: b.id, Shortcut: "precos"})
		if desk.AsFault(err).Code != desk.CodeEmptyReply {
			b.Errorf("nothing at all: %v", err)
		}
		_, err = b.Save(b.Context(), desk.Reply{ID: b.id, Shortcut: "precos"}, 1, 2, 3, 4, 5, 6)
		if desk.AsFault(err).Code != desk.CodeManyFiles {
			b.Errorf("six files: %v", err)
		}
		_, err = b.Save(b.Context(), desk.Reply{ID: b.id, Shortcut: "precos"}, 99)
		if desk.AsFault(err).Code != desk.CodeNotFound || len(b.reply().Files) != 1 {
			b.Errorf("a file that is no more: %v, %+v", err, b.reply())
		}
	})
}
