package preview

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
)

func TestTheHeadOfAPageIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		form, page string
		want       words
	}{
		"og before title": {"text/html", `<title>a</title><meta property="og:title" content="b"><meta property=og:description content=c>`, words{title: "b", description: "c"}},
		"og as name":      {"text/html", `<meta name="OG:Title" content="b &amp; c">`, words{title: "b & c"}},
		"empty og": {"text/html", `<meta property=og:title content=" "><title> a
			b </title>`, words{title: "a b"}},
		"the first stands": {"text/html", `<title>a</title><title>b</title>`, words{title: "a"}},
		"latin 1":          {"text/html; charset=iso-8859-1", "<title>p\xe3o</title>", words{title: "pão"}},
		"charset within":   {"text/html", "<meta charset=windows-1252><title>p\xe3o</title>", words{title: "pão"}},
		"wrong charset":    {"text/html; charset=utf-8", "<title>p\xe3o</title>", words{title: "p\uFFFDo"}},
		"unknown charset":  {"text/html; charset=klingon", "<title>pao</title>", words{title: "pao"}},
		"turned direction": {"text/html", "<meta charset=utf-8><title>\u202egnp.exe\u2066</title>", words{title: "gnp.exe"}},
		"a picture":        {"text/html", `<title>a</title><meta property=og:image content=/a.jpg>`, words{title: "a", picture: "/a.jpg"}},
		"a safer picture": {"text/html", `<title>a</title><meta property=og:image content=http://a.example/b><meta property=og:image:secure_url content=https://a.example/c>`,
			words{title: "a", picture: "https://a.example/c"}},
		"a long picture":    {"text/html", `<title>a</title><meta property=og:image content=/` + strings.Repeat("a", linkLong) + `>`, words{title: "a"}},
		"nothing of a body": {"text/html", `<body><title>a</title>`, words{}},
		"broken off":        {"text/html", `<title>a</title><meta name="desc`, words{title: "a"}},
	} {
		got, err := read(strings.NewReader(c.page), c.form)
		if got != c.want || (err == nil) != (c.want.title != "") {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestTextsAreCut(t *testing.T) {
	long := strings.Repeat("ã", 1000)
	got, err := read(strings.NewReader(`<title>`+long+`</title><meta name=description content="`+long+`">`), "text/html; charset=utf-8")
	if err != nil || utf8.RuneCountInString(got.title) != desk.CardTitle || utf8.RuneCountInString(got.description) != desk.CardDescription {
		t.Errorf("got %+v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(plain, "text/html")
	f.Add("<title>\u202e\x00p\xe3o", "text/html; charset=utf-16")
	f.Add("<!doctype html><meta property=og:title content='", "")
	f.Fuzz(func(t *testing.T, page, form string) {
		c, err := read(strings.NewReader(page), form)
		if (err == nil) != (c.title != "") {
			t.Fatalf("%+v, %v", c, err)
		}
		for text, long := range map[string]int{c.title: desk.CardTitle, c.description: desk.CardDescription} {
			if !utf8.ValidString(text) || utf8.RuneCountInString(text) > long || strings.ContainsFunc(text, unicode.IsControl) {
				t.Fatalf("%q", text)
			}
		}
	})
}

func TestTheFirstLinkOfATextIsFound(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "no link": "", "http://a.example/": "", "https://": "", "https://localhost/": "", "https://a.example:8443/": "",
		"see https://a.example/x?y=1#z.":       "https://a.example/x?y=1#z",
		"HTTPS://A.example":                    "HTTPS://A.example",
		"(https://a.example/b)":                "https://a.example/b",
		"https://pt.example/wiki/Bolo_(doce)!": "https://pt.example/wiki/Bolo_(doce)",
		"*https://a.example/*":                 "https://a.example/",
		"https://a.example/" + strings.Repeat("a", linkLong) + " https://b.example": "https://b.example",
		"http://a.example https://b.example\nhttps://":                              "https://b.example",
		"https://me:secret@a.example https://b.example":                             "https://b.example",
	} {
		if got := Link(text); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add("see (https://a.example/b).")
	f.Fuzz(func(t *testing.T, text string) {
		if got := Link(text); !strings.Contains(text, got) || strings.ContainsFunc(got, unicode.IsSpace) {
			t.Fatalf("%q of %q", got, text)
		}
	})
}
