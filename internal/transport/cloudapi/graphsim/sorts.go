package graphsim

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// A sort of media is what messages call a type: the MIME types it takes and the most bytes.
type mediaSort struct {
	mimes []string
	most  int
}

const mega = 1 << 20

var sorts = map[string]mediaSort{
	"audio":    {[]string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, 16 * mega},
	"image":    {[]string{"image/jpeg", "image/png"}, 5 * mega},
	"sticker":  {[]string{"image/webp"}, 500 << 10},
	"video":    {[]string{"video/mp4", "video/3gpp"}, 16 * mega},
	"document": {documentMimes, 100 * mega},
}

var documentMimes = []string{
	"text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

// plainMime is a MIME type without parameters.
func plainMime(mime string) string {
	plain, _, _ := strings.Cut(mime, ";")
	return strings.ToLower(strings.TrimSpace(plain))
}

// sortOf is the sort that a MIME type is uploaded as; empty if it is none. What is not made to be looked at or listened
// to is a document.
func (s *state) sortOf(mime string) string {
	for _, name := range []string{"audio", "image", "sticker", "video"} {
		if slices.Contains(sorts[name].mimes, mime) {
			return name
		}
	}
	if s.strict.AnyDocument || slices.Contains(documentMimes, mime) {
		return "document"
	}
	return ""
}

// suits tells whether a file may be sent as a type; otherwise it says why not.
func (s *state) suits(f *file, kind string) string {
	mime := plainMime(f.mime)
	want := sorts[kind]
	switch {
	case kind == "document":
		if len(f.bytes) > want.most {
			return "Document file size is too large."
		}
		return ""
	case !slices.Contains(want.mimes, mime):
		return "Unsupported " + kind + " mime type " + mime + ". Please use one of " + strings.Join(want.mimes, ", ") + "."
	case len(f.bytes) > want.most:
		return "The file is too large for type " + kind + "."
	case kind == "sticker" && len(f.bytes) > 100<<10 && !bytes.Contains(f.bytes, []byte("ANIM")):
		return "The static sticker is larger than 100 KB."
	case !s.strict.TrustMedia && !looksLike(f.bytes, mime):
		return "The file's content is not " + mime + "."
	}
	return ""
}

// looksLike tells whether content begins as its MIME type demands. Types without a clear beginning are believed.
func looksLike(b []byte, mime string) bool {
	switch mime {
	case "image/jpeg", "image/png", "image/webp":
		return http.DetectContentType(b) == mime
	case "audio/ogg":
		return bytes.HasPrefix(b, []byte("OggS"))
	case "audio/amr":
		return bytes.HasPrefix(b, []byte("#!AMR"))
	case "video/mp4", "video/3gpp", "audio/mp4":
		return len(b) > 11 && string(b[4:8]) == "ftyp"
	}
	return len(b) > 0
}

// voiceOpus tells whether content is what a voice note must be: OPUS in OGG with one channel.
func voiceOpus(b []byte) bool {
	at := bytes.Index(b[:min(len(b), 4096)], []byte("OpusHead"))
	return bytes.HasPrefix(b, []byte("OggS")) && at >= 0 && len(b) > at+9 && b[at+9] == 1
}

// allMimes lists every MIME type that can be uploaded.
func allMimes() string {
	var all []string
	for _, name := range []string{"audio", "image", "sticker", "video", "document"} {
		all = append(all, sorts[name].mimes...)
	}
	return strings.Join(all, ", ")
}
