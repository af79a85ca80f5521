package desk

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Bom dia, João!":          "bom dia joao",
		"e\u0301 ATENÇÃO":         "e atencao",
		"R$ 1.250,00 em 12/05":    "r 1 250 00 em 12 05",
		"caixa-d'água":            "caixa d agua",
		"joao@x.com":              "joao x com",
		"bolo🎂🎂 ok":               "bolo 🎂 🎂 ok",
		"👩‍👧 família":             "👩 👧 familia",
		"東京タワー2024年":              "東 京 タ ワ ー 2024 年",
		"straße":                  "strasse",
		"مرحبا بكم":               "مرحبا بكم",
		"\u202eabc\u202c \ufffd":  "abc",
		"...!?":                   "",
		strings.Repeat("x", 500):  strings.Repeat("x", longestWord),
		"nota_fiscal (1) ½ ㎏.pdf": "nota fiscal 1 1⁄2 kg pdf",
	} {
		var got []string
		for _, w := range Words(text) {
			got = append(got, w.Folded)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q has the words %q", text, got)
		}
	}
}

func TestFindAndSnippet(t *testing.T) {
	long := strings.Repeat("antes de tudo isso ", 20) + "o Bolo de  cenoura\ncom CHOCOLATE 🎂 chegou " + strings.Repeat("e depois veio mais ", 20)
	for _, c := range []struct {
		query, text string
		all         bool
		marked      []string // in the snippet
	}{
		{"joao", "Oi, JOÃO, tudo bem?", true, []string{"JOÃO"}},
		{"bol", "bolo e Bolinho, não o embolo", true, []string{"bolo", "Bolinho"}},
		{"bol cenoura", "bolo de cenoura", false, nil},
		{"cenoura bol", "bolo de cenoura", true, []string{"bolo", "cenoura"}},
		{"12/05", "dia 12/05 ou 05/12", true, []string{"12/05"}},
		{"a", "a casa", true, []string{"a"}},
		{"e\u0301", "é", true, []string{"é"}},
		{`"OR" AND (* NEAR`, "or and near", true, []string{"or and near"}},
		{"京都", "東京都へ", true, []string{"京都"}},
		{"🎂", "oi 🎂🎂", true, []string{"🎂🎂"}},
		{"chocolate 🎂", long, true, []string{"CHOCOLATE 🎂"}},
		{"cenoura", long, true, []string{"cenoura"}},
		{"strass", "die Straße", true, []string{"Straße"}},
	} {
		marks, all := Seek(c.query).Find(c.text)
		if all != c.all {
			t.Errorf("%q in %.40q: found %v", c.query, c.text, all)
			continue
		}
		if !all {
			continue
		}
		snippet, spans := Snippet(c.text, marks[0], 60)
		units, got := utf16.Encode([]rune(snippet)), []string{}
		for _, s := range spans {
			got = append(got, string(utf16.Decode(units[s.From:s.To])))
		}
		if !slices.Equal(got, c.marked) && strings.ReplaceAll(strings.Join(got, ""), " ", "") != strings.ReplaceAll(strings.Join(c.marked, ""), " ", "") {
			t.Errorf("%q marks %q in %q", c.query, got, snippet)
		}
		if n := utf8.RuneCountInString(snippet); n > 62 || strings.ContainsAny(snippet, "\n\t") {
			t.Errorf("%q is shown as %d runes: %q", c.query, n, snippet)
		}
	}
}

// FuzzSought: whatever is typed and whatever was written, marks lie in the text, in order and apart, and a text holds its own words.
func FuzzSought(f *testing.F) {
	for _, s := range append(awkward, `"`, `*`, `a" OR "b`, "東京", "١٢٣", "ﬁm") {
		f.Add(s, "Bom dia, João! "+s+" 🎂")
		f.Add("bom", s)
	}
	f.Fuzz(func(t *testing.T, query, text string) {
		text = Clean(text)
		sought := Seek(query)
		for _, p := range sought.Phrases {
			for _, w := range p {
				if w == "" || strings.ContainsAny(w, " \"'*():^{}-+\x00") {
					t.Fatalf("%q looks for %q", query, w)
				}
			}
		}
		marks, _ := sought.Find(text)
		at := 0
		for _, m := range marks[0] {
			if m.From < at || m.To <= m.From || m.To > len(text) || !utf8.ValidString(text[m.From:m.To]) {
				t.Fatalf("%q marks %v in %q", query, marks, text)
			}
			at = m.To
		}
		snippet, spans := Snippet(text, marks[0], 40)
		units := len(utf16.Encode([]rune(snippet)))
		at = 0
		for _, s := range spans {
			if s.From < at || s.To <= s.From || s.To > units {
				t.Fatalf("%q marks %v in the snippet %q of %d units", query, spans, snippet, units)
			}
			at = s.To
		}
		if len(marks[0]) > 0 && len(spans) == 0 {
			t.Fatalf("%q is marked in %q and not in its snippet %q", query, text, snippet)
		}
		own := Words(text)
		if n := len(own); n > 0 {
			if _, all := Seek(text[own[0].From:own[0].To]).Find(text); !all {
				t.Fatalf("%q is not found by its own first word", text)
			}
		}
	})
}
