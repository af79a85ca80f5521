package waweb

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// TestThumbnail: a picture has a small one, and whatever else is sent goes without.
func TestThumbnail(t *testing.T) {
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewRGBA(image.Rect(0, 0, 800, 400))); err != nil {
		t.Fatal(err)
	}
	say := func(kind desk.MessageKind, b []byte, err error) transport.Say {
		return transport.Say{Kind: kind, File: &transport.File{Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), err }}}
	}
	got, err := jpeg.DecodeConfig(bytes.NewReader(thumbnail(say(desk.Image, file.Bytes(), nil))))
	if err != nil || got.Width != 100 || got.Height != 50 {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, m := range map[string]transport.Say{
		"a sticker": say(desk.Sticker, file.Bytes(), nil), "closed": say(desk.Image, nil, errors.New("away")), "no picture": say(desk.Image, []byte("%PDF"), nil),
	} {
		if got := thumbnail(m); got != nil {
			t.Errorf("%s has %d bytes", name, len(got))
		}
	}
}
