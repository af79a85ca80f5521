package wwebjs

import (
	"regexp"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
)

// line of a card: group, name, parameters, value.
var cardLine = regexp.MustCompile(`(?im)^(?:item\d+\.)?(FN|N|TEL|EMAIL|ORG)((?:;[^:\r\n]*)?):([^\r\n]*)\r?$`)

// unescape undoes the escapes of a card (RFC 6350, 3.4).
var unescape = strings.NewReplacer(`\\`, `\`, `\,`, `,`, `\;`, `;`, `\n`, " ", `\N`, " ")

// readCard takes a contact out of the text form in which it travels.
func readCard(text string) desk.Card {
	var c desk.Card
	for _, found := range cardLine.FindAllStringSubmatch(desk.Clean(text), 50) {
		value := strings.TrimSpace(found[3])
		switch strings.ToUpper(found[1]) {
		case "FN":
			c.Name = unescape.Replace(value)
		case "N":
			parts := append(split(value), "", "")
			c.Last, c.First = parts[0], parts[1]
		case "TEL":
			c.Phones = append(c.Phones, unescape.Replace(value))
		case "EMAIL":
			c.Emails = append(c.Emails, unescape.Replace(value))
		case "ORG":
			c.Organization = split(value)[0]
		}
	}
	if c.Name == "" {
		c.Name = strings.TrimSpace(c.First + " " + c.Last)
	}
	return c
}

// split takes a value apart at its semicolons, without those that are escaped.
func split(value string) (parts []string) {
	from := 0
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case ';':
			parts = append(parts, unescape.Replace(value[from:i]))
			from = i + 1
		}
	}
	return append(parts, unescape.Replace(value[from:]))
}

var escape = strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// writeCard puts a contact into that form. The parameter waid is by what a phone offers to write to the contact.
func writeCard(c desk.Card) string {
	all := []string{"BEGIN:VCARD", "VERSION:3.0", "N:" + escape.Replace(c.Last) + ";" + escape.Replace(c.First) + ";;;", "FN:" + escape.Replace(c.Name)}
	if c.Organization != "" {
		all = append(all, "ORG:"+escape.Replace(c.Organization)+";")
	}
	for _, p := range c.Phones {
		if digits := desk.Phone(p).Value; digits != "" {
			all = append(all, "TEL;type=CELL;type=VOICE;waid="+digits+":+"+digits)
		}
	}
	for _, e := range c.Emails {
		all = append(all, "EMAIL:"+escape.Replace(e))
	}
	return strings.Join(append(all, "END:VCARD"), "\n")
}
