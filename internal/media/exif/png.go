package exif

import (
	"encoding/binary"
	"hash/crc32"
)

const pngStart = "\x89PNG\r\n\x1a\n"

// drawn are the chunks of a PNG that change how it is drawn; those in capitals hold the picture itself (PNG, third edition, 4.7).
var drawn = map[string]bool{"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "cHRM": true, "gAMA": true, "iCCP": true, "sBIT": true,
	"sRGB": true, "cICP": true, "mDCV": true, "cLLI": true, "bKGD": true, "hIST": true, "pHYs": true, "sPLT": true, "acTL": true, "fcTL": true, "fdAT": true}

// png copies the chunks of a PNG up to its end. What stands behind that is no part of the picture.
func png(file []byte) ([]byte, error) {
	out, rest, said := append(make([]byte, 0, len(file)), file[:len(pngStart)]...), file[len(pngStart):], false
	for {
		const around = 12 // length, name, and the sum behind the content
		if len(rest) < around {
			return nil, ErrForm
		}
		size := uint64(binary.BigEndian.Uint32(rest))
		if size > uint64(len(rest)-around) {
			return nil, ErrForm
		}
		chunk, name := rest[:around+size], string(rest[4:8])
		rest = rest[around+size:]
		switch {
		case drawn[name]:
			out = append(out, chunk...)
		case name == "eXIf" && !said:
			out, said = append(out, chunkOf(name, turned(chunk[8:8+size]))...), true
		}
		if name == "IEND" {
			return out, nil
		}
	}
}

// chunkOf is a chunk of a PNG with this content, none for none.
func chunkOf(name string, content []byte) []byte {
	if content == nil {
		return nil
	}
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(content))), name...)
	b = append(b, content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}
