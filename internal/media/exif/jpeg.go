package exif

import (
	"bytes"
	"encoding/binary"
)

// The marks of JPEG that matter here (ITU-T T.81, B.1.1.3).
const (
	markRestart = 0xd0 // the first of eight, which stand in the data of a scan as the zero does that means the byte 255 itself
	markStart   = 0xd8
	markEnd     = 0xd9
	markScan    = 0xda
	markApp     = 0xe0 // the first of sixteen that belong to programs
	markAppLast = 0xef
	markRemark  = 0xfe
)

// kept are the parts of programs without which a picture would look otherwise, by their mark and how they begin: what JPEG the file is,
// its colours, and what Adobe's programs did to these.
var kept = map[byte]string{markApp: "JFIF\x00", markApp + 2: "ICC_PROFILE\x00", markApp + 14: "Adobe"}

// jpeg copies the parts of a JPEG up to its end. Behind that cameras put other pictures and films, each with remarks of its own.
func jpeg(file []byte) ([]byte, error) {
	out, at, scanned, said := append(make([]byte, 0, len(file)), file[:2]...), 2, false, false
	for {
		for at+1 < len(file) && file[at] == 0xff && file[at+1] == 0xff { // filling
			at++
		}
		switch {
		case at+1 < len(file) && file[at] == 0xff && file[at+1] == markEnd && scanned:
			return append(out, file[at:at+2]...), nil
		case scanned && at >= len(file): // cut off in the picture, as by a bad line: what there is can be drawn
			return out, nil
		}
		mark, part := segment(file[at:])
		if part == nil {
			return nil, ErrForm
		}
		at += len(part)
		switch app := mark >= markApp && mark <= markAppLast; {
		case mark == markApp+1 && !said && bytes.HasPrefix(part[4:], []byte(start)):
			out, said = append(out, remarks(turned(part[4:]))...), true
		case app && !known(mark, part[4:]), mark == markRemark:
		default:
			out = append(out, part...)
		}
		if mark == markScan {
			n := scan(file[at:])
			out, at, scanned = append(out, file[at:at+n]...), at+n, true
		}
	}
}

func known(mark byte, body []byte) bool {
	as, named := kept[mark]
	return named && bytes.HasPrefix(body, []byte(as))
}

// segment cuts off the part that begins here, with its mark and its length; nil where none does.
func segment(b []byte) (mark byte, part []byte) {
	if len(b) < 4 || b[0] != 0xff || b[1] == 0 || b[1] == 1 || b[1] >= markRestart && b[1] <= markEnd {
		return 0, nil
	}
	size := int(binary.BigEndian.Uint16(b[2:]))
	if size < 2 || 2+size > len(b) {
		return 0, nil
	}
	return b[1], b[:2+size]
}

// scan tells how long the data of a scan is, which any mark ends that is not of its own.
func scan(b []byte) int {
	for at := 0; ; {
		next := bytes.IndexByte(b[at:], 0xff)
		if next < 0 || at+next+1 >= len(b) {
			return len(b)
		}
		at += next
		if own := b[at+1]; own != 0 && own != 0xff && (own < markRestart || own >= markStart) {
			return at
		}
		at++
		if b[at] == 0 {
			at++
		}
	}
}

// remarks are the part of a JPEG that holds Exif, none for none.
func remarks(tiff []byte) []byte {
	if tiff == nil {
		return nil
	}
	body := append([]byte(start), tiff...)
	return append(binary.BigEndian.AppendUint16([]byte{0xff, markApp + 1}, uint16(2+len(body))), body...)
}
