package app

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// inline lists what a browser may show in the page. Everything else is saved, never opened: a customer chose its type and its name,
// and a page among our own addresses could do what we can.
var inline = []string{"image/png", "image/jpeg", "image/webp", "image/gif", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr",
	"video/mp4", "video/3gpp"}

// media answers /media/{id} with the file of an attachment.
func (a *API) media(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(strings.TrimPrefix(r.URL.Path, "/media/"), 10, 64)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	f, about, err := a.engine.Media.Open(r.Context(), desk.AttachmentID(id))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer f.Close()
	kind, _, _ := strings.Cut(about.Mime, ";")
	show := "attachment"
	for _, k := range inline {
		if strings.EqualFold(strings.TrimSpace(kind), k) {
			show = "inline"
			w.Header().Set("Content-Type", k)
		}
	}
	if show == "attachment" {
		w.Header().Set("Content-Type", "application/octet-stream")
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType(show, map[string]string{"filename": about.Name}))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, f)
}
