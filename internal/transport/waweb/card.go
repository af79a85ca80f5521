package waweb

import (
	"regexp"
	"strings"

	"go.mau.fi/whatsmeow/proto/waE2E"

	"github.com/balcao-app/balcao/internal/desk"
)

// most bounds what is read out of one card.
const most = 20

var (
	telephone = regexp.MustCompile(`(?im)^(?:item\d+\.)?TEL[^:\r\n]*:(.+)$`)
	email     = regexp.MustCompile(`(?im)^(?:item\d+\.)?EMAIL[^:\r\n]*:(.+)$`)
	business  = regexp.MustCompile(`(?im)^(?:item\d+\.)?ORG[^:\r\n]*:(.+)$`)
)

// readCard reads a contact: its name as the network shows it, and what the card of RFC 6350 says.
func readCard(x *waE2E.ContactMessage) desk.Card {
	c := desk.Card{Name: desk.Clean(x.GetDisplayName()), Phones: values(telephone, x.GetVcard()), Emails: values(email, x.GetVcard())}
	if org := values(business, x.GetVcard()); len(org) > 0 {
		c.Organization = strings.TrimRight(org[0], ";")
	}
	return c
}

func values(line *regexp.Regexp, card string) (all []string) {
	for _, found := range line.FindAllStringSubmatch(card, most) {
		all = append(all, unescape.Replace(desk.Clean(strings.TrimSpace(found[1]))))
	}
	return all
}

// inLines shows a contact as its name and telephone numbers, one per line.
func inLines(c desk.Card) string { return lines(append([]string{c.Name}, c.Phones...)...) }

var (
	escape   = strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r", "", "\n", `\n`)
	unescape = strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n", `\N`, "\n")
)

// writeCard writes a contact as the network's own programs do. The waid lets the reader begin a conversation with one click.
func writeCard(c desk.Card) string {
	first := c.First
	if first == "" && c.Last == "" {
		first = c.Name
	}
	all := []string{"BEGIN:VCARD", "VERSION:3.0", "N:" + escape.Replace(c.Last) + ";" + escape.Replace(first) + ";;;", "FN:" + escape.Replace(c.Name)}
	if c.Organization != "" {
		all = append(all, "ORG:"+escape.Replace(c.Organization)+";")
	}
	for _, p := range c.Phones {
		all = append(all, "TEL;type=CELL;type=VOICE;waid="+digits(p)+":"+escape.Replace(p))
	}
	for _, e := range c.Emails {
		all = append(all, "EMAIL:"+escape.Replace(e))
	}
	return strings.Join(append(all, "END:VCARD"), "\n")
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
