package voice

import (
	"encoding/binary"
	"math"
	"math/bits"
	"time"
)

// The elements that are only written (RFC 8794, 11.2 and RFC 9559, 5.1).
const (
	elHeader  = 0x1A45DFA3
	elType    = 0x4282
	elMade    = 0x4287 // the version of WebM
	elReads   = 0x4285 // the oldest version that may read it
	elInfo    = 0x1549A966
	elScale   = 0x2AD7B1 // of times, in nanoseconds
	elLong    = 0x4489   // how long it is, in scales
	elMuxer   = 0x4D80
	elMaker   = 0x5741
	elUID     = 0x73C5
	elIs      = 0x83 // what a track is of
	elDelay   = 0x56AA
	elPreRoll = 0x56BB
	elAudio   = 0xE1
	elHertz   = 0xB5
	elCount   = 0x9F // of channels
	elTime    = 0xE7
	elPadding = 0x75A2
	elCues    = 0x1C53BB6B
	elCue     = 0xBB
	elCueTime = 0xB3
	elCueAt   = 0xB7
	elOfTrack = 0xF7
	elPlace   = 0xF1
)

const (
	perCluster = 5 * rate              // samples: within a cluster times have 16 bits of milliseconds
	preRoll    = 80 * time.Millisecond // what a decoder needs before a place that was sought (RFC 7845, 4.6)
	ofSound    = 2                     // a track's type
	alone      = 0x80                  // of a block that needs none before it
)

// cluster is some seconds of sound.
type cluster struct {
	at     uint64 // milliseconds
	blocks []byte
}

// toWebM wraps a sound as WebM, with an index so that any place in it can be sought.
func toWebM(s *stream, lengths []int64) []byte {
	samples, cut := played(s, lengths)
	info := wrapped(elInfo, whole(elScale, uint64(time.Millisecond)), float(elLong, float64(samples)*1000/rate),
		wrapped(elMuxer, []byte(maker)), wrapped(elMaker, []byte(maker)))
	front := append(info, wrapped(elTracks, trackOf(s))...)
	var bodies []byte
	clusters := clustersOf(s, lengths, cut)
	places := make([]uint64, len(clusters))
	for i, c := range clusters {
		places[i] = uint64(len(bodies))
		bodies = append(bodies, wrapped(elCluster, whole(elTime, c.at), c.blocks)...)
	}
	// Places are counted from behind the name of the segment, and are as long whatever they say: the index stands before what it tells of.
	before := uint64(len(front) + len(index(clusters, places, 0)))
	head := wrapped(elHeader, wrapped(elType, []byte("webm")), whole(elMade, 4), whole(elReads, 2))
	return append(head, wrapped(elSegment, front, index(clusters, places, before), bodies)...)
}

func trackOf(s *stream) []byte {
	private := s.writeHead(s.channels)
	sound := wrapped(elAudio, float(elHertz, rate), whole(elCount, uint64(s.channels)))
	return wrapped(elTrack, whole(elNumber, 1), whole(elUID, 1), whole(elIs, ofSound), wrapped(elCodec, []byte(opus)),
		wrapped(elPrivate, private), whole(elDelay, uint64(inTime(int64(s.skip)))), whole(elPreRoll, uint64(preRoll)), sound)
}

// clustersOf puts the packets into blocks with their times; the last one tells what of it is not played.
func clustersOf(s *stream, lengths []int64, cut int64) (all []cluster) {
	var at, since int64
	for i, one := range s.packets {
		if i == 0 || at-since+lengths[i] > perCluster {
			since = at
			all = append(all, cluster{at: uint64(at * 1000 / rate)})
		}
		now := &all[len(all)-1]
		place := binary.BigEndian.AppendUint16([]byte{0x81}, uint16(uint64(at*1000/rate)-now.at)) // of track 1
		block := wrapped(elSimpleBlock, place, []byte{alone}, one)
		if last := i == len(s.packets)-1; last && cut > 0 {
			padding := binary.BigEndian.AppendUint64(nil, uint64(inTime(min(cut, lengths[i]))))
			block = wrapped(elGroup, wrapped(elBlock, place, []byte{0}, one), wrapped(elPadding, padding))
		}
		now.blocks, at = append(now.blocks, block...), at+lengths[i]
	}
	return all
}

// index tells where each cluster begins.
func index(clusters []cluster, places []uint64, before uint64) []byte {
	var all []byte
	for i, c := range clusters {
		all = append(all, wrapped(elCue, whole(elCueTime, c.at), wrapped(elCueAt, whole(elOfTrack, 1), whole(elPlace, before+places[i])))...)
	}
	return wrapped(elCues, all)
}

func inTime(samples int64) time.Duration { return time.Duration(samples) * time.Second / rate }

// wrapped is an element.
func wrapped(id uint64, parts ...[]byte) []byte {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	b := append(big(id, (bits.Len64(id)+7)/8), sizeOf(size)...)
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// sizeOf writes a size in as few bytes as it needs (RFC 8794, 4). All ones would mean that it is not known.
func sizeOf(n int) []byte {
	width := 1
	for n >= 1<<(7*width)-1 {
		width++
	}
	return big(uint64(n)|1<<(7*width), width)
}

// whole is an element with a number, always of eight bytes.
func whole(id, n uint64) []byte { return wrapped(id, big(n, 8)) }

func float(id uint64, n float64) []byte { return wrapped(id, big(math.Float64bits(n), 8)) }

// big is the last bytes of a number, the highest first.
func big(n uint64, width int) []byte { return binary.BigEndian.AppendUint64(nil, n)[8-width:] }
