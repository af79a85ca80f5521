// Package thumb makes a small JPEG of a picture. It knows nothing of where the picture comes from, and trusts nothing that it says.
package thumb

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // of the pictures that are taken
	"io"
)

// Bounds of a small picture.
type Bounds struct {
	Side   int // how long its longer side is at most, in pixels
	Pixels int // of how large a picture one is made at most; a few bytes can promise billions
}

// Of makes a JPEG of a JPEG or PNG, upright; nil where there can be none, such as of a picture that is broken or too large.
func (b Bounds) Of(from io.Reader) (small []byte) {
	defer func() {
		if recover() != nil { // whatever is in a file
			small = nil
		}
	}()
	var head bytes.Buffer
	c, _, err := image.DecodeConfig(io.TeeReader(from, &head))
	if err != nil || c.Width <= 0 || c.Height <= 0 || c.Width > b.Pixels/c.Height {
		return nil
	}
	turned := orientation(head.Bytes())
	whole, _, err := image.Decode(io.MultiReader(&head, from))
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, shrunk{whole, whole.Bounds(), b.Side, turned}, &jpeg.Options{Quality: 60}); err != nil {
		return nil
	}
	return out.Bytes()
}

// shrunk is a picture made small, and turned as its camera says (EXIF 2.3, 4.6.4, Orientation).
type shrunk struct {
	of     image.Image
	from   image.Rectangle
	side   int
	turned int
}

func (s shrunk) ColorModel() color.Model { return color.RGBAModel }

// size is that of the picture as it is shown, made small.
func (s shrunk) size() (w, h int) {
	w, h = s.from.Dx(), s.from.Dy()
	if longer := max(w, h); longer > s.side {
		w, h = max(1, w*s.side/longer), max(1, h*s.side/longer)
	}
	return w, h
}

func (s shrunk) Bounds() image.Rectangle {
	w, h := s.size()
	if s.turned >= 5 {
		w, h = h, w
	}
	return image.Rect(0, 0, w, h)
}

// At is the mean of the pixels that become one, over white where one can look through.
func (s shrunk) At(x, y int) color.Color {
	w, h := s.size()
	x, y = upright(s.turned, x, y, w, h)
	var r, g, b, n uint64
	top, bottom := s.from.Dy()*y/h, max(s.from.Dy()*(y+1)/h, s.from.Dy()*y/h+1)
	left, right := s.from.Dx()*x/w, max(s.from.Dx()*(x+1)/w, s.from.Dx()*x/w+1)
	for v := top; v < bottom; v += 1 + (bottom-top)/16 { // sixteen in each direction are enough
		for u := left; u < right; u += 1 + (right-left)/16 {
			cr, cg, cb, ca := s.of.At(s.from.Min.X+u, s.from.Min.Y+v).RGBA()
			white := uint64(0xffff - ca)
			r, g, b, n = r+uint64(cr)+white, g+uint64(cg)+white, b+uint64(cb)+white, n+1
		}
	}
	return color.RGBA{R: uint8(r / n >> 8), G: uint8(g / n >> 8), B: uint8(b / n >> 8), A: 0xff}
}

// upright finds where a pixel of the picture as it is shown stands in the picture as it was taken, which is w by h.
func upright(turned, x, y, w, h int) (int, int) {
	switch turned {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}

// orientation reads from the head of a JPEG file how its camera was held, from 1 to 8; 1 where nothing is said.
func orientation(head []byte) int {
	const tag, short = 0x0112, 3
	_, exif, found := bytes.Cut(head, []byte("Exif\x00\x00"))
	if !found || len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if exif[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return 1
	}
	entries := exif[at+2:]
	for range order.Uint16(exif[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
		}
		entries = entries[12:]
	}
	return 1
}
