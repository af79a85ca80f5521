package graphsim

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// mediaFaults are the faults that the media host knows.
var mediaFaults = []Kind{ResetBeforeRead, TimeoutBefore, FailSync, HTML500, EmptyBody, CutBody, Corrupt, Redirect, Slow}

// serveMedia is the media host: files for those who hold the address and the token.
func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request) {
	req := Request{At: time.Now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Token: bearer(r)}
	s.mu.Lock()
	f := s.strike(req, func(f *scripted) bool { return slices.Contains(mediaFaults, f.Kind) })
	found := s.served(r)
	s.mu.Unlock()
	if f != nil {
		req.Fault = f.Kind
	}
	req.Status = http.StatusOK
	if found == nil {
		req.Status = http.StatusNotFound
	}
	s.note(req)
	s.changes.happened()
	c := &call{s: s, http: r}
	switch {
	case f != nil && f.spoil(c, w, found):
	case found == nil:
		http.NotFound(w, r)
	default:
		give(w, found, found.bytes)
	}
}

func give(w http.ResponseWriter, f *file, content []byte) {
	w.Header().Set("Content-Type", f.mime)
	w.Header().Set("Content-Length", strconv.Itoa(len(f.bytes)))
	w.Write(content)
}

// spoil lets a fault befall a download and tells whether nothing is left to do.
func (f *scripted) spoil(c *call, w http.ResponseWriter, found *file) bool {
	switch f.Kind {
	case ResetBeforeRead:
		f.cut(w)
	case TimeoutBefore:
		f.hang(c, w)
	case Slow:
		f.pause(c)
		return false
	case CutBody, Corrupt:
		if found == nil {
			return false
		}
		f.damage(w, found)
	default:
		f.answer(c, w)
	}
	return true
}

// damage gives half of a file and ends the connection, or all of it with a wrong byte.
func (f *scripted) damage(w http.ResponseWriter, found *file) {
	if f.Kind == CutBody {
		give(w, found, found.bytes[:len(found.bytes)/2])
		breakOff(w)
	}
	wrong := bytes.Clone(found.bytes)
	wrong[len(wrong)-1] ^= 0xff
	give(w, found, wrong)
}

// served finds the file of a request to the media host.
func (s *Server) served(r *http.Request) *file {
	l := s.links[r.URL.Query().Get("hash")]
	if r.Method != http.MethodGet || l == nil || time.Now().After(l.dies) || r.URL.Query().Get("mid") != l.file {
		return nil
	}
	f, t := s.fileOf(l.file), s.tokens[bearer(r)]
	if f == nil || s.live(t) != nil || t.allowed(Messaging, s.numbers[f.number].Account) != nil {
		return nil
	}
	return f
}
