package desk

import "strings"

// What the digits of a telephone number are by E.164, with its country. Shorter ones belong to no WhatsApp.
const (
	fewestPhone = 8
	mostPhone   = 15
)

// ReadPhone reads a number as people write it, with dots, brackets and hyphens. One without a country is of the country of home, digits
// of a number of ours or empty: only for Brazil it is known how long such numbers are. Elsewhere it has to be seen that the country is
// there, because a number that lacks it may be somebody's in another one. Its fault is phone_form.
func ReadPhone(written, home string) (Address, *Fault) {
	s := strings.TrimSpace(written)
	for _, prefix := range []string{"tel:", "whatsapp:"} {
		s = strings.TrimPrefix(s, prefix)
	}
	number := digits(s)
	rest := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune("'+-.()/ \u00a0\u202a\u202c\u200e\u2010\u2011\u2012\u2013", r) {
			return -1
		}
		return r
	}, s), "0123456789")
	plus := strings.HasPrefix(strings.TrimLeft(s, "'(\u202a\u200e "), "+")
	if rest != "" || strings.Count(s, "+") > 1 || strings.Contains(s, "+") && !plus {
		return Address{}, Refuse(CodePhone)
	}
	if !plus {
		number = abroad(number, home)
	}
	if len(number) < fewestPhone || len(number) > mostPhone || number[0] == '0' {
		return Address{}, Refuse(CodePhone)
	}
	return Address{SchemePhone, Address{SchemePhone, number}.Canonical()}, nil
}

// countryPhone is from how many digits on a number cannot be without its country.
const countryPhone = 12

// abroad puts the country before a number that was written without; empty where nobody can say which.
func abroad(number, home string) string {
	if whole, is := strings.CutPrefix(number, "00"); is {
		return whole
	}
	if strings.HasPrefix(home, "55") {
		return fromBrazil(strings.TrimPrefix(number, "0")) // of the long-distance call
	}
	if len(number) < countryPhone && !likeHome(number, home) {
		return ""
	}
	return number
}

func fromBrazil(number string) string {
	switch n := len(number); {
	case n == 10 || n == 11:
		return "55" + number
	case n < 10: // its area is missing
		return ""
	}
	return number
}

// likeHome reports whether a number begins with the country that ours is of, by its length and its first digits: North America's has
// one of them, and no other country's begins with that.
func likeHome(number, home string) bool {
	if len(home) < fewestPhone || len(number)+1 < len(home) {
		return false
	}
	if home[0] == '1' {
		return number[0] == '1'
	}
	return number[:2] == home[:2]
}
