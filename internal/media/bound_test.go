package media

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// flood is a network that sends without end, whatever it is told.
type flood struct{ shelf }

func (f *flood) Fetch(_ context.Context, _ []byte, limit int64, to io.Writer) error {
	if limit != desk.FetchUnasked {
		return errors.New("the limit is not that of a small file")
	}
	chunk := make([]byte, 1<<20)
	for {
		if _, err := to.Write(chunk); err != nil {
			return err
		}
	}
}

// TestSizeIsNotBelieved: a file larger than declared ends, leaves nothing behind and says why; asking again may go better.
func TestSizeIsNotBelieved(t *testing.T) {
	s := desktop(t, t.TempDir())
	picture(t, s.db, "A")
	if _, err := s.fetch(t.Context(), &flood{}, row(t, s, 1)); err != nil {
		t.Fatal(err)
	}
	fault := func() (code desk.Code) {
		if err := s.db.Read(t.Context(), func(v *store.View) error {
			m, err := v.Message(1)
			code = m.Fault
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return code
	}
	if a := row(t, s, 1); a.State != "failed" || fault() != desk.CodeFileSize {
		t.Errorf("state %s, fault %q", a.State, fault())
	}
	if left, err := os.ReadDir(s.db.Files()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := s.Want(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if a := fetched(t, s, 1); a.State != "ready" || fault() != "" {
		t.Errorf("state %s, fault %q", a.State, fault())
	}
}
