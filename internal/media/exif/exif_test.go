package exif

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	jpegs "image/jpeg"
	pngs "image/png"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// place is what must not leave; it stands for coordinates wherever a file can hold some.
const place = "GPS 23.5505 S 46.6333 W"

func photo(r *rand.Rand) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 1+r.IntN(40), 1+r.IntN(40)))
	for i := range m.Pix {
		m.Pix[i] = byte(r.Uint32())
	}
	m.Set(0, 0, color.White)
	return m
}

// camera is Exif as a camera writes it: how it was held, and where.
func camera(turn uint16, order binary.AppendByteOrder) []byte {
	b := []byte("II")
	if order.String() == "BigEndian" {
		b = []byte("MM")
	}
	b = order.AppendUint32(order.AppendUint16(b, 42), 8)
	b = order.AppendUint16(b, 2)
	for _, e := range [][2]uint16{{orientation, turn}, {0x8825, 38}} {
		b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, e[0]), 3), 1)
		b = order.AppendUint16(order.AppendUint16(b, e[1]), 0)
	}
	return append(order.AppendUint32(b, 0), place...)
}

func app(mark byte, body string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(2+len(body))), body...)
}

func encoded(t testing.TB, m image.Image, as func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := as(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	return encoded(t, m, func(b *bytes.Buffer) error { return jpegs.Encode(b, m, nil) })
}

func pngOf(t testing.TB, m image.Image) []byte {
	return encoded(t, m, func(b *bytes.Buffer) error { return pngs.Encode(b, m) })
}

// snapped is a JPEG as telephones make them: remarks of every kind before the picture, another picture behind it.
func snapped(t testing.TB, m image.Image, turn uint16, order binary.AppendByteOrder) []byte {
	b := jpegOf(t, m)
	parts := [][]byte{b[:2], app(0xe0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"), app(0xe0, "JFXX\x00"+place),
		app(0xe1, start+string(camera(turn, order))), {0xff, 0xff}, app(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+place)[1:], app(0xe2, "MPF\x00"+place),
		app(0xe2, "ICC_PROFILE\x00\x01\x01colours"), app(0xed, "Photoshop 3.0\x00"+place), app(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01"), app(0xfe, place), b[2:], b, []byte(place)}
	return slices.Concat(parts...)
}

func described(t testing.TB, m image.Image, turn uint16, order binary.AppendByteOrder) []byte {
	b := pngOf(t, m)
	body := 8 + 12 + 13 // behind the first chunk
	return slices.Concat(b[:body], chunkOf("eXIf", camera(turn, order)), chunkOf("tEXt", []byte("Comment\x00"+place)), chunkOf("iTXt", []byte(place)),
		chunkOf("zTXt", []byte(place)), chunkOf("tIME", []byte(place)), chunkOf("gAMA", []byte{0, 0, 0xb1, 0x8f}), chunkOf("prIV", []byte(place)), b[body:], []byte(place))
}

// TestWithout: whatever a camera wrote beside them goes, the pixels and how they are turned stay.
func TestWithout(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		m, turn := photo(r), uint16(r.IntN(10))
		var order binary.AppendByteOrder = binary.BigEndian
		if r.IntN(2) == 0 {
			order = binary.LittleEndian
		}
		for name, form := range map[string]func(testing.TB, image.Image, uint16, binary.AppendByteOrder) []byte{"jpeg": snapped, "png": described} {
			before := form(t, m, turn, order)
			kept := bytes.Clone(before)
			after, err := Without(before)
			if err != nil || !bytes.Equal(kept, before) {
				t.Fatalf("%s: %v", name, err)
			}
			if bytes.Contains(after, []byte(place)) {
				t.Fatalf("%s: the place is still in it", name)
			}
			if !reflect.DeepEqual(pixels(t, before), pixels(t, after)) {
				t.Fatalf("%s: other pixels", name)
			}
			if want := Turn(camera(turn, order)); turnOf(after) != want {
				t.Fatalf("%s: turned %d, want %d", name, turnOf(after), want)
			}
			if again, err := Without(after); err != nil || !bytes.Equal(again, after) {
				t.Fatalf("%s: a second time changes it: %v", name, err)
			}
		}
	}
}

// TestKept: the colours stay, and so does what says how to read them.
func TestKept(t *testing.T) {
	after, err := Without(snapped(t, photo(rand.New(rand.NewPCG(3, 4))), 6, binary.BigEndian))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"JFIF\x00", "ICC_PROFILE\x00\x01\x01colours", "Adobe\x00"} {
		if bytes.Count(after, []byte(want)) != 1 {
			t.Errorf("%q is not in it once", want)
		}
	}
	for _, not := range []string{"JFXX", "MPF\x00", "Photoshop", "ns.adobe.com"} {
		if bytes.Contains(after, []byte(not)) {
			t.Errorf("%q is still in it", not)
		}
	}
}

func pixels(t *testing.T, file []byte) image.Image {
	m, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// turnOf looks for the shortest Exif that there is, wherever it lies.
func turnOf(file []byte) uint16 {
	if at := bytes.Index(file, []byte("MM\x00*\x00\x00\x00\x08")); at >= 0 {
		return Turn(file[at:])
	}
	return upright
}

// webpOf is a WebP of these chunks.
func webpOf(chunks ...string) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WEBP")
	for i := 0; i < len(chunks); i += 2 {
		b = append(binary.LittleEndian.AppendUint32(append(b, chunks[i]...), uint32(len(chunks[i+1]))), chunks[i+1]...)
		if len(chunks[i+1])%2 == 1 {
			b = append(b, 0)
		}
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

func TestWithoutWebP(t *testing.T) {
	head := func(flags byte) string { return string([]byte{flags, 0, 0, 0, 9, 0, 0, 9, 0, 0}) }
	turned6 := string(turned(camera(6, binary.BigEndian)))
	for name, c := range map[string]struct{ before, after []byte }{
		"plain": {webpOf("VP8L", "abc"), webpOf("VP8L", "abc")},
		"upright": {webpOf("VP8X", head(0x2c), "ICCP", "colours", "VP8 ", "picture", "EXIF", string(camera(1, binary.LittleEndian)), "XMP ", place),
			webpOf("VP8X", head(0x20), "ICCP", "colours", "VP8 ", "picture")},
		"turned": {webpOf("VP8X", head(0x1c), "ALPH", "a", "VP8 ", "picture", "EXIF", start+string(camera(6, binary.LittleEndian)), "XMP ", place, "priv", place),
			webpOf("VP8X", head(0x18), "ALPH", "a", "VP8 ", "picture", "EXIF", turned6)},
		"behind": {append(webpOf("VP8L", "abc"), place...), webpOf("VP8L", "abc")},
	} {
		if after, err := Without(c.before); err != nil || !bytes.Equal(after, c.after) {
			t.Errorf("%s: %q, want %q (%v)", name, after, c.after, err)
		}
	}
}

// TestCut: a picture that was cut off before it begins is none, whatever byte is the last.
func TestCut(t *testing.T) {
	m := photo(rand.New(rand.NewPCG(5, 6)))
	for _, whole := range [][]byte{snapped(t, m, 6, binary.BigEndian), described(t, m, 6, binary.BigEndian), webpOf("VP8X", "\x08\x00", "EXIF", place)} {
		for n := range whole {
			after, err := Without(whole[:n])
			if err != nil && (!errors.Is(err, ErrForm) || after != nil) {
				t.Fatalf("cut at %d: %v", n, err)
			}
			if bytes.Contains(after, []byte(place)) {
				t.Fatalf("cut at %d: the place is still in it", n)
			}
		}
	}
	for _, hostile := range []string{"", "\xff\xd8\xff", "\xff\xd8\xff\xe1\x00\x00", "\xff\xd8\xff\xd9", "\xff\xd8\xff\xe1\xff\xff" + place, pngStart,
		pngStart + "\xff\xff\xff\xffIDAT", "RIFF\xff\xff\xff\xffWEBP", "RIFF\x04\x00\x00\x00WEBP", "GIF89a"} {
		if _, err := Without([]byte(hostile)); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", hostile, err)
		}
	}
}

// FuzzWithout: no file makes it fail otherwise than it says, grow, or find more the second time; a sum in a PNG stays right.
func FuzzWithout(f *testing.F) {
	m := photo(rand.New(rand.NewPCG(7, 8)))
	f.Add(snapped(f, m, 6, binary.BigEndian))
	f.Add(described(f, m, 3, binary.LittleEndian))
	f.Add(webpOf("VP8X", "\x0c\x00\x00\x00\x09\x00\x00\x09\x00\x00", "VP8 ", "picture", "EXIF", string(camera(6, binary.BigEndian))))
	f.Fuzz(func(t *testing.T, file []byte) {
		before := crc32.ChecksumIEEE(file)
		after, err := Without(file)
		if before != crc32.ChecksumIEEE(file) {
			t.Fatal("the file itself was changed")
		}
		if err != nil {
			if !errors.Is(err, ErrForm) {
				t.Fatal(err)
			}
			return
		}
		again, err := Without(after)
		if err != nil || !bytes.Equal(again, after) {
			t.Fatalf("a second time changes it: %v", err)
		}
	})
}
