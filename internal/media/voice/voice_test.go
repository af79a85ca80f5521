package voice

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"testing"
	"time"
)

// recorded is what Chromium's MediaRecorder gave for some 1.2 seconds of a tone, with a pause in the middle.
//
//go:embed testdata/chromium.webm
var recorded []byte

// el writes an element of WebM with a size of one or two bytes, or of unknown size.
func el(id uint32, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	size := []byte{0x40 | byte(len(body)>>8), byte(len(body))}
	return append(append(name(id), size...), body...)
}

func open(id uint32, parts ...[]byte) []byte {
	return append(append(name(id), 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), bytes.Join(parts, nil)...)
}

func name(id uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, id)
	return bytes.TrimLeft(b, "\x00")
}

func opusHead(channels, family byte) []byte {
	return append(append([]byte("OpusHead"), 1, channels), 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, family)
}

func declared(codec string, private []byte) []byte {
	return el(elTracks, el(elTrack, el(elNumber, []byte{3}), el(0x83, []byte{2}), el(elCodec, []byte(codec)), el(elPrivate, private), el(0xE1, el(0x9F, []byte{1}))))
}

func simple(packet ...byte) []byte {
	return el(elSimpleBlock, append([]byte{0x83, 0, 0, 0x80}, packet...))
}

func webm(rest ...[]byte) []byte { return append(el(0x1A45DFA3), open(elSegment, rest...)...) }

// packet is 20 ms of the given number of bytes.
func packet(size int) []byte {
	p := bytes.Repeat([]byte{7}, size)
	p[0] = 0x78 // one frame of 20 ms
	return p
}

// pages checks every page of a file and answers with the positions at their ends.
func pages(t *testing.T, all []byte) (kinds []byte, positions []int64) {
	t.Helper()
	for n := uint32(0); len(all) > 0; n++ {
		_, _, rest, err := cutPage(all)
		if err != nil {
			t.Fatal(err)
		}
		page := bytes.Clone(all[:len(all)-len(rest)])
		said := binary.LittleEndian.Uint32(page[22:])
		binary.LittleEndian.PutUint32(page[22:], 0)
		if got := sum(page); got != said {
			t.Errorf("page %d: check %x, says %x", n, got, said)
		}
		if got := binary.LittleEndian.Uint32(page[18:]); got != n {
			t.Errorf("page %d has the number %d", n, got)
		}
		kinds, positions = append(kinds, page[5]), append(positions, int64(binary.LittleEndian.Uint64(page[6:])))
		all = rest
	}
	return kinds, positions
}

func TestCheckOfPagesIsThatOfOgg(t *testing.T) {
	if got := sum([]byte("123456789")); got != 0x89a1897f { // CRC-32/CKSUM without its last inversion
		t.Errorf("%x", got)
	}
}

func TestWhatChromiumRecordsBecomesOgg(t *testing.T) {
	var out bytes.Buffer
	length, err := Pack(&out, bytes.NewReader(recorded))
	if err != nil {
		t.Fatal(err)
	}
	if length < time.Second || length > 1500*time.Millisecond {
		t.Errorf("it lasts %v", length)
	}
	kinds, positions := pages(t, out.Bytes())
	if kinds[0] != first || kinds[len(kinds)-1] != last || positions[0] != 0 || positions[1] != 0 {
		t.Errorf("kinds %v, positions %v", kinds, positions)
	}
	in, err := fromWebM(recorded)
	if err != nil {
		t.Fatal(err)
	}
	back, err := fromOgg(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(back.packets) == 0 || len(back.packets) != len(in.packets) {
		t.Fatalf("%d packets of %d", len(back.packets), len(in.packets))
	}
	for i := range in.packets {
		if !bytes.Equal(in.packets[i], back.packets[i]) {
			t.Errorf("packet %d changed", i)
		}
	}
	var again bytes.Buffer
	if _, err := Pack(&again, bytes.NewReader(out.Bytes())); err != nil || !bytes.Equal(again.Bytes(), out.Bytes()) {
		t.Errorf("what is Ogg already does not stay as it is: %v", err)
	}
}

func TestLongSoundFillsPagesInOrder(t *testing.T) {
	s := &stream{skip: 312}
	for i := range 130 {
		s.packets = append(s.packets, packet(1+i*40%1500)) // also of 255 and more, which need two entries
	}
	var out bytes.Buffer
	samples, err := writeOgg(&out, s)
	if err != nil || samples != 130*960 {
		t.Fatal(samples, err)
	}
	_, positions := pages(t, out.Bytes())
	for i, at := range positions[2:] {
		if at <= positions[i+1] || at%960 != 0 {
			t.Errorf("page %d ends at %d, the one before at %d", i+2, at, positions[i+1])
		}
	}
	if positions[len(positions)-1] != samples {
		t.Errorf("it ends at %d of %d", positions[len(positions)-1], samples)
	}
	back, err := fromOgg(out.Bytes())
	if err != nil || len(back.packets) != 130 || !bytes.Equal(back.packets[7], s.packets[7]) {
		t.Errorf("read back: %v", err)
	}
}

func TestTwoChannelsBecomeOne(t *testing.T) {
	var out bytes.Buffer
	in := webm(declared("A_OPUS", opusHead(2, 0)), open(elCluster, simple(packet(30)...)))
	if _, err := Pack(&out, bytes.NewReader(in)); err != nil {
		t.Fatal(err)
	}
	_, body, _, err := cutPage(out.Bytes())
	if err != nil || body[9] != 1 {
		t.Errorf("the head says %v, %v", body, err)
	}
}

func TestBlocksOfGroupsAndKnownSizesAreRead(t *testing.T) {
	in := append(el(0x1A45DFA3), el(elSegment, el(0xEC, make([]byte, 9)), declared("A_OPUS", opusHead(1, 0)),
		el(elCluster, el(0xE7, []byte{0}), el(elGroup, el(elBlock, []byte{0x83, 0, 0, 0}, packet(12)), el(0x9B, []byte{20}))), open(elCluster, simple(packet(9)...)))...)
	s, err := fromWebM(in)
	if err != nil || len(s.packets) != 2 || len(s.packets[0]) != 12 || len(s.packets[1]) != 9 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestWhatIsNoRecordingIsRefused(t *testing.T) {
	good := declared("A_OPUS", opusHead(1, 0))
	for about, c := range map[string]struct {
		in  []byte
		err error
	}{
		"nothing":               {nil, ErrForm},
		"text":                  {[]byte("OggOggOgg, hello"), ErrForm},
		"only a head":           {webm(good), ErrSilent},
		"cut short":             {recorded[:len(recorded)-3], ErrForm},
		"cut in a name":         {recorded[:2], ErrForm},
		"another codec":         {webm(declared("A_VORBIS", opusHead(1, 0)), open(elCluster, simple(packet(9)...))), ErrForm},
		"video beside it":       {webm(good, declared("V_VP8", nil), open(elCluster, simple(packet(9)...))), ErrForm},
		"many channels":         {webm(declared("A_OPUS", opusHead(6, 1)), open(elCluster, simple(packet(9)...))), ErrForm},
		"no head":               {webm(declared("A_OPUS", nil), open(elCluster, simple(packet(9)...))), ErrForm},
		"laced":                 {webm(good, open(elCluster, el(elSimpleBlock, []byte{0x83, 0, 0, 0x82}, packet(9)))), ErrForm},
		"block of another":      {webm(good, open(elCluster, el(elSimpleBlock, []byte{0x84, 0, 0, 0x80}, packet(9)))), ErrForm},
		"empty packet":          {webm(good, open(elCluster, simple())), ErrForm},
		"no frames":             {webm(good, open(elCluster, simple(0x7b, 0))), ErrForm},
		"longer than 120 ms":    {webm(good, open(elCluster, simple(0x7b, 63))), ErrForm},
		"encrypted":             {webm(el(elTracks, el(elTrack, el(elEncodings, []byte{0})))), ErrForm},
		"block of unknown size": {webm(good, open(elCluster, open(elSimpleBlock, packet(9)))), ErrForm},
		"half a page":           {[]byte("OggS\x00\x02aaaaaaaaaaaaaaaaaaaa\xff\xff\xff"), ErrForm},
	} {
		if _, err := Pack(&bytes.Buffer{}, bytes.NewReader(c.in)); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", about, err)
		}
	}
	if _, err := Pack(&bytes.Buffer{}, zeroes{}); !errors.Is(err, ErrLong) {
		t.Errorf("without end: %v", err)
	}
}

// zeroes never ends.
type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func FuzzPack(f *testing.F) {
	f.Add(recorded)
	f.Add(webm(declared("A_OPUS", opusHead(1, 0)), open(elCluster, simple(packet(300)...))))
	var ogg bytes.Buffer
	if _, err := Pack(&ogg, bytes.NewReader(recorded)); err != nil {
		f.Fatal(err)
	}
	f.Add(ogg.Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		length, err := Pack(&out, bytes.NewReader(in))
		if err != nil {
			return
		}
		// Whatever was taken is well-formed, and hardly larger than what came.
		if back, err := fromOgg(out.Bytes()); err != nil || len(back.packets) == 0 || length < 0 {
			t.Errorf("%v lasts %v", err, length)
		}
		if out.Len() > 2*len(in)+400 {
			t.Errorf("%d bytes became %d", len(in), out.Len())
		}
	})
}
