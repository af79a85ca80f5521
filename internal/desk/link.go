package desk

import (
	"strings"
	"time"
	"unicode"
)

// LinkCard is what the page behind a link says of itself. It is fixed with its message before that leaves, or came with it. It is as true as
// the page: whoever shows it shows the host of the link beside it.
type LinkCard struct {
	URL         string `json:"url"`   // where it leads: https, or http of one that came
	Title       string `json:"title"` // one line
	Description string `json:"description,omitempty"`
	Picture     string `json:"picture,omitempty"` // a small JPEG as base64
}

// The most characters of a card's texts.
const (
	CardTitle       = 200
	CardDescription = 400
)

// How long it is remembered what a link said, and that it said nothing.
const (
	CardKept   = 30 * 24 * time.Hour
	NoCardKept = 24 * time.Hour
)

// Line makes one line of a text that a stranger wrote, of so many characters at most. Signs that turn the direction of what follows are
// left out, because they could make a text read as another one.
func Line(text string, long int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsControl(r), unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > long {
		return strings.TrimSpace(string(runes[:long-1])) + "…"
	}
	return string(runes)
}
