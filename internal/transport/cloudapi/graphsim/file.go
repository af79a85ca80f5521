package graphsim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"
)

// How long files and their addresses live.
const (
	uploadLife = 30 * 24 * time.Hour
	inLife     = 7 * 24 * time.Hour
	linkLife   = 5 * time.Minute
)

// file is a media object.
type file struct {
	id     string
	number string // id of the number it belongs to
	mime   string
	bytes  []byte
	dies   time.Time
}

// mediaLink is an address of a file that works for a while.
type mediaLink struct {
	file string
	dies time.Time
}

func (s *state) keepFile(number, mime string, content []byte, life time.Duration) *file {
	f := &file{id: s.newID(), number: number, mime: mime, bytes: content, dies: time.Now().Add(life)}
	s.files[f.id] = f
	return f
}

// fileOf returns a file that still lives.
func (s *state) fileOf(id string) *file {
	f := s.files[id]
	if f == nil || time.Now().After(f.dies) {
		return nil
	}
	return f
}

func (f *file) hash() string {
	sum := sha256.Sum256(f.bytes)
	return hex.EncodeToString(sum[:])
}

// address makes a fresh address for a file on the media host.
func (s *Server) address(f *file) string {
	key := s.letters(40)
	s.links[key] = &mediaLink{file: f.id, dies: time.Now().Add(linkLife)}
	return orElse(s.strict.MediaBase, s.link.Media) + "/whatsapp_business/attachments/?mid=" + f.id +
		"&source=getMedia&ext=" + unix(time.Now().Add(linkLife)) + "&hash=" + key
}

// hash64 is the hash as webhooks write it.
func (f *file) hash64() string {
	sum := sha256.Sum256(f.bytes)
	return base64.StdEncoding.EncodeToString(sum[:])
}
