package media

import (
	"bufio"
	"encoding/binary"
	"io"

	"github.com/balcao-app/balcao/internal/media/exif"
)

// The marks of JPEG that matter here (ITU-T T.81, B.1.1.3): where the remarks of a camera stand, and where the picture begins.
const (
	markRemarks = 0xe1
	markScan    = 0xda
)

// From lyingFrom to lyingTo are the ways of holding a camera in which it lies on its side (Exif 2.3, 4.6.4 A).
const (
	lyingFrom = 5
	lyingTo   = 8
)

// lying reports whether a JPEG is kept on its side, as telephones do, and drawn upright. What is damaged is drawn as it is kept.
func lying(f io.ReadSeeker) bool {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return false
	}
	r := bufio.NewReader(f)
	var start [2]byte
	if _, err := io.ReadFull(r, start[:]); err != nil || start != [2]byte{0xff, 0xd8} {
		return false
	}
	const most = 100 // parts before the picture: a hostile file may have any number
	for range most {
		mark, body, err := part(r)
		if err != nil || mark == markScan {
			return false
		}
		if mark == markRemarks && len(body) > 6 && string(body[:6]) == "Exif\x00\x00" {
			turn := exif.Turn(body)
			return turn >= lyingFrom && turn <= lyingTo
		}
	}
	return false
}

// part reads one part of a JPEG. Its length is two bytes, so it is no more than 64 kB.
func part(r *bufio.Reader) (mark byte, body []byte, err error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	size := int(binary.BigEndian.Uint16(head[2:]))
	if head[0] != 0xff || size < 2 {
		return 0, nil, io.ErrUnexpectedEOF
	}
	body = make([]byte, size-2)
	_, err = io.ReadFull(r, body)
	return head[1], body, err
}
