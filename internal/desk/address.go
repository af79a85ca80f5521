package desk

import (
	"cmp"
	"slices"
	"strings"
)

// The schemes of an address.
const (
	SchemePhone = "phone" // value: digits in E.164 order, without plus
	SchemeLID   = "lid"   // value: digits of WhatsApp's hidden number
	SchemeBSUID = "bsuid" // value: Meta's id of a person towards one business, such as BR.1349
	SchemeGroup = "group" // value: WhatsApp's id of a group, what stands before @g.us: digits, in old ones with a dash
)

// Address is one name of a contact on the network. A contact may have several.
type Address struct{ Scheme, Value string }

// Phone makes the address of a telephone number, keeping its digits only.
func Phone(number string) Address { return Address{SchemePhone, digits(number)} }

// LID makes the address of a hidden number.
func LID(value string) Address { return Address{SchemeLID, digits(value)} }

// Group makes the address of a group from what stands before @g.us; empty of anything that is no such id.
func Group(id string) Address {
	if id == "" || strings.Trim(id, "0123456789-") != "" {
		return Address{SchemeGroup, ""}
	}
	return Address{SchemeGroup, id}
}

func (a Address) String() string { return a.Scheme + ":" + a.Value }

// Spellings lists the values under which the same telephone may be known. Brazilian mobile numbers gained a ninth digit;
// WhatsApp keeps many accounts under the old spelling, so both must find the same contact. Old mobile numbers began with 6 to 9:
// without the ninth digit any other one would be somebody's landline.
func (a Address) Spellings() []string {
	if a.Scheme != SchemePhone || !strings.HasPrefix(a.Value, "55") {
		return []string{a.Value}
	}
	switch v := a.Value; {
	case len(v) == 13 && v[4] == '9' && v[5] >= '6':
		return []string{v, v[:4] + v[5:]}
	case len(v) == 12 && v[4] >= '6':
		return []string{v, v[:4] + "9" + v[4:]}
	}
	return []string{a.Value}
}

// Canonical is the one of the spellings under which numbers of ours are kept, so that they can be compared: that with the ninth digit.
func (a Address) Canonical() string {
	all := a.Spellings()
	return slices.MaxFunc(all, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}

// Apart reports whether two lists of addresses are certainly of two people: none is common to both, and both have one of the same scheme.
func Apart(one, other []Address) bool {
	apart := false
	for _, a := range one {
		for _, b := range other {
			switch {
			case a.Scheme != b.Scheme:
			case a.Canonical() == b.Canonical():
				return false
			default:
				apart = true
			}
		}
	}
	return apart
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
