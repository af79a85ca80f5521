package house

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"

	"github.com/balcao-app/balcao/internal/desk"
)

// file is one that messages show: a row of an attachment without its message.
type file struct {
	kind          desk.MessageKind
	mime, name    string
	sum           string
	bytes         int
	width, height int
	millis        int
	wave          []byte
}

// shelf has the files of a house by the kind of message that shows them. Many messages show the same file.
type shelf map[desk.MessageKind][]file

// makeFiles draws pictures, plays notes and writes papers, each as small as it can be and real.
func makeFiles(dir string) (shelf, error) {
	s := shelf{}
	for i := range 24 {
		sizes := []image.Point{{640, 480}, {480, 640}, {600, 600}, {800, 400}}
		if err := s.picture(dir, i, sizes[i%len(sizes)]); err != nil {
			return nil, err
		}
	}
	for i := range 6 {
		if err := s.sticker(dir, i); err != nil {
			return nil, err
		}
		if err := s.voice(dir, i); err != nil {
			return nil, err
		}
	}
	for i, name := range documents {
		if err := s.put(dir, paper(i), file{kind: desk.Document, mime: "application/pdf", name: name}); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s shelf) put(dir string, content []byte, f file) error {
	sum := sha256.Sum256(content)
	f.sum, f.bytes = hex.EncodeToString(sum[:]), len(content)
	path := filepath.Join(dir, f.sum[:2], f.sum)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	s[f.kind] = append(s[f.kind], f)
	return os.WriteFile(path, content, 0o600)
}

// picture is a photograph as far as a list of messages can tell: soft colours, and something round on a table.
func (s shelf) picture(dir string, n int, size image.Point) error {
	m := image.NewRGBA(image.Rectangle{Max: size})
	table, cake := hue(n*47), hue(n*47+150)
	r := float64(min(size.X, size.Y)) * (0.22 + 0.02*float64(n%6))
	for y := range size.Y {
		for x := range size.X {
			far := math.Hypot(float64(x-size.X/2), float64(y-size.Y/2)*1.25)
			light := 0.55 + 0.4*float64(y)/float64(size.Y)
			c := table
			if far < r {
				c, light = cake, 1.05-0.45*far/r
			}
			m.SetRGBA(x, y, c.lit(light))
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 70}); err != nil {
		return err
	}
	return s.put(dir, b.Bytes(), file{kind: desk.Image, mime: "image/jpeg", width: size.X, height: size.Y})
}

func (s shelf) sticker(dir string, n int) error {
	const size = 192
	m := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			if math.Hypot(float64(x-size/2), float64(y-size/2)) < size/2-float64(4*n) {
				c := hue(n*60 + y/4).lit(1)
				m.Set(x, y, c)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return err
	}
	return s.put(dir, b.Bytes(), file{kind: desk.Sticker, mime: "image/png", width: size, height: size})
}

// voice hums for some seconds, in the plainest form of a WAVE file: one channel of 8 bits, 8,000 times a second.
func (s shelf) voice(dir string, n int) error {
	const rate = 8000
	length := rate * (2 + n)
	f := file{kind: desk.Voice, mime: "audio/wav", millis: (2 + n) * 1000, wave: make([]byte, desk.WavePeaks)}
	loud := func(part float64) float64 { return 0.2 + 0.8*math.Abs(math.Sin(part*math.Pi*float64(3+n))) }
	var b bytes.Buffer
	b.WriteString("RIFF")
	for _, v := range []any{uint32(36 + length), []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(rate), uint32(rate), uint16(1), uint16(8),
		[]byte("data"), uint32(length)} {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			return err
		}
	}
	for i := range length {
		part := float64(i) / float64(length)
		b.WriteByte(byte(128 + 100*loud(part)*math.Sin(2*math.Pi*float64(i)*(180+20*float64(n))/rate)))
	}
	for i := range f.wave {
		f.wave[i] = byte(100 * loud(float64(i)/desk.WavePeaks))
	}
	return s.put(dir, b.Bytes(), f)
}

// paper is a document of one empty page.
func paper(n int) []byte {
	return fmt.Appendf(nil, "%%PDF-1.4\n%% %d\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n", n)
}

// tint is a colour by its parts of red, green and blue, 0 to 1.
type tint [3]float64

// hue is a soft colour by its angle in degrees.
func hue(angle int) (t tint) {
	for i := range t {
		t[i] = 0.62 + 0.3*math.Cos(float64(angle-120*i)*math.Pi/180)
	}
	return t
}

func (t tint) lit(light float64) color.RGBA {
	part := func(v float64) uint8 { return uint8(255 * max(0, min(1, v*light))) }
	return color.RGBA{part(t[0]), part(t[1]), part(t[2]), 255}
}
