// Package table reads and writes the files in which other programs keep rows: CSV in the encodings and with the separators that are
// about. It knows nothing of what the rows say.
package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Format is how a file is to be read.
type Format struct {
	Encoding  string // utf-8 | windows-1252 | utf-16le | utf-16be
	Separator rune   // ; , tab or |
}

var encodings = map[string]encoding.Encoding{
	"utf-8":        unicode.UTF8BOM,
	"windows-1252": charmap.Windows1252,
	"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
}

// Encodings lists the encodings that are read.
var Encodings = []string{"utf-8", "windows-1252", "utf-16le", "utf-16be"}

// Separators lists the separators that are read, the likeliest in front.
var Separators = []rune{';', ',', '\t', '|'}

// Valid reports whether a file can be read so.
func (f Format) Valid() bool {
	_, ok := encodings[f.Encoding]
	return ok && slices.Contains(Separators, f.Separator)
}

// What one row may hold; more is no table.
const (
	mostCells = 500
	mostBytes = 1 << 18
)

// ErrRow says that a row is no row: too long, of too many cells, or with a quote that nobody closes. The rows behind it can be read, and of
// such a quote those that it seemed to hold.
var ErrRow = errors.New("not a row")

// Reader reads a file row by row, whatever its size.
type Reader struct {
	in    *bufio.Reader
	again string // what is read before the rest of the file, because it was no part of a cell
	sep   rune
	row   int
}

// NewReader reads a file in a format that is Valid.
func NewReader(r io.Reader, f Format) *Reader {
	return &Reader{in: bufio.NewReaderSize(transform.NewReader(r, encodings[f.Encoding].NewDecoder()), 1<<16), sep: f.Separator}
}

// Next reads the next row that is not empty, and its number as a spreadsheet counts. The error is io.EOF behind the last one, ErrRow for
// what is no row, else that of the file.
func (r *Reader) Next() (number int, cells []string, err error) {
	for {
		cells, err = r.read()
		if err != nil {
			if errors.Is(err, ErrRow) {
				r.row++
				return r.row, nil, err
			}
			return r.row, nil, err
		}
		r.row++
		if len(cells) > 1 || strings.TrimSpace(cells[0]) != "" {
			return r.row, cells, nil
		}
	}
}

// read reads one row, which a quoted cell may carry over several lines.
func (r *Reader) read() (cells []string, err error) {
	var cell, below strings.Builder
	quoted, closed, lined, size := false, false, false, 0
	for {
		c, n, err := r.next()
		if err != nil {
			switch {
			case !errors.Is(err, io.EOF) || size == 0:
				return nil, err
			case quoted:
				return nil, r.runaway(below.String())
			}
			return append(cells, cell.String()), nil
		}
		lined = lined || quoted && c == '\n'
		if below.Len() > 0 || lined {
			below.WriteRune(c)
		}
		if size += n; size > mostBytes || len(cells) >= mostCells {
			if quoted {
				return nil, r.runaway(below.String())
			}
			return nil, errors.Join(ErrRow, r.skip(c))
		}
		switch {
		case quoted && c == '"':
			quoted, closed = false, true
		case quoted:
			cell.WriteRune(c)
		case c == '"' && closed: // a quote in a quoted cell is written twice
			cell.WriteRune(c)
			quoted, closed = true, false
		case c == '"' && strings.TrimSpace(cell.String()) == "" && cell.Len() < 8:
			cell.Reset()
			quoted = true
		case c == r.sep:
			cells = append(cells, cell.String())
			cell.Reset()
			closed, lined = false, false
		case c == '\n' || c == '\r':
			return append(cells, cell.String()), r.pair(c)
		case closed && lined && c != ' ': // what closed it began a cell further down
			return nil, r.runaway(below.String())
		default:
			cell.WriteRune(c)
			closed = closed && c == ' '
		}
	}
}

// runaway ends a row with a quote that nobody closes: what seemed to stand in it below its first line, which begins with the end of that
// line, is read as rows.
func (r *Reader) runaway(below string) error {
	if below == "" {
		return errors.Join(ErrRow, r.skip(0))
	}
	r.again = below[1:] + r.again
	return ErrRow
}

func (r *Reader) next() (c rune, size int, err error) {
	if r.again == "" {
		return r.in.ReadRune()
	}
	c, size = utf8.DecodeRuneInString(r.again)
	r.again = r.again[size:]
	return c, size, nil
}

// pair reads the second half of a Windows line end, of which c is the first sign or the last one.
func (r *Reader) pair(c rune) error {
	if c != '\r' {
		return nil
	}
	if r.again != "" {
		r.again = strings.TrimPrefix(r.again, "\n")
		return nil
	}
	next, _, err := r.in.ReadRune()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err == nil && next != '\n' {
		err = r.in.UnreadRune()
	}
	return err
}

// skip goes to the end of the line that a sign is of.
func (r *Reader) skip(c rune) (err error) {
	for c != '\n' && c != '\r' && err == nil {
		c, _, err = r.next()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	return r.pair(c)
}

// Guess finds out how a file is to be read from how it begins.
func Guess(head []byte) Format {
	f := Format{Encoding: guessEncoding(head)}
	text, _ := encodings[f.Encoding].NewDecoder().Bytes(head)
	f.Separator = guessSeparator(text)
	return f
}

func guessEncoding(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return "utf-8"
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return "utf-16le"
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return "utf-16be"
	}
	var zeros [2]int // at even and at odd places
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[1] > len(head)/5 && zeros[1] > 4*zeros[0]:
		return "utf-16le"
	case zeros[0] > len(head)/5 && zeros[0] > 4*zeros[1]:
		return "utf-16be"
	case wholeUTF8(head):
		return "utf-8"
	}
	return "windows-1252"
}

// wholeUTF8 reports whether a text is UTF-8, but for a sign that was cut at its end.
func wholeUTF8(head []byte) bool {
	for i := 0; i < utf8.UTFMax && i <= len(head); i++ {
		if utf8.Valid(head[:len(head)-i]) {
			return i == 0 || !utf8.FullRune(head[len(head)-i:])
		}
	}
	return false
}

// UTF8 reports whether a file is UTF-8 to its end. Guess sees only how it begins, where there may be no accent yet.
func UTF8(r io.Reader) (bool, error) {
	in := bufio.NewReader(r)
	for {
		c, n, err := in.ReadRune()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return err == nil, err
		}
		if c == utf8.RuneError && n == 1 {
			return false, nil
		}
	}
}

// guessRows is how many rows are looked at.
const guessRows = 20

// guessSeparator is the one that cuts most rows into the same number of cells, and of these the one that cuts most.
func guessSeparator(text []byte) rune {
	best, score := Separators[0], 0
	for _, sep := range Separators {
		r := &Reader{in: bufio.NewReader(bytes.NewReader(text)), sep: sep}
		rows, alike, first := 0, 0, 0
		for rows < guessRows {
			_, cells, err := r.Next()
			if err != nil {
				break
			}
			if rows++; rows == 1 {
				first = len(cells)
			}
			if len(cells) == first {
				alike++
			}
		}
		if first > 1 && alike*100+first > score {
			best, score = sep, alike*100+first
		}
	}
	return best
}

// Safe is a cell as it can be opened by a spreadsheet: one that such a program would take for a formula gets an apostrophe in front,
// and so does a text that begins like one behind spaces.
func Safe(cell string) string {
	if s := strings.TrimLeft(cell, " \t\r\n"); s != "" && strings.ContainsRune("=+-@%|＝＋－＠\t", []rune(s)[0]) {
		return "'" + cell
	}
	return cell
}

// Writer writes rows that any spreadsheet opens: UTF-8 with its mark, and every cell Safe.
type Writer struct {
	out *bufio.Writer
	sep rune
}

// NewWriter begins a file.
func NewWriter(w io.Writer, sep rune) *Writer {
	out := bufio.NewWriter(w)
	_, _ = out.WriteString("\ufeff") // Flush tells
	return &Writer{out, sep}
}

// Write adds a row.
func (w *Writer) Write(cells []string) error {
	for i, c := range cells {
		if i > 0 {
			_, _ = w.out.WriteRune(w.sep)
		}
		c = Safe(c)
		if strings.ContainsAny(c, "\"\r\n;,\t|") || strings.TrimSpace(c) != c {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		_, _ = w.out.WriteString(c)
	}
	_, err := w.out.WriteString("\r\n")
	return err
}

// Flush writes what is left and tells whether all went well.
func (w *Writer) Flush() error { return w.out.Flush() }
