package transport

import "io"

// Lean reads JSON and leaves out of each string what goes beyond about longest bytes. Servers put whole files into what they tell; those
// are fetched when they are wanted, and until then they shall fill no memory. What is read stays JSON if it was.
func Lean(from io.Reader, longest int) io.Reader { return &lean{from: from, longest: longest} }

// afterSlash is the state between a backslash and the letter that says how long the escape is.
const afterSlash = -1

type lean struct {
	from    io.Reader
	longest int
	inside  bool // of a string
	over    bool // of what is kept of it
	length  int
	escape  int // how many bytes still belong to an escape, or afterSlash
}

func (l *lean) Read(p []byte) (int, error) {
	for {
		n, err := l.from.Read(p)
		kept := 0
		for _, b := range p[:n] {
			if l.keeps(b) {
				p[kept] = b
				kept++
			}
		}
		if kept > 0 || err != nil || n == 0 {
			return kept, err //nolint:wrapcheck // io.EOF has to stay what it is
		}
	}
}

// keeps tells whether a byte stays. An escape stays or goes as a whole.
func (l *lean) keeps(b byte) bool {
	if !l.inside {
		l.inside, l.over, l.length, l.escape = b == '"', false, 0, 0
		return true
	}
	switch {
	case l.escape == afterSlash && b == 'u':
		l.escape = 4
	case l.escape == afterSlash:
		l.escape = 0
	case l.escape > 0:
		l.escape--
	case b == '"':
		l.inside = false
		return true
	default:
		l.over = l.over || l.length >= l.longest
		if b == '\\' {
			l.escape = afterSlash
		}
	}
	l.length++
	return !l.over
}
