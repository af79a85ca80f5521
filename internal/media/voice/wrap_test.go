package voice

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// spoken makes a stream of random packets of every length and size that there may be.
func spoken(r *rand.Rand) *stream {
	s := &stream{channels: byte(1 + r.IntN(2)), skip: uint16(r.IntN(960)), end: unknown}
	one := []byte{byte(r.IntN(32) << 3), byte(r.IntN(32)<<3 | 1)}[r.IntN(2)] // one frame, or two of one size
	for range 1 + r.IntN(700) {
		p := make([]byte, 1+r.IntN(900))
		for i := range p {
			p[i] = byte(r.Uint32())
		}
		p[0] = one
		if r.IntN(9) == 0 && s.channels == 2 { // these streams change the length of their packets
			p[0] = byte(r.IntN(32) << 3)
		}
		s.packets = append(s.packets, p)
	}
	return s
}

// ogg wraps a stream with its own count of channels and says that so many samples at its end are not played.
func (s *stream) ogg(t *testing.T, cut int64) []byte {
	t.Helper()
	var out bytes.Buffer
	samples, err := writeOgg(&out, s)
	if err != nil {
		t.Fatal(err)
	}
	all := out.Bytes()
	all[pageHead+1+9] = s.channels // of the head, which is the first packet
	at := bytes.LastIndex(all, []byte(capture))
	binary.LittleEndian.PutUint64(all[at+6:], uint64(samples-cut))
	return all
}

// opened is what a file of CAF says.
type opened struct {
	rate                    float64
	each, channels          uint32
	count, valid            uint64
	priming, remainder      uint32
	packets                 [][]byte
	samples                 int64
	layout, flags, packetOf uint32
}

// fromCAF reads a file as Apple's specification says.
func fromCAF(t *testing.T, all []byte) (o opened) {
	t.Helper()
	if !bytes.HasPrefix(all, []byte(cafHead)) {
		t.Fatalf("it begins with %q", all[:8])
	}
	chunks := map[string][]byte{}
	for rest := all[8:]; len(rest) > 0; {
		size := binary.BigEndian.Uint64(rest[4:])
		chunks[string(rest[:4])], rest = rest[12:12+size], rest[12+size:]
	}
	d, p, data := chunks["desc"], chunks["pakt"], chunks["data"][4:]
	if string(d[8:12]) != "opus" || len(d) != 32 {
		t.Fatalf("described as %q", d)
	}
	at := func(b []byte, n int) uint32 { return binary.BigEndian.Uint32(b[n:]) }
	o = opened{rate: math.Float64frombits(binary.BigEndian.Uint64(d)), flags: at(d, 12), packetOf: at(d, 16), each: at(d, 20), channels: at(d, 24),
		layout: at(chunks["chan"], 0), count: binary.BigEndian.Uint64(p), valid: binary.BigEndian.Uint64(p[8:]), priming: at(p, 16), remainder: at(p, 20)}
	next := func() (n int) {
		for {
			b := p[0]
			n, p = n<<7|int(b&0x7f), p[1:]
			if b&0x80 == 0 {
				return n
			}
		}
	}
	for p = p[24:]; len(p) > 0; {
		size, length := next(), int64(o.each)
		if o.each == 0 {
			length = int64(next())
		}
		o.packets, data, o.samples = append(o.packets, data[:size]), data[size:], o.samples+length
	}
	if len(data) > 0 {
		t.Errorf("%d bytes stand in no table", len(data))
	}
	return o
}

func TestPacketsAreTheSameInEveryForm(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		s := spoken(r)
		var samples int64
		for _, one := range s.packets {
			n, err := samplesOf(one)
			if err != nil {
				t.Fatal(err)
			}
			samples += int64(n)
		}
		cut := min(int64(r.IntN(120)), max(samples-int64(s.skip), 0))
		file := s.ogg(t, cut)

		web, err := Wrap(bytes.NewReader(file), WebM)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		back, err := fromWebM(web)
		if err != nil || back.channels != s.channels || back.skip != s.skip || !same(back.packets, s.packets) {
			t.Fatalf("seed %d, WebM: %d packets of %d, %v", seed, len(back.packets), len(s.packets), err)
		}
		caf, err := Wrap(bytes.NewReader(file), CAF)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		o := fromCAF(t, caf)
		if !same(o.packets, s.packets) || o.samples != samples || o.rate != rate || o.channels != uint32(s.channels) || o.layout&0xff != o.channels {
			t.Fatalf("seed %d, CAF: %d packets of %d, %d samples of %d, %d channels", seed, len(o.packets), len(s.packets), o.samples, samples, o.channels)
		}
		if o.count != uint64(len(s.packets)) || o.priming != uint32(s.skip) || o.flags != 0 || o.packetOf != 0 ||
			samples >= int64(s.skip)+cut && int64(o.valid)+int64(o.priming)+int64(o.remainder) != samples {
			t.Errorf("seed %d: %d packets, %d+%d+%d samples of %d", seed, o.count, o.priming, o.valid, o.remainder, samples)
		}
	}
}

func same(a, b [][]byte) bool {
	return bytes.Equal(bytes.Join(a, nil), bytes.Join(b, nil)) && len(a) == len(b)
}

// Every place of the index of a long sound is that of a cluster, at the time that the index says.
func TestPlacesOfWebMCanBeSought(t *testing.T) {
	s := &stream{channels: 1, skip: 312}
	for range 1200 { // 24 seconds
		s.packets = append(s.packets, packet(40))
	}
	web, err := Wrap(bytes.NewReader(s.ogg(t, 200)), WebM)
	if err != nil {
		t.Fatal(err)
	}
	start := bytes.Index(web, name(elSegment)) + 4
	_, n := number(web[start:], 8, false)
	start += n
	cues := web[bytes.Index(web, name(elCues)):]
	entry := append(name(elPlace), 0x88)
	count := 0
	for ; ; count++ {
		at := bytes.Index(cues, entry)
		if at < 0 {
			break
		}
		place := int(binary.BigEndian.Uint64(cues[at+2:]))
		if !bytes.HasPrefix(web[start+place:], name(elCluster)) {
			t.Errorf("entry %d leads to %x", count, web[start+place:start+place+4])
		}
		cues = cues[at+2:]
	}
	if count != 5 {
		t.Errorf("%d places in 24 seconds", count)
	}
	if at := bytes.Index(web, name(elPadding)); at < 0 || binary.BigEndian.Uint64(web[at+3:]) != 200*1_000_000_000/uint64(rate) {
		t.Errorf("what is not played at the end is not told")
	}
}

func TestWhatIsNoOpusHasNoOtherForm(t *testing.T) {
	vorbis := []byte("OggS\x00\x02" + string(make([]byte, 20)) + "\x01\x1e\x01vorbis" + string(make([]byte, 23)))
	for about, in := range map[string][]byte{"nothing": nil, "text": []byte("hello"), "Vorbis": vorbis, "cut": recorded[:900]} {
		if _, err := Wrap(bytes.NewReader(in), CAF); !errors.Is(err, ErrForm) {
			t.Errorf("%s: %v", about, err)
		}
	}
	if Form("mp3").Mime() != "" || WebM.Mime() == "" || CAF.Mime() == "" {
		t.Error("forms are not what they say")
	}
}

func FuzzWrap(f *testing.F) {
	var ogg bytes.Buffer
	if _, err := Pack(&ogg, bytes.NewReader(recorded)); err != nil {
		f.Fatal(err)
	}
	f.Add(ogg.Bytes())
	f.Add(recorded)
	f.Add([]byte("OggS"))
	f.Fuzz(func(t *testing.T, in []byte) {
		s, err := read(bytes.NewReader(in))
		if err != nil {
			return
		}
		for _, form := range []Form{WebM, CAF} {
			out, err := Wrap(bytes.NewReader(in), form)
			if err != nil || len(out) > 3*len(in)+1000 {
				t.Fatalf("%s: %d bytes became %d, %v", form, len(in), len(out), err)
			}
			if form == CAF {
				if o := fromCAF(t, out); !same(o.packets, s.packets) {
					t.Error("CAF has other packets")
				}
			} else if back, err := fromWebM(out); err != nil || !same(back.packets, s.packets) {
				t.Errorf("WebM has other packets: %v", err)
			}
		}
	})
}
