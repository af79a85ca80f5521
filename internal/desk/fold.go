package desk

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a text the way in which people look for it: without accents and without the difference between capital and small
// letters, in any script. "JOÃO" and "joao" are the same; so are the spellings of one letter that only differ in their bytes. Marks that
// are vowels or tones stay: without them the words of Hindi or Thai would be others. A list folds every name it holds for each letter
// that is typed, so plain letters take a short way.
func Fold(s string) string {
	var parts [16]byte
	out, marked := make([]byte, 0, len(s)), false
	for _, r := range s {
		switch {
		case 'A' <= r && r <= 'Z':
			out = append(out, byte(r)+'a'-'A')
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		default:
			marked = marked || unicode.Is(unicode.Mn, r)
			out = foldRune(out, norm.NFKD.AppendString(parts[:0], string(r)))
		}
	}
	if marked { // those that stayed may have been written in any order
		out = norm.NFD.Bytes(out)
	}
	return string(out)
}

// foldRune appends the letters that one sign is made of, without the accents on them.
func foldRune(out, parts []byte) []byte {
	for _, r := range string(parts) {
		switch {
		case unicode.Is(unicode.Mn, r) && accent(out, r):
		case r == 'ß', r == 'ẞ':
			out = append(out, "ss"...)
		default:
			out = utf8.AppendRune(out, unicode.ToLower(unicode.ToUpper(r))) // by way of the capital, which a final sigma shares
		}
	}
	return out
}

// accent reports whether a mark only adorns the letter that it follows, or chooses between two looks of one sign.
func accent(before []byte, mark rune) bool {
	letter, _ := utf8.DecodeLastRune(before)
	return unicode.Is(unicode.Variation_Selector, mark) || unicode.In(letter, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}

// fewestDigits is how much of a telephone number somebody must type before numbers are looked through: fewer match nearly everyone.
const fewestDigits = 3

// SoughtNumber is the digits of a query that is part of a telephone number, empty where it is none: a letter makes it a name. Any other
// sign may stand in a number that was pasted: dots, the hyphens and spaces of a typesetter, and marks of direction that nobody sees.
func SoughtNumber(query string) string {
	if strings.ContainsFunc(query, unicode.IsLetter) {
		return ""
	}
	number := digits(query)
	if len(number) < fewestDigits {
		return ""
	}
	return number
}

var protocol = regexp.MustCompile(`^(?:#|\d{4}-)(\d{1,15})$`)

// SoughtTicket is the ticket that a query names by its protocol number, as 2026-1042 or #1042; 0 where it names none.
func SoughtTicket(query string) TicketID {
	found := protocol.FindStringSubmatch(strings.TrimSpace(query))
	if found == nil {
		return 0
	}
	id, _ := strconv.ParseInt(found[1], 10, 64) // of fifteen digits at most
	return TicketID(id)
}
