package thumb

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

var bounds = Bounds{Side: 100, Pixels: 32_000_000}

// twoTone is red above and blue below.
func twoTone(w, h int) image.Image {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			if y >= h/2 {
				c = color.RGBA{B: 255, A: 255}
			}
			p.Set(x, y, c)
		}
	}
	return p
}

func asPNG(t *testing.T, p image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// turned puts into a JPEG how its camera was held.
func turned(t *testing.T, p image.Image, how byte) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), how, 0, 0, 0, 0, 0, 0)
	return append(append(bytes.Clone(b.Bytes()[:2]), exif...), b.Bytes()[2:]...)
}

// TestASmallPicture: it is small, has the form of the picture and stands upright.
func TestASmallPicture(t *testing.T) {
	for name, c := range map[string]struct {
		file  []byte
		w, h  int
		above string // the colour of the top left corner
	}{
		"wide":             {asPNG(t, twoTone(800, 400)), 100, 50, "red"},
		"tall":             {asPNG(t, twoTone(300, 900)), 33, 100, "red"},
		"small":            {asPNG(t, twoTone(20, 10)), 20, 10, "red"},
		"thin":             {asPNG(t, twoTone(4000, 2)), 100, 1, "blue"},
		"upside down":      {turned(t, twoTone(400, 200), 3), 100, 50, "blue"},
		"held on its side": {turned(t, twoTone(400, 200), 6), 50, 100, "blue"},
		"on the other":     {turned(t, twoTone(400, 200), 8), 50, 100, "red"},
	} {
		small, err := jpeg.Decode(bytes.NewReader(bounds.Of(bytes.NewReader(c.file))))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if b := small.Bounds(); b.Dx() != c.w || b.Dy() != c.h {
			t.Errorf("%s: %v", name, b)
		}
		r, _, b, _ := small.At(1, 0).RGBA()
		if got := map[bool]string{true: "red", false: "blue"}[r > b]; got != c.above && name != "thin" {
			t.Errorf("%s begins %s", name, got)
		}
	}
}

// TestNoSmallPicture of what is none.
func TestNoSmallPicture(t *testing.T) {
	for name, file := range map[string][]byte{
		"no picture": []byte("%PDF"), "cut off": asPNG(t, twoTone(200, 100))[:60], "empty": nil,
		"far too large": turned(t, image.NewGray(image.Rect(0, 0, 60000, 600)), 1),
	} {
		if small := bounds.Of(bytes.NewReader(file)); small != nil {
			t.Errorf("%s has %d bytes", name, len(small))
		}
	}
}

func FuzzOrientation(f *testing.F) {
	f.Add([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, head []byte) {
		if o := orientation(head); o < 1 || o > 8 {
			t.Errorf("held %d", o)
		}
	})
}
