package app

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/media"
)

// inline lists what a browser may show in the page. Everything else is saved, never opened: a customer chose its type and its name,
// and a page among our own addresses could do what we can.
var inline = []string{"image/png", "image/jpeg", "image/webp", "image/gif", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr",
	"video/mp4", "video/3gpp"}

// ofUpload begins the name of a file that waits for its message.
const ofUpload = "upload-"

// media answers /media/{id} with the file of an attachment, and /media/upload-{id} with one that waits for its message: to be saved with
// ?save, a voice message in another form with ?as=webm or caf.
func (a *API) media(w http.ResponseWriter, r *http.Request) {
	f, about, err := a.opened(r.Context(), strings.TrimPrefix(r.URL.Path, "/media/"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	head := w.Header()
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cache-Control", "no-store")
	show, kind := "attachment", drawnAs(about.Mime)
	if form := r.URL.Query().Get("as"); form != "" && kind == "audio/ogg" {
		sound(w, r, f, form)
		return
	}
	if kind != "" && !r.URL.Query().Has("save") {
		if !drawable(f, kind) {
			http.Error(w, "not drawn", http.StatusUnsupportedMediaType)
			return
		}
		show = "inline"
	}
	head.Set("Content-Type", cmp.Or(kind, "application/octet-stream"))
	if show == "attachment" {
		head.Set("Content-Type", "application/octet-stream")
	}
	head.Set("Content-Disposition", mime.FormatMediaType(show, map[string]string{"filename": saveAs(about)}))
	http.ServeContent(w, r, "", time.Time{}, f)
}

// opened opens the file with a name that the page may ask for.
func (a *API) opened(ctx context.Context, name string) (*os.File, *desk.Attachment, error) {
	name, waits := strings.CutPrefix(name, ofUpload)
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return nil, nil, err
	}
	if !waits {
		return a.engine.Media.Open(ctx, desk.AttachmentID(id))
	}
	f, u, err := a.engine.Media.OpenUpload(ctx, desk.UploadID(id))
	return f, &desk.Attachment{Kind: desk.Document, Mime: u.Mime, Name: u.Name}, err
}

// sound answers with a voice message in a form that the page's engine plays.
func sound(w http.ResponseWriter, r *http.Request, f io.Reader, form string) {
	content, kind, err := media.InForm(f, form)
	if err != nil {
		http.Error(w, "not in this form", http.StatusUnsupportedMediaType)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", "inline")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// drawnAs is the type under which a file is given to the page, empty if it is only saved.
func drawnAs(given string) string {
	kind, _, _ := strings.Cut(given, ";")
	for _, k := range inline {
		if strings.EqualFold(strings.TrimSpace(kind), k) {
			return k
		}
	}
	return ""
}

// drawable looks at what a picture really is, whatever its sender said: one of billions of pixels would fill the memory of the page.
func drawable(f io.ReadSeeker, kind string) bool {
	if !strings.HasPrefix(kind, "image/") {
		return true
	}
	width, height, err := media.Measure(f)
	return err == nil && width > 0 && desk.Drawable(width, height)
}

// saveAs is the name that a file gets when it is saved; one without a name gets an ordinary one. So does what is played or drawn and is
// called a program: only a document is saved after a question.
func saveAs(a *desk.Attachment) string {
	if name := desk.SafeName(a.Name); name != "" && (a.Kind == desk.Document || !desk.Dangerous(name)) {
		return name
	}
	return "balcao-" + strconv.FormatInt(int64(a.Message), 10) + endings[drawnAs(a.Mime)]
}

// endings are what files of the types that are shown are usually called.
var endings = map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif", "audio/ogg": ".ogg",
	"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/aac": ".aac", "audio/amr": ".amr", "video/mp4": ".mp4", "video/3gpp": ".3gp"}
