package desk

import "strings"

// What the digits of a telephone number are by E.164, with its country. Shorter ones belong to no WhatsApp.
const (
	fewestPhone = 8
	mostPhone   = 15
)

// ReadPhone reads a number as people write it, with dots, brackets and hyphens. One without a country is of the country of home, digits
// of a number of ours or empty: only for Brazil it is known how long such numbers are. Its fault is phone_form.
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

// abroad puts the country before a number that was written without.
func abroad(number, home string) string {
	if number = strings.TrimPrefix(number, "00"); !strings.HasPrefix(home, "55") {
		return number
	}
	number = strings.TrimPrefix(number, "0") // of the long-distance call
	switch n := len(number); {
	case n == 10 || n == 11:
		return "55" + number
	case n < 10: // its area is missing
		return ""
	}
	return number
}
