package scenario

import (
	"slices"
	"strings"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// mind decides what a person says next. Everything is said at most once, so that talks come to an end.
type mind struct {
	reacts  []Reaction
	turns   [][]string
	closing string
}

func newMind(p Person) mind {
	return mind{reacts: slices.Clone(p.Reacts), turns: p.Turns, closing: p.Closing}
}

// answer is what the person says to messages they have just read: the first reaction that fits, else the next turn,
// else the closing words, else nothing.
func (m *mind) answer(heard []world.Text) []string {
	var all strings.Builder
	for _, t := range heard {
		all.WriteString(plain(t.Text))
		all.WriteByte(' ')
	}
	for i, r := range m.reacts {
		if r.fits(all.String()) {
			m.reacts = slices.Delete(m.reacts, i, i+1)
			return r.Says
		}
	}
	if len(m.turns) > 0 {
		says := m.turns[0]
		m.turns = m.turns[1:]
		return says
	}
	if m.closing != "" {
		says := []string{m.closing}
		m.closing = ""
		return says
	}
	return nil
}

// fits tells whether the text has a word that begins with one of the reaction's words.
func (r Reaction) fits(text string) bool {
	for _, w := range r.Words {
		if strings.Contains(" "+text, " "+plain(w)) {
			return true
		}
	}
	return false
}

// plain brings text into the form in which words are compared: lower case, no accents, blanks for line ends and
// punctuation.
func plain(s string) string { return accents.Replace(strings.ToLower(s)) }

var accents = strings.NewReplacer(
	"á", "a", "à", "a", "â", "a", "ã", "a", "é", "e", "ê", "e", "í", "i", "ó", "o", "ô", "o", "õ", "o", "ú", "u",
	"ç", "c", "\n", " ", ",", " ", ".", " ", "!", " ", "?", " ", ";", " ", ":", " ", "(", " ", ")", " ",
)
