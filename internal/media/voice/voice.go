// Package voice changes the wrapping of sound that is Opus. What a browser recorded becomes Ogg with one channel, the form of voice
// messages; what came as Ogg becomes a form that the page's engine plays. The sound itself stays as it was encoded: nothing here decodes,
// and every length that a file claims is checked against the bytes that are there.
package voice

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// Most is the largest sound that is wrapped, in bytes: some four hours of speech.
const Most = 64 << 20

// The errors of a sound that cannot be wrapped. ErrForm: it is no WebM or Ogg that holds one track of Opus, or is damaged; ErrSilent:
// it holds no sound; ErrLong: it is larger than Most.
var (
	ErrForm   = errors.New("no recording of Opus")
	ErrSilent = errors.New("a recording without sound")
	ErrLong   = errors.New("a recording that is too long")
)

// rate is the samples of a second by which Opus counts, whatever was recorded (RFC 6716, 2).
const rate = 48000

// stream is the sound of a file: packets of Opus in the order in which they are played.
type stream struct {
	channels byte   // that its maker encoded, 1 or 2
	skip     uint16 // samples at the beginning that are not played
	end      int64  // samples up to which it is played, with those that are skipped; unknown if it does not tell
	gain     uint16
	hertz    uint32 // of the microphone, 0 if not known
	packets  [][]byte
}

// Pack reads a recording, WebM or Ogg with Opus in it, and writes it as Ogg Opus with one channel. It tells how long the sound is.
func Pack(w io.Writer, r io.Reader) (time.Duration, error) {
	s, err := read(r)
	if err != nil {
		return 0, err
	}
	samples, err := writeOgg(w, s)
	return time.Duration(max(samples-int64(s.skip), 0)) * time.Second / rate, err
}

// Form is a wrapping that an engine may play where it does not play Ogg.
type Form string

// The forms, by the word with which the page asks for them.
const (
	WebM Form = "webm"
	CAF  Form = "caf"
)

// forms are the media type of each form and what makes it.
var forms = map[Form]struct {
	mime string
	wrap func(s *stream, lengths []int64) []byte
}{
	WebM: {"audio/webm", toWebM},
	CAF:  {"audio/x-caf", toCAF},
}

// Mime is the media type of a form, empty if there is no such form.
func (f Form) Mime() string { return forms[f].mime }

// Wrap reads a sound as Pack does and gives it in another form, with all its packets and both channels where there are two. The form must
// be one with a media type.
func Wrap(r io.Reader, as Form) ([]byte, error) {
	s, err := read(r)
	if err != nil {
		return nil, err
	}
	lengths := make([]int64, len(s.packets))
	for i, one := range s.packets {
		n, err := samplesOf(one)
		if err != nil {
			return nil, err
		}
		lengths[i] = int64(n)
	}
	return forms[as].wrap(s, lengths), nil
}

// read takes the sound out of its wrapping.
func read(r io.Reader) (*stream, error) {
	all, err := io.ReadAll(io.LimitReader(r, Most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read a recording: %w", err)
	case len(all) > Most:
		return nil, ErrLong
	}
	unwrap := fromWebM
	if bytes.HasPrefix(all, []byte(capture)) {
		unwrap = fromOgg
	}
	s, err := unwrap(all)
	if err == nil && len(s.packets) == 0 {
		err = ErrSilent
	}
	return s, err
}

// bad is ErrForm with what was found.
func bad(what string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrForm, fmt.Sprintf(what, args...))
}
