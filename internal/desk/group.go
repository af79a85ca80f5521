package desk

import (
	"slices"
	"time"
)

// Author is somebody who wrote in a group. Authors are no contacts.
type Author struct {
	ID     AuthorID
	Name   string    // the operator's for a contact with that address, else the address book's, else their own; empty if nobody told one
	Number string    // digits, empty while only a hidden one is known
	Color  int       // one of AuthorColors, from 1
	LastAt time.Time // when they wrote last in that group
}

// AuthorColors is in how many colors the authors of a group are told apart.
const AuthorColors = 8

// GroupOf is the address of the group that a party is; false where it is a person.
func GroupOf(addresses []Address) (Address, bool) {
	i := slices.IndexFunc(addresses, func(a Address) bool { return a.Scheme == SchemeGroup })
	if i < 0 {
		return Address{}, false
	}
	return addresses[i], true
}

// GroupsOn reports whether the operator wants to see groups.
func GroupsOn(settings map[string]string) bool { return settings["groups"] == "1" }
