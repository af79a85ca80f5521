package voice

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// capture begins every page of Ogg (RFC 3533, 6).
const capture = "OggS"

// The bits that say what a page is.
const (
	continued = 1 << iota
	first
	last
)

const (
	pageHead = 27  // bytes before the table of a page
	segments = 255 // the most entries of that table
	perPage  = 50  // packets on a page of ours: a second of the usual ones
)

// sums is the table of Ogg's own check: the usual polynomial, with its bits in the other order.
var sums = func() (t [256]uint32) {
	for i := range t {
		r := uint32(i) << 24
		for range 8 {
			r = r<<1 ^ (r>>31)*0x04c11db7
		}
		t[i] = r
	}
	return t
}()

func sum(page []byte) (c uint32) {
	for _, b := range page {
		c = c<<8 ^ sums[byte(c>>24)^b]
	}
	return c
}

// pager writes pages. The first error stays.
type pager struct {
	w      io.Writer
	serial uint32
	number uint32
	err    error
}

// page writes whole packets as one page. Position is the count of samples at its end.
func (p *pager) page(kind byte, position int64, packets ...[]byte) {
	var table, body []byte
	for _, one := range packets {
		for n := len(one); ; n -= 255 {
			table = append(table, byte(min(n, 255)))
			if n < 255 {
				break
			}
		}
		body = append(body, one...)
	}
	b := append([]byte(capture), 0, kind)
	b = binary.LittleEndian.AppendUint64(b, uint64(position))
	b = binary.LittleEndian.AppendUint32(b, p.serial)
	b = binary.LittleEndian.AppendUint32(b, p.number)
	b = append(binary.LittleEndian.AppendUint32(b, 0), byte(len(table)))
	b = append(append(b, table...), body...)
	binary.LittleEndian.PutUint32(b[22:], sum(b))
	p.number++
	if p.err == nil {
		_, p.err = p.w.Write(b)
	}
}

// writeOgg wraps a stream and tells its length in samples, with those that are not played. The same sound gives the same bytes.
func writeOgg(w io.Writer, s *stream) (samples int64, err error) {
	check := crc32.NewIEEE()
	for _, one := range s.packets {
		_, _ = check.Write(one)
	}
	p := pager{w: w, serial: check.Sum32()}
	p.page(first, 0, s.writeHead(1))
	p.page(0, 0, tags())
	var page [][]byte
	used := 0
	for i, one := range s.packets {
		n, err := samplesOf(one)
		if err != nil {
			return 0, err
		}
		if need := len(one)/255 + 1; used+need > segments || len(page) == perPage {
			p.page(0, samples, page...)
			page, used = nil, 0
		}
		page, used, samples = append(page, one), used+len(one)/255+1, samples+int64(n)
		if i == len(s.packets)-1 {
			p.page(last, samples, page...)
		}
	}
	return samples, p.err
}

// fromOgg reads the packets of a file with one stream.
func fromOgg(all []byte) (*stream, error) {
	s := &stream{end: unknown}
	var packet []byte
	serial, count := uint32(0), 0
	for pages := 0; len(all) > 0; pages++ {
		table, body, rest, err := cutPage(all)
		if err != nil {
			return nil, err
		}
		if got := binary.LittleEndian.Uint32(all[14:]); pages == 0 {
			serial = got
		} else if got != serial {
			return nil, bad("more than one stream")
		}
		if (all[5]&continued != 0) != (packet != nil) {
			return nil, bad("a packet without its beginning or end")
		}
		for _, n := range table {
			packet, body = append(packet, body[:n]...), body[n:]
			if len(packet) > maxPacket && count != 1 { // the remarks may hold a picture
				return nil, bad("packet of more than %d bytes", maxPacket)
			}
			if n < 255 {
				if err := s.take(count, packet); err != nil {
					return nil, err
				}
				packet, count = nil, count+1
			}
		}
		if all[5]&last != 0 {
			s.end = int64(binary.LittleEndian.Uint64(all[6:]))
		}
		all = rest
	}
	if packet != nil {
		return nil, bad("it is cut short")
	}
	return s, nil
}

// take hears one packet of a file: the head, the remarks, which are dropped, and then sound.
func (s *stream) take(number int, packet []byte) error {
	switch number {
	case 0:
		return s.readHead(packet)
	case 1:
		return nil
	}
	return s.add(packet)
}

// cutPage takes the page off that a file begins with.
func cutPage(all []byte) (table, body, rest []byte, err error) {
	if len(all) < pageHead || string(all[:4]) != capture || all[4] != 0 {
		return nil, nil, nil, bad("no page of Ogg")
	}
	entries := int(all[26])
	if len(all) < pageHead+entries {
		return nil, nil, nil, bad("it is cut short")
	}
	table, all = all[pageHead:pageHead+entries], all[pageHead+entries:]
	size := 0
	for _, n := range table {
		size += int(n)
	}
	if len(all) < size {
		return nil, nil, nil, bad("it is cut short")
	}
	return table, all[:size], all[size:], nil
}
