package app

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

func running(t *testing.T) (*API, string) {
	t.Helper()
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	dir := t.TempDir()
	a, err := Start(t.Context(), Config{Dir: dir, Mode: ModeSimulator, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Stop)
	return a, dir
}

// claims is a picture of a few bytes that says it has so many pixels.
func claims(width, height uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	head = append(head, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\r"), head...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
}

func drawing(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 6))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func put(t *testing.T, a *API, name string, content []byte) (int, Upload) {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, uploadPath, bytes.NewReader(content))
	q := r.URL.Query()
	q.Set("name", name)
	r.URL.RawQuery = q.Encode()
	a.Handler().ServeHTTP(w, r)
	var u Upload
	_ = json.Unmarshal(w.Body.Bytes(), &u)
	return w.Code, u
}

// TestHostileFiles: whatever a file is called and whatever it claims to be, its bytes say what it is, nothing is written outside the
// folder of files, and what could fill the memory of the page is sent as a document.
func TestHostileFiles(t *testing.T) {
	a, dir := running(t)
	before := outside(t, dir)
	exe := []byte("MZ\x90\x00\x03\x00\x00\x00this program cannot be run")
	for name, c := range map[string]struct {
		content     []byte
		named, mime string
		kind        string
	}{
		"../../../etc/passwd":    {[]byte("root:x:0:0"), "passwd", "text/plain", "document"},
		`C:\Windows\system32\x`:  {exe, "x", "application/octet-stream", "document"},
		"CON":                    {exe, "_CON", "application/octet-stream", "document"},
		"aux.png":                {drawing(t), "_aux.png", "image/png", "image"},
		"boleto.pdf.exe":         {exe, "boleto.pdf.exe", "application/octet-stream", "document"},
		"nota\u202efdp.exe":      {exe, "notafdp.exe", "application/octet-stream", "document"},
		"foto.png":               {exe, "foto.png", "application/octet-stream", "document"},
		"page.png":               {[]byte("<html><script>alert(1)</script>"), "page.png", "text/plain", "document"},
		"drawn.svg":              {[]byte(`<?xml version="1.0"?><svg onload="alert(1)"/>`), "drawn.svg", "text/plain", "document"},
		"bomb.png":               {claims(50_000, 50_000), "bomb.png", "image/png", "document"},
		"real.bin":               {drawing(t), "real.bin", "image/png", "image"},
		"":                       {drawing(t), "", "image/png", "image"},
		"a\x00b\nc.txt":          {[]byte("olá"), "abc.txt", "text/plain", "document"},
		strings.Repeat("ã", 400): {[]byte("olá"), strings.Repeat("ã", 90), "text/plain", "document"},
	} {
		t.Run(name, func(t *testing.T) {
			status, u := put(t, a, name, c.content)
			if status != http.StatusOK || u.Name != c.named || u.Mime != c.mime || u.Kinds[0] != c.kind {
				t.Errorf("%d, %+v", status, u)
			}
		})
	}
	if status, _ := put(t, a, "nothing.txt", nil); status != http.StatusUnprocessableEntity {
		t.Errorf("an empty file is %d", status)
	}
	if after := outside(t, dir); after != before {
		t.Errorf("written outside the folder of files:\n%s\nbefore:\n%s", after, before)
	}
}

// outside lists what lies in the data folder beside the database and the files that lie under their hash.
func outside(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		hashed := strings.HasPrefix(name, "files"+string(filepath.Separator)) && (d.IsDir() && len(d.Name()) == 2 || len(d.Name()) == 64)
		if !hashed && name != "files" && !strings.HasPrefix(name, store.File) {
			all = append(all, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// TestReceivedFilesAreGivenWithCare: only what may be drawn is drawn, and a name never leads anywhere.
func TestReceivedFilesAreGivenWithCare(t *testing.T) {
	a, _ := running(t)
	on := shop(t, a.engine.DB)
	who := transport.Party{Addresses: []desk.Address{desk.Phone("5511955500301")}}
	for i, c := range []struct {
		name, mime string
		content    []byte
		status     int
		inline     bool
		saved      string
	}{
		{"foto.png", "image/png", drawing(t), 200, true, "foto.png"},
		{"bomb.png", "image/png", claims(50_000, 50_000), 415, false, "bomb.png"},
		{"no.png", "image/png", []byte("no picture"), 415, false, "no.png"},
		{"page.html", "text/html", []byte("<script>"), 200, false, "page.html"},
		{"page.svg", "image/svg+xml", []byte("<svg/>"), 200, false, "page.svg"},
		{"../../\u202etfosorcim.exe", "application/pdf", []byte("MZ"), 200, false, "tfosorcim.exe"},
	} {
		t.Run(c.name, func(t *testing.T) {
			id := desk.RemoteID(rune('A' + i))
			if err := inbox.New(a.engine.DB).Receive(t.Context(), on, transport.Incoming{Remote: id, From: who, At: time.Now(), Kind: desk.Document,
				Attachment: &transport.Attachment{Kind: desk.Document, Mime: c.mime, Name: c.name, Ref: []byte("x")}}); err != nil {
				t.Fatal(err)
			}
			_, u := put(t, a, "x", c.content)
			ready(t, a, desk.AttachmentID(i+1), desk.UploadID(u.ID))
			for _, save := range []bool{false, true} {
				path, want := "/media/"+string(rune('1'+i)), c.status
				if save {
					path, want = path+"?save", 200
				}
				w := httptest.NewRecorder()
				a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
				if w.Code != want {
					t.Errorf("%s: %d", path, w.Code)
				}
				how, params, _ := mime.ParseMediaType(w.Header().Get("Content-Disposition"))
				if w.Code == 200 && ((how == "inline") != (c.inline && !save) || params["filename"] != c.saved || w.Header().Get("X-Content-Type-Options") != "nosniff") {
					t.Errorf("%s: %v", path, w.Header())
				}
			}
		})
	}
}

// TestWaitingFilesAreGivenToThePage, which draws them once more after a message was taken back; a bomb is not, and what was sent is gone.
func TestWaitingFilesAreGivenToThePage(t *testing.T) {
	a, _ := running(t)
	for _, c := range []struct {
		content []byte
		status  int
	}{{drawing(t), 200}, {claims(50_000, 50_000), 415}, {[]byte("text"), 200}} {
		_, u := put(t, a, "x", c.content)
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, fmt.Sprintf("/media/upload-%d", u.ID), nil))
		if how, _, _ := mime.ParseMediaType(w.Header().Get("Content-Disposition")); w.Code != c.status || w.Code == 200 && (how == "inline") != (u.Kinds[0] == "image") {
			t.Errorf("%v: %d, %v", u, w.Code, w.Header())
		}
	}
	for _, path := range []string{"/media/upload-99", "/media/upload-", "/media/upload-x"} {
		w := httptest.NewRecorder()
		if a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil)); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestNothingPlayedIsSavedAsAProgram: the player saves without a question, and who sends a film chooses its name.
func TestNothingPlayedIsSavedAsAProgram(t *testing.T) {
	for _, c := range []struct {
		kind       desk.MessageKind
		name, want string
	}{
		{desk.Video, "festa.mp4.exe", "balcao-7.mp4"},
		{desk.Image, "foto.scr", "balcao-7.mp4"},
		{desk.Video, "festa.mp4", "festa.mp4"},
		{desk.Video, "", "balcao-7.mp4"},
		{desk.Document, "setup.exe", "setup.exe"},
	} {
		if got := saveAs(&desk.Attachment{Message: 7, Kind: c.kind, Mime: "video/mp4", Name: c.name}); got != c.want {
			t.Errorf("%s %q is saved as %q, want %q", c.kind, c.name, got, c.want)
		}
	}
}

// ready gives an attachment the file of an upload, as if it had been fetched.
func ready(t *testing.T, a *API, id desk.AttachmentID, from desk.UploadID) {
	t.Helper()
	err := a.engine.DB.Write(t.Context(), func(tx *store.Tx) error {
		u, err := tx.Upload(from)
		if err != nil {
			return err
		}
		got, err := tx.Attachment(id)
		if err != nil {
			return err
		}
		if _, err := os.Stat(a.engine.DB.FilePath(u.SHA256)); err != nil {
			return err
		}
		return tx.SetAttachment(*got, "ready", u.SHA256)
	})
	if err != nil {
		t.Fatal(err)
	}
}
