package voice

import (
	"encoding/binary"
	"math"
)

// cafHead begins a file of Apple's Core Audio Format: version 1, no flags (Apple Core Audio Format Specification 1.0, "CAF File Header").
const cafHead = "caff\x00\x01\x00\x00"

// layouts are the tags of one and of two ordinary channels ("Channel Layout Chunk").
var layouts = []uint32{0, 100<<16 | 1, 101<<16 | 2}

// toCAF wraps a sound as Apple's engines have played Opus for longest. Its packets stand in one piece, behind a table of their sizes.
func toCAF(s *stream, lengths []int64) []byte {
	each := alike(lengths)
	out := append([]byte(cafHead), chunk("desc", describe(s, each))...)
	layout := binary.BigEndian.AppendUint32(nil, layouts[s.channels])
	out = append(out, chunk("chan", append(layout, make([]byte, 8)...))...)
	out = append(out, chunk("pakt", sizes(s, lengths, each))...)
	data := make([]byte, 4) // how often it was edited
	for _, one := range s.packets {
		data = append(data, one...)
	}
	return append(out, chunk("data", data)...)
}

func chunk(name string, body []byte) []byte {
	return append(binary.BigEndian.AppendUint64([]byte(name), uint64(len(body))), body...)
}

// describe says what the packets are; packets of one length have it here and nowhere else.
func describe(s *stream, each int64) []byte {
	b := binary.BigEndian.AppendUint64(nil, math.Float64bits(rate))
	b = append(b, "opus"...)
	for _, n := range []uint32{0, 0, uint32(each), uint32(s.channels), 0} { // flags, bytes of a packet, its samples, channels, bits
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return b
}

// sizes is the table of the packets: how many, what is played of them, and how large each is.
func sizes(s *stream, lengths []int64, each int64) []byte {
	total, cut := played(s, lengths)
	b := binary.BigEndian.AppendUint64(nil, uint64(len(s.packets)))
	b = binary.BigEndian.AppendUint64(b, uint64(total))
	b = binary.BigEndian.AppendUint32(b, uint32(s.skip))
	b = binary.BigEndian.AppendUint32(b, uint32(cut))
	for i, one := range s.packets {
		b = appendCount(b, len(one))
		if each == 0 {
			b = appendCount(b, int(lengths[i]))
		}
	}
	return b
}

// appendCount writes a number in as many groups of seven bits as it needs, the highest first; all but the last have the highest bit.
func appendCount(b []byte, n int) []byte {
	for shift := 28; shift > 0; shift -= 7 {
		if n>>shift > 0 {
			b = append(b, byte(n>>shift)|0x80)
		}
	}
	return append(b, byte(n)&0x7f)
}

// alike is the length that all packets have, 0 if they differ.
func alike(lengths []int64) int64 {
	for _, n := range lengths {
		if n != lengths[0] {
			return 0
		}
	}
	return lengths[0]
}

// played is how many samples are played, and how many at the end are not.
func played(s *stream, lengths []int64) (samples, cut int64) {
	for _, n := range lengths {
		samples += n
	}
	samples = max(samples-int64(s.skip), 0)
	if s.end >= 0 {
		cut = min(max(samples-max(s.end-int64(s.skip), 0), 0), samples)
	}
	return samples - cut, cut
}
