package desk

import (
	"slices"
	"strings"
	"unicode/utf16"
)

// What of a query counts. More is no question of a person, and each word costs a walk through the index.
const (
	mostSought      = 12
	longestQuestion = 400 // runes
)

// Sought is a query as it is compared with texts: phrases of folded words, every one of which has to be found. The last word of the
// last phrase may be the beginning of one. A phrase is what was written without a space, such as a date.
type Sought struct {
	Phrases [][]string
	Begun   bool // the last word may go on
}

// Seek reads what somebody typed. Anything can be typed: signs that cannot be looked for are left out.
func Seek(query string) Sought {
	var s Sought
	left := mostSought
	for _, chunk := range strings.Fields(cut(query, longestQuestion)) {
		var phrase []string
		for _, w := range Words(chunk) {
			if left > 0 {
				phrase = append(phrase, w.Folded)
				left--
			}
		}
		if len(phrase) > 0 {
			s.Phrases = append(s.Phrases, phrase)
		}
	}
	if n := len(s.Phrases); n > 0 {
		last := s.Phrases[n-1]
		s.Begun = len([]rune(last[len(last)-1])) > 1 // nearly every text has a word that begins with a given letter
	}
	return s
}

// Empty reports whether there is nothing to look for.
func (s Sought) Empty() bool { return len(s.Phrases) == 0 }

// Span is a stretch of a text, in whatever units its maker names.
type Span struct{ From, To int }

// Find looks for the phrases in texts that belong together. It returns for each text the bytes to be marked, in order and apart, and
// whether every phrase stands in one of them.
func (s Sought) Find(texts ...string) (marks [][]Span, all bool) {
	found := make([]bool, len(s.Phrases))
	for _, text := range texts {
		words := Words(text)
		var spans []Span
		for i, phrase := range s.Phrases {
			for at := range words {
				if s.stands(words[at:], phrase, i == len(s.Phrases)-1) {
					found[i] = true
					spans = append(spans, Span{words[at].From, words[at+len(phrase)-1].To})
				}
			}
		}
		marks = append(marks, joinSpans(spans))
	}
	return marks, !slices.Contains(found, false)
}

// stands reports whether words begin with a phrase.
func (s Sought) stands(words []Word, phrase []string, last bool) bool {
	if len(words) < len(phrase) {
		return false
	}
	for i, part := range phrase {
		begun := last && s.Begun && i == len(phrase)-1
		if words[i].Folded != part && (!begun || !strings.HasPrefix(words[i].Folded, part)) {
			return false
		}
	}
	return true
}

func joinSpans(all []Span) []Span {
	slices.SortFunc(all, func(a, b Span) int { return a.From - b.From })
	out := all[:0]
	for _, s := range all {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// Snippet is the part of a text around its first mark, on one line and of about n runes, and the marks in it in UTF-16 units as a page
// counts them. It begins and ends between words.
func Snippet(text string, marks []Span, n int) (string, []Span) {
	from, to := window(text, marks, n)
	w := snippet{spans: make([]Span, 0, len(marks))}
	if from > 0 {
		w.sign('…')
	}
	for i, r := range text[from:to] {
		w.edge(from+i, marks)
		if strings.ContainsRune(" \t\r\n\v\f\u0085\u00a0\u2028\u2029", r) {
			w.space()
			continue
		}
		w.sign(r)
	}
	w.edge(to, marks)
	if w.open { // it goes on beyond what is shown
		w.spans[len(w.spans)-1].To = w.units
	}
	if to < len(text) {
		w.sign('…')
	}
	return w.text.String(), w.spans
}

// window chooses the bytes to show: a fourth of them before the first mark.
func window(text string, marks []Span, n int) (from, to int) {
	if len(marks) > 0 {
		first := marks[0].From
		for _, w := range Words(text[:first]) {
			if len([]rune(text[w.From:first])) <= n/4 {
				from = w.From
				break
			}
			from = first
		}
	}
	to = from + len(cut(text[from:], n))
	if to == len(text) {
		return from, to
	}
	words := Words(text[from:to])
	for i := len(words) - 1; i > 0; i-- { // the last one may be cut
		if from+words[i].To < to && (len(marks) == 0 || from+words[i].To >= min(marks[0].To, to)) {
			return from, from + words[i].To
		}
	}
	return from, to
}

// snippet is one that is being written.
type snippet struct {
	text  strings.Builder
	units int
	gap   bool
	open  bool
	at    int // of the next mark
	spans []Span
}

func (w *snippet) sign(r rune) {
	w.text.WriteRune(r)
	w.units += max(1, utf16.RuneLen(r))
	w.gap = false
}

func (w *snippet) space() {
	if !w.gap && w.units > 0 {
		w.sign(' ')
	}
	w.gap = true
}

// edge begins and ends marks at a byte of the text.
func (w *snippet) edge(at int, marks []Span) {
	if w.open && at >= marks[w.at].To {
		w.spans[len(w.spans)-1].To = w.units
		w.open = false
		w.at++
	}
	for w.at < len(marks) && marks[w.at].To <= at && !w.open {
		w.at++
	}
	if !w.open && w.at < len(marks) && at >= marks[w.at].From {
		w.spans = append(w.spans, Span{w.units, w.units})
		w.open = true
	}
}
