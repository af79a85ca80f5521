package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxUpload is the largest file taken, 2 GiB being the real host's figure; practice never comes near 128 MiB.
const maxUpload = 128 << 20

// serveStore answers uploads and deletions: /mms/{kind}/{token}.
func (h *Host) serveStore(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		h.serveUpload(w, r)
	case http.MethodDelete:
		h.serveDelete(w, r)
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (h *Host) serveUpload(w http.ResponseWriter, r *http.Request) {
	if h.refused(w, Upload, "") {
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		http.Error(w, "upload broken off", http.StatusBadRequest)
		return
	}
	sum := sha256.Sum256(body)
	token := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	if token != base64.URLEncoding.EncodeToString(sum[:]) || r.URL.Query().Get("token") != token {
		http.Error(w, "token is not the file's hash", http.StatusBadRequest)
		return
	}
	direct := h.store(body, sum[:])
	h.count(func(c *Counts) { c.Uploads++ })
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]string{
		"url": "https://" + h.name + direct, "direct_path": direct, "handle": "",
	})
}

func (h *Host) serveDelete(w http.ResponseWriter, r *http.Request) {
	path, err := base64.RawURLEncoding.DecodeString(r.URL.Query().Get("d_md"))
	if err != nil {
		http.Error(w, "d_md is not a path", http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	delete(h.files, bare(string(path)))
	h.counts.Deletions++
	h.mu.Unlock()
	w.WriteHeader(http.StatusOK)
}

// serveFetch answers downloads, with ranges for clients that continue broken ones.
func (h *Host) serveFetch(w http.ResponseWriter, r *http.Request) {
	if h.refused(w, Download, r.URL.Path) {
		return
	}
	h.mu.Lock()
	body, ok := h.files[r.URL.Path]
	h.mu.Unlock()
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	h.count(func(c *Counts) { c.Downloads++ })
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func (h *Host) count(fn func(*Counts)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fn(&h.counts)
}
