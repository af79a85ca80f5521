package exif

import "encoding/binary"

// riffHead is how a WebP begins: RIFF, how much follows, WEBP. A chunk has a name and a length before it (RFC 9649, 2.3 and 2.4).
const (
	riffHead  = 12
	chunkHead = 8
)

// The flags of the first chunk of an extended WebP (RFC 9649, 2.7).
const (
	hasXMP  = 0x04
	hasExif = 0x08
)

// shown are the chunks of a WebP that hold the picture, its motion and its colours.
var shown = map[string]bool{"VP8 ": true, "VP8L": true, "VP8X": true, "ALPH": true, "ANIM": true, "ANMF": true, "ICCP": true}

// webp copies the chunks of a WebP.
func webp(file []byte) ([]byte, error) {
	size := uint64(binary.LittleEndian.Uint32(file[4:]))
	if size < 4 || size > uint64(len(file)-chunkHead) {
		return nil, ErrForm
	}
	out, rest, flags, said := append(make([]byte, 0, len(file)), file[:riffHead]...), file[riffHead:chunkHead+size], 0, false
	for len(rest) >= chunkHead {
		size := uint64(binary.LittleEndian.Uint32(rest[4:]))
		whole := chunkHead + size + size%2
		if size > uint64(len(rest)-chunkHead) {
			return nil, ErrForm
		}
		chunk, name := rest[:min(whole, uint64(len(rest)))], string(rest[:4])
		rest = rest[len(chunk):]
		switch {
		case name == "VP8X" && size > 0:
			flags = len(out) + chunkHead
			out = append(out, chunk...)
			out[flags] &^= hasXMP | hasExif
		case shown[name]:
			out = append(out, chunk...)
		case name == "EXIF" && !said && flags > 0:
			if tiff := turned(chunk[chunkHead : chunkHead+size]); tiff != nil {
				out = append(binary.LittleEndian.AppendUint32(append(out, name...), uint32(len(tiff))), tiff...)
				out[flags] |= hasExif
			}
			said = true
		}
	}
	if len(rest) > 0 || len(out) == riffHead {
		return nil, ErrForm
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-chunkHead))
	return out, nil
}
