package desk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is a stretch of a text that can be looked for: the bytes From to To of it, and how it is written when it is folded.
type Word struct {
	From, To int
	Folded   string
}

// longestWord is how many runes of a word count. Nobody looks for more, and what some programs send without a space is no word.
const longestWord = 64

// single are scripts that write no spaces between words: each sign is looked for by itself, and several in a row as a phrase.
var single = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// Words splits a text into what can be looked for in it: runs of letters and digits, and each sign that is no punctuation, such as an
// emoji. Folded words hold no ASCII but letters and digits.
func Words(text string) []Word {
	var all []Word
	from := -1
	end := func(to int) {
		if from >= 0 {
			all = addWord(all, text, from, to)
		}
		from = -1
	}
	for i, r := range text {
		switch {
		case unicode.IsMark(r) || r == '\u200d': // belongs to the sign before it
		case lone(r):
			end(i)
			from = i
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Co, r):
			if from >= 0 && alone(text[from:]) {
				end(i)
			}
			if from < 0 {
				from = i
			}
		default:
			end(i)
		}
	}
	end(len(text))
	return all
}

// alone reports whether a word begins with a sign that is a word by itself.
func alone(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return lone(r)
}

// lone reports whether a sign is a word by itself. The sign that stands for broken bytes is none.
func lone(r rune) bool {
	return r >= utf8.RuneSelf && r != utf8.RuneError && (r == 'ー' || unicode.In(r, single...) || unicode.In(r, unicode.So, unicode.Sc))
}

func addWord(all []Word, text string, from, to int) []Word {
	folded := strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, Fold(cut(text[from:to], longestWord)))
	if folded == "" {
		return all
	}
	return append(all, Word{from, to, folded})
}

// cut is the first n runes of a text.
func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// SearchText is what can be found of a message: its words, and those that stand in its content instead.
func SearchText(body string, c *Content) string {
	if c == nil {
		return body
	}
	parts := []string{body}
	if p := c.Location; p != nil {
		parts = append(parts, p.Name, p.Address)
	}
	for _, card := range c.Contacts {
		parts = append(parts, card.Name, strings.Join(card.Phones, " "))
	}
	if c.Chosen != nil {
		parts = append(parts, c.Chosen.Title)
	}
	if c.Order != nil {
		parts = append(parts, c.Order.Text)
	}
	all := parts[:0]
	for i, p := range parts {
		if p != "" && (i == 0 || !strings.Contains(body, p)) {
			all = append(all, p)
		}
	}
	return strings.Join(all, "\n")
}
