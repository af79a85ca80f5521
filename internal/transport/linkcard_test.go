package transport

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

// TestOnlyAnHonestCardIsShown: one whose link the text has, with a picture that is one.
func TestOnlyAnHonestCardIsShown(t *testing.T) {
	drawn := func(w, h int) []byte {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	small := drawn(20, 10)
	kept := base64.StdEncoding.EncodeToString(small)
	for name, c := range map[string]struct {
		body, link, title, description string
		picture                        []byte
		want                           *desk.LinkCard
	}{
		"whole":            {"veja https://a.example/b", "https://a.example/b", "Bolo", "de milho", small, &desk.LinkCard{URL: "https://a.example/b", Title: "Bolo", Description: "de milho", Picture: kept}},
		"without a scheme": {"veja a.example", "a.example", "Bolo", "", nil, &desk.LinkCard{URL: "https://a.example", Title: "Bolo"}},
		"unsafe":           {"http://a.example", "http://a.example", "Bolo", "", nil, &desk.LinkCard{URL: "http://a.example", Title: "Bolo"}},
		"turned, in lines": {"a.example", "a.example", "\u202eBolo\n\x00de", "\u2066x", nil, &desk.LinkCard{URL: "https://a.example", Title: "Bolo de", Description: "x"}},
		"another link":     {"https://a.example", "https://b.example", "Bolo", "", nil, nil},
		"no title":         {"a.example", "a.example", " \u202e", "x", small, nil},
		"no link":          {"a.example", "", "Bolo", "", small, nil},
		"a program":        {"javascript://a", "javascript://a", "Bolo", "", nil, nil},
		"broken":           {"https://[", "https://[", "Bolo", "", nil, nil},
		"no picture":       {"a.example", "a.example", "Bolo", "", []byte("GIF89a"), &desk.LinkCard{URL: "https://a.example", Title: "Bolo"}},
		"far too large":    {"a.example", "a.example", "Bolo", "", drawn(5000, 300), &desk.LinkCard{URL: "https://a.example", Title: "Bolo"}},
		"too many bytes":   {"a.example", "a.example", "Bolo", "", append(small, make([]byte, cardBytes)...), &desk.LinkCard{URL: "https://a.example", Title: "Bolo"}},
	} {
		got := LinkCard(c.body, c.link, c.title, c.description, c.picture)
		if (got == nil) != (c.want == nil) || got != nil && *got.Link != *c.want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	long := strings.Repeat("ã", 1000)
	if got := LinkCard("a.example", "a.example", long, long, nil).Link; len([]rune(got.Title)) != desk.CardTitle || len([]rune(got.Description)) != desk.CardDescription {
		t.Errorf("%d and %d characters", len([]rune(got.Title)), len([]rune(got.Description)))
	}
}
