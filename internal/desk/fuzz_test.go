package desk

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// awkward are texts that break programs: cut characters, what C ends at, what turns or hides what follows, markup, and length.
var awkward = []string{"", "olá", "a\x00b", "\xff\xfe", "\xc3", "\xed\xa0\x80", "\ufffd", "\u202eabc\u202c", "\u200b\u200d\ufeff", "<img src=x onerror=alert(1)>",
	"👩‍👩‍👧‍👦", "e\u0301\u0301\u0301", " \t\n\u2028\u00a0", strings.Repeat("x", 65536), strings.Repeat("ç ", 5000), "x\xff\x00\xff"}

func FuzzClean(f *testing.F) {
	for _, s := range awkward {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		switch {
		case !utf8.ValidString(got) || strings.ContainsRune(got, 0):
			t.Errorf("%q stays unclean: %q", s, got)
		case Clean(got) != got:
			t.Errorf("%q is cleaned twice", s)
		case utf8.RuneCountInString(got) != utf8.RuneCountInString(s):
			t.Errorf("%q lost characters: %q", s, got)
		case utf8.ValidString(s) && !strings.ContainsRune(s, 0) && got != s:
			t.Errorf("clean text changed: %q", s)
		}
	})
}

func FuzzExcerpt(f *testing.F) {
	for _, s := range awkward {
		f.Add(s, 160)
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = 1 + int(uint(n)%1000)
		got := Excerpt(s, n)
		switch {
		case !utf8.ValidString(got):
			t.Errorf("%q is broken: %q", s, got)
		case utf8.RuneCountInString(got) > n:
			t.Errorf("%q has more than %d characters", got, n)
		case strings.ContainsFunc(got, func(r rune) bool { return r != ' ' && unicode.IsSpace(r) }):
			t.Errorf("%q has more than one line", got)
		}
		if plain := strings.Join(strings.Fields(s), " "); plain == s && utf8.ValidString(s) && utf8.RuneCountInString(s) <= n && got != s {
			t.Errorf("a short text changed: %q to %q", s, got)
		}
	})
}

func FuzzCheckSetting(f *testing.F) {
	for _, s := range Settings() {
		f.Add(s.Key, s.Default)
	}
	f.Add("list_width", "+300")
	f.Add("nowhere", "\x00")
	f.Add("shortcuts", `{"close":"Ctrl+<"}`)
	f.Fuzz(func(t *testing.T, key, value string) {
		got, fault := CheckSetting(key, value)
		if fault != nil {
			if got != "" || fault.Code != CodeBadRequest {
				t.Errorf("%q=%q: %q, %v", key, value, got, fault)
			}
			return
		}
		if again, fault := CheckSetting(key, got); fault != nil || again != got {
			t.Errorf("%q=%q: the normal form %q is not one", key, value, got)
		}
	})
}

func FuzzPhoneSpellings(f *testing.F) {
	for _, s := range []string{"", "+55 (11) 98765-4321", "551187654321", "5511933334444", "551133334444", "554499999999", "15551234567", "५५११९८७६५४३२१", "55", "5511999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := Phone(s)
		if strings.Trim(a.Value, "0123456789") != "" {
			t.Errorf("%q is not digits: %q", s, a.Value)
		}
		all := a.Spellings()
		if len(all) == 0 || all[0] != a.Value || len(all) > 2 {
			t.Fatalf("spellings of %q: %q", a.Value, all)
		}
		for _, other := range all {
			back := Address{SchemePhone, other}.Spellings()
			if c := (Address{SchemePhone, other}).Canonical(); c != a.Canonical() || !slices.Contains(all, c) {
				t.Errorf("%q is kept as %q, and as %q", other, c, a.Canonical())
			}
			if !slices.Contains(back, a.Value) || len(back) != len(all) {
				t.Errorf("%q may be %q, whose spellings are %q", a.Value, other, back)
			}
		}
		if lid := LID(s).Spellings(); len(lid) != 1 {
			t.Errorf("a hidden number has spellings %q", lid)
		}
	})
}

// TestLandline: taking the ninth digit from a new mobile number must not give somebody else's landline.
func TestLandline(t *testing.T) {
	for number, want := range map[string][]string{
		"5511987654321": {"5511987654321", "551187654321"},
		"551187654321":  {"551187654321", "5511987654321"},
		"5511933334444": {"5511933334444"},
		"551133334444":  {"551133334444"},
	} {
		if got := Phone(number).Spellings(); !slices.Equal(got, want) {
			t.Errorf("%s: %q", number, got)
		}
	}
}
