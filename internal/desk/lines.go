package desk

import (
	"fmt"
	"strings"
)

// InLines is what a place, cards or something that is to happen say as a text, one part a line: the list, the search and networks without such messages show it.
func InLines(c Content) string {
	var all []string
	if p := c.Location; p != nil {
		all = append(all, p.Name, p.Address, fmt.Sprintf("%.6f, %.6f", p.Latitude, p.Longitude))
	}
	if e := c.Event; e != nil {
		all = append(all, e.Name)
		if e.Place != nil {
			all = append(all, e.Place.Name, e.Place.Address)
		}
		all = append(all, e.About)
	}
	for _, card := range c.Contacts {
		all = append(append(all, card.Name), card.Phones...)
	}
	var out []string
	for _, line := range all {
		if line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
