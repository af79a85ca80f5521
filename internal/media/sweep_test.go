package media

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// fetched brings the file of an attachment, as Serve does when a connection is online.
func fetched(t *testing.T, s *Service, id desk.AttachmentID) desk.Attachment {
	t.Helper()
	a := row(t, s, id)
	if a.State != "wanted" {
		t.Fatalf("attachment %d is %s", id, a.State)
	}
	if _, err := s.fetch(t.Context(), &shelf{}, a); err != nil {
		t.Fatal(err)
	}
	return row(t, s, id)
}

func row(t *testing.T, s *Service, id desk.AttachmentID) (a desk.Attachment) {
	t.Helper()
	err := s.db.Read(t.Context(), func(v *store.View) error {
		found, err := v.Attachment(id)
		if found != nil {
			a = *found
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// TestMissingFileComesAgain: a row that says ready while its file is gone asks the network once more.
func TestMissingFileComesAgain(t *testing.T) {
	s := desktop(t, t.TempDir())
	picture(t, s.db, "A")
	a := fetched(t, s, 1)
	if err := os.Remove(s.db.FilePath(a.SHA256)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Open(t.Context(), 1); desk.AsFault(err).Code != desk.CodeNotFound {
		t.Fatalf("opened what is not there: %v", err)
	}
	fetched(t, s, 1)
	f, _, err := s.Open(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

// TestFileGoesWithItsLastMessage: deleted for everyone means from this disk too, but not while another message has the same file.
func TestFileGoesWithItsLastMessage(t *testing.T) {
	s := desktop(t, t.TempDir())
	picture(t, s.db, "A")
	picture(t, s.db, "B")
	path := s.db.FilePath(fetched(t, s, 1).SHA256)
	fetched(t, s, 2)
	receive(t, s.db, transport.Revoke{Remote: "A", From: ana, At: time.Now()})
	if !exists(path) {
		t.Fatal("gone while a message names it")
	}
	receive(t, s.db, transport.Revoke{Remote: "B", From: ana, At: time.Now()})
	if exists(path) {
		t.Error("still there although both were deleted")
	}
}

// TestFileOfADeletedMessageIsNotKept: also where it was deleted while its file was on its way.
func TestFileOfADeletedMessageIsNotKept(t *testing.T) {
	s := desktop(t, t.TempDir())
	picture(t, s.db, "A")
	a := row(t, s, 1)
	receive(t, s.db, transport.Revoke{Remote: "A", From: ana, At: time.Now()})
	if _, err := s.fetch(t.Context(), &shelf{}, a); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(s.db.Files(), "*", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%q left, %v", left, err)
	}
}

// TestSweep removes what a crash left, and nothing else.
func TestSweep(t *testing.T) {
	s := desktop(t, t.TempDir())
	if err := s.Sweep(t.Context(), time.Now()); err != nil {
		t.Fatal("without a folder:", err)
	}
	picture(t, s.db, "A")
	used := s.db.FilePath(fetched(t, s, 1).SHA256)
	orphan := s.db.FilePath("00" + filepath.Base(used)[2:])
	half, foreign, busy := filepath.Join(s.db.Files(), "new-123"), filepath.Join(s.db.Files(), "notes.txt"), filepath.Join(s.db.Files(), "new-456")
	began := time.Now().Add(-time.Minute)
	if err := os.MkdirAll(filepath.Dir(orphan), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{orphan, half, foreign, busy} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{used, orphan, half, foreign} {
		if err := os.Chtimes(path, began, began.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Sweep(t.Context(), began); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{used: true, foreign: true, busy: true, orphan: false, half: false} {
		if exists(path) != want {
			t.Errorf("%s: there is %v, want %v", filepath.Base(path), exists(path), want)
		}
	}
}

// TestFileInUseStays: while a fetched file is about to be named, the last other message with the same content may go, and the folder
// may be swept by what was known before. What nobody came to name in the end is not kept.
func TestFileInUseStays(t *testing.T) {
	for name, remove := range map[string]func(*testing.T, *Service, string){
		"a deletion": func(t *testing.T, s *Service, _ string) {
			receive(t, s.db, transport.Revoke{Remote: "A", From: ana, At: time.Now()})
		},
		"a sweep": func(t *testing.T, s *Service, sum string) {
			receive(t, s.db, transport.Revoke{Remote: "A", From: ana, At: time.Now()})
			if err := s.db.ForgetFile(t.Context(), sum); err != nil {
				t.Fatal(err)
			}
		},
	} {
		for _, used := range []bool{true, false} {
			s := desktop(t, t.TempDir())
			picture(t, s.db, "A")
			picture(t, s.db, "B")
			fetched(t, s, 1)
			b := row(t, s, 2)
			sum, end, err := s.keep(t.Context(), &shelf{}, b)
			if err != nil {
				t.Fatal(err)
			}
			remove(t, s, sum)
			if used {
				err = s.db.Write(t.Context(), func(tx *store.Tx) error { return tx.SetAttachment(b, "ready", sum) })
			}
			end()
			if there := exists(s.db.FilePath(sum)); err != nil || there != used {
				t.Errorf("%s while a file is in use, then named %v: there is %v, %v", name, used, there, err)
			}
		}
	}
}

// TestFolderComesBack: the files of a folder that was away for a while are neither fetched again nor swept away, whatever was done about
// them meanwhile.
func TestFolderComesBack(t *testing.T) {
	gone := &desk.Fault{Code: desk.CodeGone, Next: desk.Stop}
	for name, meanwhile := range map[string]func(*testing.T, *Service){
		"asked for again":       func(*testing.T, *Service) {},
		"the network lost it":   func(t *testing.T, s *Service) { s.answer(t, gone) },
		"the network failed it": func(t *testing.T, s *Service) { s.answer(t, &desk.Fault{Code: desk.CodeUnknown, Next: desk.Stop}) },
		"nothing to ask with": func(t *testing.T, s *Service) {
			if err := s.db.Write(t.Context(), func(tx *store.Tx) error { return tx.SetAttachment(row(t, s, 1), "gone", "") }); err != nil {
				t.Fatal(err)
			}
		},
	} {
		for _, swept := range []bool{true, false} {
			s := desktop(t, t.TempDir())
			picture(t, s.db, "A")
			path := s.db.FilePath(fetched(t, s, 1).SHA256)
			away := s.db.Files() + ".away"
			rename(t, s.db.Files(), away)
			if _, _, err := s.Open(t.Context(), 1); desk.AsFault(err).Code != desk.CodeNotFound {
				t.Fatalf("opened what is not there: %v", err)
			}
			meanwhile(t, s)
			rename(t, away, s.db.Files())
			if swept {
				if err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
			} else {
				s.answer(t, errors.New("the network was asked"))
			}
			if a := row(t, s, 1); a.State != "ready" || !exists(path) {
				t.Errorf("%s, swept %v: %s, there is %v", name, swept, a.State, exists(path))
			}
		}
	}
}

// TestOurOwnLostFileIsNotWaitedFor: no network was told where to fetch it.
func TestOurOwnLostFileIsNotWaitedFor(t *testing.T) {
	for ref, want := range map[string]string{"": "gone", "there": "wanted"} {
		s := desktop(t, t.TempDir())
		receive(t, s.db, transport.Incoming{Remote: "A", From: ana, At: time.Now(), Kind: desk.Image,
			Attachment: &transport.Attachment{Kind: desk.Image, Mime: "image/png", Ref: []byte(ref)}})
		if err := s.db.Write(t.Context(), func(tx *store.Tx) error { return tx.SetAttachment(row(t, s, 1), "ready", "ab12") }); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Open(t.Context(), 1); desk.AsFault(err).Code != desk.CodeNotFound {
			t.Errorf("opened: %v", err)
		}
		if got := row(t, s, 1).State; got != want {
			t.Errorf("with %q to ask with: %s, want %s", ref, got, want)
		}
	}
}

// answer fetches the one attachment from a network that says what is told.
func (s *Service) answer(t *testing.T, what error) {
	t.Helper()
	if _, err := s.fetch(t.Context(), &shelf{answers: []error{what}}, row(t, s, 1)); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// TestWhatLiesInATrayStays: however long ago it was given, what waits below a conversation is kept until it is dropped.
func TestWhatLiesInATrayStays(t *testing.T) {
	s := desktop(t, t.TempDir())
	picture(t, s.db, "A") // a conversation
	laid, err := s.Receive(t.Context(), strings.NewReader("laid"), "laid.txt")
	if err != nil {
		t.Fatal(err)
	}
	loose, err := s.Receive(t.Context(), strings.NewReader("loose"), "loose.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.Lay(1, []desk.Piece{{Upload: laid, Key: "k", Kind: desk.Document}})
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Sweep(t.Context(), time.Now().Add(uploadsKept+time.Hour)); err != nil {
		t.Fatal(err)
	}
	if there, gone := exists(s.db.FilePath(laid.SHA256)), !exists(s.db.FilePath(loose.SHA256)); !there || !gone {
		t.Errorf("laid is there: %v, loose is gone: %v", there, gone)
	}
	if err := s.Drop(t.Context(), laid.ID); err != nil {
		t.Fatal(err)
	}
	if exists(s.db.FilePath(laid.SHA256)) {
		t.Error("dropped, and still there")
	}
}
