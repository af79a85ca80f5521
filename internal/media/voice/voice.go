// Package voice packs what a browser's recorder gives into the form in which messengers send voice messages: Ogg Opus with one channel.
// The sound itself stays as it was encoded; only its wrapping changes. Nothing here decodes sound, and every length that a recording
// claims is checked against the bytes that are there.
package voice

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// Most is the largest recording that is packed, in bytes: some four hours.
const Most = 64 << 20

// The errors of a recording that cannot be packed. ErrForm: it is no WebM or Ogg that holds one track of Opus, or is damaged; ErrSilent:
// it holds no sound; ErrLong: it is larger than Most.
var (
	ErrForm   = errors.New("no recording of Opus")
	ErrSilent = errors.New("a recording without sound")
	ErrLong   = errors.New("a recording that is too long")
)

// rate is the samples of a second by which Opus counts, whatever was recorded (RFC 6716, 2).
const rate = 48000

// stream is the sound of a recording: packets of Opus in the order in which they are played.
type stream struct {
	skip    uint16 // samples at the beginning that are not played
	gain    uint16
	hertz   uint32 // of the microphone, 0 if not known
	packets [][]byte
}

// Pack reads a recording, WebM or Ogg with Opus in it, and writes it as Ogg Opus with one channel. It tells how long the sound is.
func Pack(w io.Writer, r io.Reader) (time.Duration, error) {
	all, err := io.ReadAll(io.LimitReader(r, Most+1))
	switch {
	case err != nil:
		return 0, fmt.Errorf("read a recording: %w", err)
	case len(all) > Most:
		return 0, ErrLong
	}
	unwrap := fromWebM
	if bytes.HasPrefix(all, []byte(capture)) {
		unwrap = fromOgg
	}
	s, err := unwrap(all)
	if err != nil {
		return 0, err
	}
	if len(s.packets) == 0 {
		return 0, ErrSilent
	}
	samples, err := writeOgg(w, s)
	return time.Duration(max(samples-int64(s.skip), 0)) * time.Second / rate, err
}

// bad is ErrForm with what was found.
func bad(what string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrForm, fmt.Sprintf(what, args...))
}
