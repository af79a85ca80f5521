package media

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

const menu = "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 12>> endobj\n"

// TestPagesOfDocuments: what a sender tells stands until the file is here; then the file's own count does, if it has one.
func TestPagesOfDocuments(t *testing.T) {
	for about, c := range map[string]struct {
		content             string
		told, before, after int
	}{
		"a document":           {menu, 0, 0, 12},
		"told otherwise":       {menu, 3, 3, 12},
		"only told":            {"PK\x03\x04", 3, 3, 3},
		"told what cannot be":  {"PK\x03\x04", 4_000_000_000, 0, 0},
		"told less than there": {"PK\x03\x04", -1, 0, 0},
	} {
		t.Run(about, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				s := desktop(t, dir)
				receive(t, s.db, transport.Incoming{Remote: "A", From: ana, At: time.Now(), Kind: desk.Document, Attachment: &transport.Attachment{
					Kind: desk.Document, Mime: "application/pdf", Name: "cardápio.pdf", Pages: c.told, Ref: []byte(c.content)}})
				if got := pagesNow(t, s); got != c.before {
					t.Errorf("%d pages before it was fetched", got)
				}
				if err := s.Want(t.Context(), 1); err != nil && desk.AsFault(err).Code != desk.CodeNotFound {
					t.Fatal(err)
				}
				ctx, stop := context.WithCancel(context.Background())
				done := make(chan error, 1)
				go func() { done <- s.Serve(ctx, 1, &shelf{}) }()
				synctest.Wait()
				stop()
				if err := <-done; err != nil {
					t.Error(err)
				}
				if got := pagesNow(t, s); got != c.after {
					t.Errorf("%d pages after", got)
				}
			})
		})
	}
}

func pagesNow(t *testing.T, s *Service) int {
	t.Helper()
	var a *desk.Attachment
	if err := s.db.Read(context.Background(), func(v *store.View) (err error) { a, err = v.Attachment(1); return err }); err != nil || a == nil {
		t.Fatal(a, err)
	}
	return a.Pages
}

func TestPagesOfWhatTheOperatorGives(t *testing.T) {
	s := desktop(t, t.TempDir())
	u, err := s.Receive(t.Context(), strings.NewReader(menu), "cardápio.pdf")
	if err != nil || u.Pages != 12 || u.Bytes != int64(len(menu)) {
		t.Fatalf("%+v, %v", u, err)
	}
	if err := s.db.Read(t.Context(), func(v *store.View) (err error) { u, err = v.Upload(u.ID); return err }); err != nil || u.Pages != 12 {
		t.Errorf("kept as %+v, %v", u, err)
	}
}
