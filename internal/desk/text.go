package desk

import "strings"

// Clean makes text storable and drawable without losing a character of it: bytes that are not UTF-8 become U+FFFD each,
// and NUL, at which C code would cut the text, becomes its visible sign.
func Clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\u2400")
	}
	var b strings.Builder
	for i, r := range s { // ranging yields U+FFFD for each broken byte
		if r == '\uFFFD' && b.Len() == 0 {
			b.Grow(len(s) + 8)
			b.WriteString(s[:i])
		}
		if b.Cap() > 0 {
			b.WriteRune(r)
		}
	}
	if b.Cap() > 0 {
		return b.String()
	}
	return s
}

// Excerpt is the beginning of a text on one line, at most n runes.
func Excerpt(s string, n int) string {
	if len(s) > 8*n {
		s = s[:8*n]
	}
	r := []rune(strings.ToValidUTF8(strings.Join(strings.Fields(s), " "), ""))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}
