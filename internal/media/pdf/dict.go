package pdf

import (
	"bytes"
	"slices"
	"strings"
)

// dict is what an object says of itself, as far as it matters here: by name, the first word of each value. Of a list it is the first word
// that is a name.
type dict map[string]string

// sought are the names that matter. Whatever else an object says is not kept.
var sought = []string{"Type", "Parent", "Count", "Filter", "First", "Length"}

// list stands for a list of which no name is known.
const list = "["

// longest is the most bytes that one object is read for: a list of pages can be long.
const longest = 4 << 20

func (d dict) number(name string) int { return whole([]byte(d[name])) }

// whole reads a number that is not negative; -1 if it is none.
func whole(b []byte) (n int) {
	if len(b) == 0 || len(b) > 9 {
		return -1
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// dict reads the object that begins at a place, and tells where it ends; nil if none begins there, or it has no end. How deep things lie in
// one another is counted and not followed.
func (s *search) dict(all []byte, at int) (dict, int) {
	w := words{rest: all[at:min(len(all), at+longest)]}
	before := len(w.rest)
	defer func() { s.steps -= before - len(w.rest) + 1 }()
	if w.next() != "<<" {
		return nil, at
	}
	o := object{dict: dict{}, depth: 1}
	for o.depth > 0 {
		word := w.next()
		if word == "" {
			return nil, at
		}
		o.take(word)
	}
	return o.dict, at + before - len(w.rest)
}

// object is one that is being read: how deep in it the reader is, and the name whose value comes.
type object struct {
	dict  dict
	depth int
	key   string
	full  bool // it has its value: of "4 0 R" the first word counts
}

func (o *object) take(word string) {
	name, is := strings.CutPrefix(word, "/")
	switch {
	case word == ">>" || word == "]":
		o.depth--
	case word == "<<" || word == list:
		if o.depth == 1 {
			o.put(list)
		}
		o.depth++
	case o.depth == 2 && is && o.dict[o.key] == list:
		o.dict[o.key] = name
	case o.depth == 1 && is && (o.key == "" || o.full):
		o.key, o.full = name, false
	case o.depth == 1:
		o.put(name)
	}
}

func (o *object) put(word string) {
	if !o.full && slices.Contains(sought, o.key) {
		o.dict[o.key] = word
	}
	o.full = true
}

// words cuts an object into words (7.2): brackets, names, numbers. Texts have no meaning here and are one word.
type words struct{ rest []byte }

// next is the next word, empty at the end.
func (w *words) next() string {
	for len(w.rest) > 0 {
		c := w.rest[0]
		switch {
		case isSpace(c):
			w.rest = w.rest[1:]
		case c == '%':
			w.skip(max(bytes.IndexAny(w.rest, "\r\n"), 0), bytes.ContainsAny(w.rest, "\r\n"))
		case c == '(':
			w.text()
			return "()"
		default:
			return w.word()
		}
	}
	return ""
}

// skip leaves out so many bytes, or all that is left.
func (w *words) skip(n int, known bool) {
	if !known {
		n = len(w.rest)
	}
	w.rest = w.rest[n:]
}

func (w *words) word() string {
	n := 1
	switch c := w.rest[0]; {
	case bytes.HasPrefix(w.rest, []byte("<<")) || bytes.HasPrefix(w.rest, []byte(">>")):
		n = 2
	case c == '<':
		n = bytes.IndexByte(w.rest, '>') + 1
		w.skip(n, n > 0)
		return "<>"
	case bytes.IndexByte([]byte("[]>{})"), c) < 0:
		for n < len(w.rest) && !isSpace(w.rest[n]) && bytes.IndexByte([]byte("()<>[]{}/%"), w.rest[n]) < 0 {
			n++
		}
	}
	word := string(w.rest[:n])
	w.rest = w.rest[n:]
	return word
}

// text leaves out a text in round brackets, which may hold others.
func (w *words) text() {
	depth := 0
	for i := 0; i < len(w.rest); i++ {
		switch w.rest[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				w.rest = w.rest[i+1:]
				return
			}
		}
	}
	w.rest = nil
}
