package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a text the way in which people look for it: without accents and without the difference between capital and small
// letters, in any script. "JOÃO" and "joao" are the same; so are the spellings of one letter that only differ in their bytes. A list
// folds every name it holds for each letter that is typed, so plain letters take a short way.
func Fold(s string) string {
	var parts [16]byte
	out := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			out = append(out, byte(r)+'a'-'A')
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		default:
			out = foldRune(out, norm.NFKD.AppendString(parts[:0], string(r)))
		}
	}
	return string(out)
}

// foldRune appends the letters that one sign is made of, without the marks on them.
func foldRune(out, parts []byte) []byte {
	for _, r := range string(parts) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ß', r == 'ẞ':
			out = append(out, "ss"...)
		default:
			out = utf8.AppendRune(out, unicode.ToLower(unicode.ToUpper(r))) // by way of the capital, which a final sigma shares
		}
	}
	return out
}

// fewestDigits is how much of a telephone number somebody must type before numbers are looked through: fewer match nearly everyone.
const fewestDigits = 3

// SoughtNumber is the digits of a query that is part of a telephone number, empty where it is none: anything but digits and the
// signs that numbers are written with makes it a name.
func SoughtNumber(query string) string {
	if strings.Trim(query, "0123456789+-() ") != "" {
		return ""
	}
	number := digits(query)
	if len(number) < fewestDigits {
		return ""
	}
	return number
}
