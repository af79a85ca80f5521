package preview

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// TestThePictureOfAPage is asked as the page is: of public addresses alone, no more than a bound, and the card does without.
func TestThePictureOfAPage(t *testing.T) {
	drawn := func(w, h int) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		at    string
		file  []byte
		asked int
		w, h  int // of what is kept, 0 for nothing
	}{
		"beside the page":   {"cake.png", drawn(400, 200), 2, 192, 96},
		"of the same host":  {"https://example.com/cake.png", drawn(20, 10), 2, 20, 10},
		"far too large":     {"/cake.png", promising(t, drawn(8, 8), 50_000), 2, 0, 0},
		"too many bytes":    {"/cake.png", append(drawn(20, 10), make([]byte, pictureBytes)...), 2, 0, 0},
		"no picture":        {"/cake.png", []byte(plain), 2, 0, 0},
		"unsafe":            {"http://example.com/cake.png", nil, 1, 0, 0},
		"at home":           {"https://home.example/cake.png", nil, 1, 0, 0},
		"within the page":   {"data:image/png;base64,AAAA", nil, 1, 0, 0},
		"at another port":   {"//example.com:8443/cake.png", nil, 1, 0, 0},
		"of no address":     {"https://[/", nil, 1, 0, 0},
		"this very address": {"https://127.0.0.1/cake.png", nil, 1, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, ".png") {
					w.Header().Set("Content-Length", strconv.Itoa(len(c.file)))
					_, _ = w.Write(c.file)
					return
				}
				w.Header().Set("Content-Type", "text/html")
				_, _ = io.WriteString(w, `<title>Bolo</title><meta property="og:image" content="`+c.at+`">`)
			})
			s.answers["home.example"] = []string{"192.168.0.1"}
			got, err := s.Find(t.Context(), "https://example.com/shop/")
			if err != nil || got.Title != "Bolo" || len(s.asked) != c.asked {
				t.Fatalf("%q, %v, asked %d times", got.Title, err, len(s.asked))
			}
			size, err := jpeg.DecodeConfig(bytes.NewReader(got.Picture))
			if size.Width != c.w || size.Height != c.h || (err == nil) != (c.w > 0) {
				t.Errorf("%dx%d, %v", size.Width, size.Height, err)
			}
		})
	}
}

// promising lets a PNG say that it is so wide and high (W3C PNG, 11.2.2), with the sum of that part mended.
func promising(t *testing.T, file []byte, side uint32) []byte {
	t.Helper()
	binary.BigEndian.PutUint32(file[16:], side)
	binary.BigEndian.PutUint32(file[20:], side)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}
