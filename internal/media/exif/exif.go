// Package exif takes out of a picture what it says beside its pixels: where and when it was taken, by which device and whom, and the small
// or second pictures that cameras hide in a file. Nothing is decoded and made anew: the bytes of the picture itself stay as they are. What
// stays beside them is named, so that a part nobody thought of goes.
package exif

import (
	"bytes"
	"errors"
)

// ErrForm is the error of a file that is no picture of a known form, or a damaged one.
var ErrForm = errors.New("no picture whose parts are known")

// Without gives a JPEG, PNG or WebP without what it says beside its pixels. It keeps what a picture is drawn by: its colours, its motion
// and how the camera was held. The file itself is left alone; what has nothing to take out comes back as it is. ErrForm: it is none of
// these, or it ends or says something where its form has no place for it.
func Without(file []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		return jpeg(file)
	case bytes.HasPrefix(file, []byte(pngStart)):
		return png(file)
	case len(file) >= riffHead && string(file[:4]) == "RIFF" && string(file[8:12]) == "WEBP":
		return webp(file)
	}
	return nil, ErrForm
}
