package graphsim

import (
	"regexp"
	"strings"
)

var (
	phonePattern = regexp.MustCompile(`^\+?[0-9 ()-]+$`)
	bsuidPattern = regexp.MustCompile(`^[A-Z]{2}\.[0-9A-Za-z]{1,128}$`)
)

// address is whom a request names.
type address struct {
	input string // as it was written
	phone string // digits with country code, as Meta understood them; empty with a BSUID
	bsuid string
}

// readAddress takes to and recipient out of a message; to wins.
func readAddress(o *object, n *Number) address {
	to, recipient := "", ""
	if o.has("to") {
		to = o.text("to", 0)
	}
	if o.has("recipient") {
		recipient = o.text("recipient", 0)
	}
	switch {
	case to != "":
		a := address{input: to, phone: understand(to, n.CountryCode)}
		if a.phone == "" {
			o.in.refuse(fail(100).because("Param to must be a phone number with country code - got %q.", to))
		}
		return a
	case recipient != "":
		if !bsuidPattern.MatchString(recipient) {
			o.in.refuse(fail(100).because("Param recipient must be a business-scoped user ID - got %q.", recipient))
		}
		return address{input: recipient, bsuid: recipient}
	}
	o.missing("to")
	return address{}
}

// understand makes digits with country code out of what was written; empty if it is no number. Without a + a number
// that looks local gets the country code of the business, which may lead to the wrong person.
func understand(written, country string) string {
	if !phonePattern.MatchString(written) {
		return ""
	}
	digits := plainPhone(written)
	if !strings.HasPrefix(written, "+") && looksLocal(digits, country) {
		digits = country + digits
	}
	if len(digits) < 7 || len(digits) > 15 || digits[0] == '0' {
		return ""
	}
	return digits
}

// looksLocal tells whether digits could be a number of the country without its code.
func looksLocal(digits, country string) bool {
	switch country {
	case "55":
		return len(digits) <= 11
	case "1":
		return len(digits) <= 10
	}
	return len(digits) <= 9
}

// countryCode is the calling code that digits begin with. It knows the countries of the tests; others count two digits.
func countryCode(digits string) string {
	for _, c := range []string{"1", "7", "351", "353", "354", "595", "598", "591", "593"} {
		if strings.HasPrefix(digits, c) {
			return c
		}
	}
	return digits[:min(2, len(digits))]
}

// otherForm is a Brazilian mobile number with the ninth digit put in or taken out, a Mexican one with or without its 1;
// empty for any other.
func otherForm(digits string) string {
	switch {
	case strings.HasPrefix(digits, "55") && len(digits) == 13 && digits[4] == '9':
		return digits[:4] + digits[5:]
	case strings.HasPrefix(digits, "55") && len(digits) == 12 && digits[4] >= '6':
		return digits[:4] + "9" + digits[4:]
	case strings.HasPrefix(digits, "521") && len(digits) == 13:
		return "52" + digits[3:]
	case strings.HasPrefix(digits, "52") && len(digits) == 12:
		return "521" + digits[2:]
	}
	return ""
}

// find returns the person at an address, whichever form the number has there; nil if nobody is.
func (s *state) find(a address) *person {
	if a.bsuid != "" {
		return s.people[a.bsuid]
	}
	if p := s.people[a.phone]; p != nil {
		return p
	}
	if other := otherForm(a.phone); other != "" {
		return s.people[other]
	}
	return nil
}
