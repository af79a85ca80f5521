package media

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

// remark is a chunk of a PNG with what a picture says beside its pixels.
const remark = "\x00\x00\x00\x05tEXtplace\x00\x00\x00\x00"

// TestBare: what a picture says beside its pixels goes, with the file that had it. What is no whole picture stays as it is.
func TestBare(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 6))); err != nil {
		t.Fatal(err)
	}
	plain := b.String()
	said := plain[:33] + remark + plain[33:]
	for name, c := range map[string]struct{ given, want string }{
		"remarks":      {said, plain},
		"none":         {plain, plain},
		"cut off":      {said[:60], said[:60]},
		"no picture":   {"%PDF-1.4 " + said, "%PDF-1.4 " + said},
		"another form": {"GIF89a" + said, "GIF89a" + said},
	} {
		t.Run(name, func(t *testing.T) {
			s := desktop(t, t.TempDir())
			before, err := s.Receive(t.Context(), strings.NewReader(c.given), "foto.png")
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := s.Bare(t.Context(), before.ID); err != nil {
					t.Fatal(err)
				}
			}
			got, u := read(t, s, before.ID)
			if got != c.want || u.Bytes != int64(len(c.want)) || u.Mime != before.Mime || u.Width != before.Width {
				t.Errorf("%q, %+v", got, u)
			}
			if _, err := os.Stat(s.db.FilePath(before.SHA256)); (err == nil) != (before.SHA256 == u.SHA256) {
				t.Errorf("the file as it was given: %v", err)
			}
			if s.Bare(t.Context(), before.ID+1) != nil {
				t.Error("what was sent already is a fault")
			}
		})
	}
}

func read(t *testing.T, s *Service, id desk.UploadID) (string, desk.Upload) {
	t.Helper()
	f, u, err := s.OpenUpload(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(all), u
}
