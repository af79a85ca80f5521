package voice

import "math/bits"

// The elements of WebM that matter here, by their names in the specification of Matroska (RFC 9559, 5.1).
const (
	elSegment     = 0x18538067
	elTracks      = 0x1654AE6B
	elTrack       = 0xAE
	elNumber      = 0xD7
	elCodec       = 0x86
	elPrivate     = 0x63A2
	elEncodings   = 0x6D80
	elCluster     = 0x1F43B675
	elGroup       = 0xA0
	elBlock       = 0xA1
	elSimpleBlock = 0xA3
)

// within are the elements that are stepped into. A recorder does not know how long the outer ones will be and does not say it, so no
// nesting is kept: what is inside follows, and each of the others means the same wherever it stands.
var within = map[uint64]bool{elSegment: true, elTracks: true, elTrack: true, elCluster: true, elGroup: true}

// unknown is the size of an element whose writer did not know it, and the end of a sound that does not tell it.
const unknown = -1

// opus is the name of the codec.
const opus = "A_OPUS"

// track is one of the tracks that a recording declares.
type track struct {
	number  uint64
	codec   string
	private []byte
}

// reader goes over the elements of a file.
type reader struct {
	rest   []byte
	tracks []track
	sound  *track // the one that is taken, from the first block on
	stream stream
}

// fromWebM reads the packets of a recording with one track, which is Opus.
func fromWebM(all []byte) (*stream, error) {
	r := &reader{rest: all, stream: stream{end: unknown}}
	if id, _, err := r.next(); err != nil || id != elHeader {
		return nil, bad("no WebM")
	}
	r.rest = all
	for len(r.rest) > 0 {
		if err := r.element(); err != nil {
			return nil, err
		}
	}
	return &r.stream, nil
}

// next reads the name and the size of an element.
func (r *reader) next() (id uint64, size int, err error) {
	id, n := number(r.rest, 4, true)
	if n == 0 {
		return 0, 0, bad("it is cut short, or no WebM")
	}
	long, m := number(r.rest[n:], 8, false)
	if m == 0 {
		return 0, 0, bad("it is cut short")
	}
	r.rest = r.rest[n+m:]
	if long == 1<<(7*m)-1 {
		return id, unknown, nil
	}
	if long > uint64(len(r.rest)) && !within[id] {
		return 0, 0, bad("it is cut short")
	}
	return id, int(min(long, Most)), nil
}

func (r *reader) element() error {
	id, size, err := r.next()
	switch {
	case err != nil:
		return err
	case id == elTrack:
		r.tracks = append(r.tracks, track{})
		return nil
	case within[id]:
		return nil
	case size == unknown:
		return bad("an element %x of unknown size", id)
	}
	value := r.rest[:size]
	r.rest = r.rest[size:]
	if id == elBlock || id == elSimpleBlock {
		return r.block(value)
	}
	return r.describe(id, value)
}

// describe hears what a track says of itself.
func (r *reader) describe(id uint64, value []byte) error {
	if len(r.tracks) == 0 {
		return nil
	}
	t := &r.tracks[len(r.tracks)-1]
	switch id {
	case elNumber:
		for _, b := range value[:min(len(value), 8)] {
			t.number = t.number<<8 | uint64(b)
		}
	case elCodec:
		t.codec = string(value)
	case elPrivate:
		t.private = value
	case elEncodings:
		return bad("compressed or encrypted blocks")
	}
	return nil
}

// block takes the packet of one block (RFC 9559, 10).
func (r *reader) block(b []byte) error {
	if r.sound == nil {
		if len(r.tracks) != 1 || r.tracks[0].codec != opus {
			return bad("%d tracks", len(r.tracks))
		}
		r.sound = &r.tracks[0]
		if err := r.stream.readHead(r.sound.private); err != nil {
			return err
		}
	}
	of, n := number(b, 8, false)
	if n == 0 || len(b) < n+3 || of != r.sound.number {
		return bad("a block of another track")
	}
	if b[n+2]&0x06 != 0 {
		return bad("several packets in one block")
	}
	return r.stream.add(b[n+3:])
}

// number reads a number of variable length (RFC 8794, 4): as many zeroes as its first byte begins with, so many bytes follow. A name keeps
// the bit that marks its length. Zero bytes: there is none.
func number(b []byte, most int, name bool) (value uint64, n int) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0
	}
	n = bits.LeadingZeros8(b[0]) + 1
	if n > most || len(b) < n {
		return 0, 0
	}
	value = uint64(b[0])
	if !name {
		value &= 1<<(8-n) - 1
	}
	for _, c := range b[1:n] {
		value = value<<8 | uint64(c)
	}
	return value, n
}
