package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold writes a text the way in which people look for it: without accents and without the difference between capital and small
// letters, in any script. "JOÃO" and "joao" are the same; so are the spellings of one letter that only differ in their bytes.
func Fold(s string) string {
	if plain(s) {
		return strings.ToLower(s)
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s))
	return cases.Fold().String(bare)
}

func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
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
