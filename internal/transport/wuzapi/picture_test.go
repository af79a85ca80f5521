package wuzapi

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
)

func uri(raw []byte) string { return "data:image/png;base64," + base64.StdEncoding.EncodeToString(raw) }

// Codes are as long as WhatsApp makes them, drawn as servers draw them.
func TestPicture(t *testing.T) {
	for _, long := range []int{20, 150, 180, 200, 220, 235, 237, 240, 260, 300, 400} {
		for _, level := range []qrcode.RecoveryLevel{qrcode.Low, qrcode.Medium, qrcode.High, qrcode.Highest} {
			text := "2@" + strings.Repeat("aZ09+/=,", long/8+1)[:long-2]
			for _, size := range []int{256, 300, 512} {
				raw, err := qrcode.Encode(text, level, size)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := readPicture(uri(raw)); err != nil || got != text {
					t.Errorf("%d signs, level %d, %d pixels: %q %v", long, level, size, got, err)
				}
			}
		}
	}
}

func TestHostilePicture(t *testing.T) {
	draw := func(w, h int, at func(x, y int) color.Color) []byte {
		img := image.NewGray(image.Rect(0, 0, w, h))
		for x := range w {
			for y := range h {
				img.Set(x, y, at(x, y))
			}
		}
		var b bytes.Buffer
		_ = png.Encode(&b, img)
		return b.Bytes()
	}
	plain := func(int, int) color.Color { return color.White }
	noise := func(x, y int) color.Color { return color.Gray{uint8(x*31 ^ y*17*x)} }
	good, _ := qrcode.Encode("2@x", qrcode.Medium, 256)
	for what, text := range map[string]string{
		"nothing": "", "no picture": "data:text/html,<b>", "another kind": "data:image/svg+xml;base64,AAAA", "no base64": "data:image/png;base64,%%",
		"no png": uri([]byte("GIF89a")), "half": uri(good[:len(good)/2]), "white": uri(draw(256, 256, plain)), "noise": uri(draw(256, 256, noise)),
		"tiny": uri(draw(1, 1, plain)), "wide": uri(draw(4096, 16, plain)), "long": "data:image/png;base64," + strings.Repeat("A", 2<<20),
	} {
		if got, err := readPicture(text); err == nil {
			t.Errorf("%s: %q", what, got)
		}
	}
}
