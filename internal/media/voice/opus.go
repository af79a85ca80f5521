package voice

import "encoding/binary"

// maxPacket bounds one packet, in bytes: 48 frames of the largest size (RFC 6716, 3.2.5). Any shorter one fits on a page of Ogg.
const maxPacket = 48 * 1275

// head is the form of the first packet of Ogg Opus (RFC 7845, 5.1), in bytes. WebM carries the same as the private data of its track.
const head = 19

// readHead takes over what a recorder says of its sound.
func (s *stream) readHead(b []byte) error {
	if len(b) < head || string(b[:8]) != "OpusHead" || b[8]>>4 != 0 {
		return bad("head of %d bytes", len(b))
	}
	if channels, family := b[9], b[18]; family != 0 || channels < 1 || channels > 2 {
		return bad("%d channels of family %d", channels, family)
	}
	s.channels = b[9]
	s.skip, s.hertz, s.gain = binary.LittleEndian.Uint16(b[10:]), binary.LittleEndian.Uint32(b[12:]), binary.LittleEndian.Uint16(b[16:])
	return nil
}

// writeHead is the head of a stream. Where it says one channel the player makes one of two: decoders are told by the head how many to
// give, and can give either.
func (s *stream) writeHead(channels byte) []byte {
	b := append([]byte("OpusHead"), 1, channels)
	b = binary.LittleEndian.AppendUint16(b, s.skip)
	b = binary.LittleEndian.AppendUint32(b, s.hertz)
	b = binary.LittleEndian.AppendUint16(b, s.gain)
	return append(b, 0)
}

// maker is who wrapped it, where a form asks for that.
const maker = "balcao"

// tags is the second packet: who wrapped it, and no remarks (RFC 7845, 5.2).
func tags() []byte {
	b := binary.LittleEndian.AppendUint32([]byte("OpusTags"), uint32(len(maker)))
	return binary.LittleEndian.AppendUint32(append(b, maker...), 0)
}

// add takes one packet.
func (s *stream) add(packet []byte) error {
	if _, err := samplesOf(packet); err != nil {
		return err
	}
	s.packets = append(s.packets, packet)
	return nil
}

// samplesOf tells how long a packet is by its first bytes (RFC 6716, 3.1 and 3.2).
func samplesOf(packet []byte) (int, error) {
	if len(packet) == 0 || len(packet) > maxPacket {
		return 0, bad("packet of %d bytes", len(packet))
	}
	frames := 2
	switch packet[0] & 3 {
	case 0:
		frames = 1
	case 3:
		if len(packet) < 2 {
			return 0, bad("packet without a count of its frames")
		}
		frames = int(packet[1] & 63)
	}
	samples := frames * frameOf(packet[0]>>3)
	if samples == 0 || samples > rate*120/1000 {
		return 0, bad("packet of %d samples", samples)
	}
	return samples, nil
}

// frameOf is the length of a frame in samples, by the configuration that its packet names.
func frameOf(config byte) int {
	const ms = rate / 1000
	switch {
	case config < 12:
		return []int{10 * ms, 20 * ms, 40 * ms, 60 * ms}[config&3]
	case config < 16:
		return []int{10 * ms, 20 * ms}[config&1]
	}
	return []int{ms * 5 / 2, 5 * ms, 10 * ms, 20 * ms}[config&3]
}
