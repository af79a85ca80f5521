package media

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

func TestWhatIsRecordedIsKeptAsVoice(t *testing.T) {
	webm, err := os.ReadFile("voice/testdata/chromium.webm")
	if err != nil {
		t.Fatal(err)
	}
	aac, err := os.ReadFile("testdata/spoken.mp4") // in pieces, as recorders write it
	if err != nil {
		t.Fatal(err)
	}
	s := desktop(t, t.TempDir())
	for about, c := range map[string]struct {
		in         []byte
		mime, text string
		code       desk.Code
	}{
		"WebM":    {in: webm, mime: "audio/ogg", text: "OggS"},
		"AAC":     {in: aac, mime: "audio/mp4", text: string(aac[:8])},
		"a page":  {in: []byte("<html>"), code: desk.CodeNoVoice},
		"nothing": {code: desk.CodeNoVoice},
		"damaged": {in: webm[:len(webm)-1], code: desk.CodeNoVoice},
	} {
		u, err := s.Record(t.Context(), bytes.NewReader(c.in))
		if c.code != "" {
			if desk.AsFault(err).Code != c.code {
				t.Errorf("%s: %v", about, err)
			}
			continue
		}
		if err != nil || u.Mime != c.mime {
			t.Fatalf("%s: %+v, %v", about, u, err)
		}
		f, _, err := s.OpenUpload(t.Context(), u.ID)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := io.ReadAll(f)
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if err != nil || !strings.HasPrefix(string(kept), c.text) || int64(len(kept)) != u.Bytes {
			t.Errorf("%s: %d bytes %.20q of %+v, %v", about, len(kept), kept, u, err)
		}
	}
}

func TestARecordingWithoutEndIsRefused(t *testing.T) {
	s := desktop(t, t.TempDir())
	if _, err := s.Record(t.Context(), endless{}); desk.AsFault(err).Code != desk.CodeTooBig {
		t.Error(err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
