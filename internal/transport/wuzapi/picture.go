package wuzapi

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// Bounds of the picture of a code, in bytes and in pixels of a side; the server draws 256 of them.
const (
	largestPicture = 1 << 20
	widestPicture  = 2048
)

// readPicture reads the code out of the picture that the server draws of it, so that the page can draw it anew, sharp and in its own
// size, as it does with every other code.
func readPicture(uri string) (text string, err error) {
	defer func() {
		if p := recover(); p != nil { // the picture is whatever the server says
			err = fmt.Errorf("read the picture of a code: panic: %v", p)
		}
	}()
	kind, body, _ := strings.Cut(uri, ",")
	if !strings.HasPrefix(kind, "data:image/png;base64") || len(body) > largestPicture {
		return "", errors.New("read the picture of a code: no picture")
	}
	raw, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return "", errors.New("read the picture of a code: no base64")
	}
	if c, err := png.DecodeConfig(bytes.NewReader(raw)); err != nil || c.Width > widestPicture || c.Height > widestPicture {
		return "", errors.New("read the picture of a code: no picture of this size")
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return "", errors.New("read the picture of a code: broken picture")
	}
	return readCode(img)
}

// readCode reads a code that was drawn and not photographed: it stands straight, and what is dark reaches from its first corner to
// its last. The black bar at its top left is seven squares wide, which tells how many squares there are, give or take the roundings of
// whoever drew it; the code's own redundancy shows which number is right.
func readCode(img image.Image) (string, error) {
	box, bar := extent(img)
	if bar < 7 || box.Dx() != box.Dy() {
		return "", errors.New("read the picture of a code: no code in it")
	}
	guess := (box.Dx()*7/bar - 17 + 2) / 4 // a code of version v has 17+4v squares a side
	for _, off := range []int{0, 1, -1, 2, -2, 3, -3} {
		if v := guess + off; v < 1 || v > 40 {
			continue
		}
		bits, err := squares(img, box, 17+4*(guess+off))
		if err != nil {
			return "", fmt.Errorf("read the picture of a code: %w", err)
		}
		if found, err := decoder.NewDecoder().DecodeWithoutHint(bits); err == nil {
			return found.GetText(), nil
		}
	}
	return "", errors.New("read the picture of a code: no code in it")
}

func dark(img image.Image, x, y int) bool {
	r, g, b, a := img.At(x, y).RGBA()
	return a > 0x7fff && r+g+b < 3*0x7fff
}

// extent is what is dark, and how wide the bar at its top left is.
func extent(img image.Image) (box image.Rectangle, bar int) {
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if dark(img, x, y) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	for bar < box.Dx() && dark(img, box.Min.X+bar, box.Min.Y) {
		bar++
	}
	return box, bar
}

// squares takes n squares a side off the picture, each by its middle.
func squares(img image.Image, box image.Rectangle, n int) (*gozxing.BitMatrix, error) {
	bits, err := gozxing.NewSquareBitMatrix(n)
	if err != nil {
		return nil, err
	}
	middle := func(i int) int { return (2*i + 1) * box.Dx() / (2 * n) }
	for y := range n {
		for x := range n {
			if dark(img, box.Min.X+middle(x), box.Min.Y+middle(y)) {
				bits.Set(x, y)
			}
		}
	}
	return bits, nil
}
