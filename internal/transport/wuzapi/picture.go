package wuzapi

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image/png"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
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
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", errors.New("read the picture of a code: no two colours")
	}
	found, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		return "", errors.New("read the picture of a code: no code in it")
	}
	return found.GetText(), nil
}
