package preview

import (
	"net/url"
	"strings"
	"unicode"
)

const scheme = "https://"

// linkLong is the longest link that is asked, in bytes: what browsers and servers take at least (RFC 9110, 4.1, asks for 8000; few need more
// than this).
const linkLong = 2048

// Link finds the first https link of a text that a card could be made of, as it stands there; empty if there is none. Marks that end a
// sentence or close a bracket around the link are not part of it.
func Link(text string) string {
	for {
		at := indexFold(text, scheme)
		if at < 0 {
			return ""
		}
		found := text[at:]
		if end := strings.IndexFunc(found, ends); end >= 0 {
			found = found[:end]
		}
		text = text[at+len(found):]
		found = bare(found)
		if u, err := url.Parse(found); err == nil && len(found) <= linkLong && allowed(u) == nil && strings.Contains(strings.Trim(u.Hostname(), "."), ".") {
			return found
		}
	}
}

// indexFold is strings.Index for a sought text of ASCII in any case.
func indexFold(text, sought string) int {
	for i := 0; i+len(sought) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(sought)], sought) {
			return i
		}
	}
	return -1
}

func ends(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>\"`", r)
}

func bare(link string) string {
	for {
		cut := strings.TrimRight(link, ".,;:!?'*_~”’»…]}")
		if strings.HasSuffix(cut, ")") && strings.Count(cut, "(") < strings.Count(cut, ")") {
			cut = cut[:len(cut)-1]
		}
		if cut == link {
			return link
		}
		link = cut
	}
}
