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

// What one row may hold; more is no table. A quote that nobody closes ends there.
const (
	mostCells = 500
	mostBytes = 1 << 18
)

// ErrRow says that a row is no row: too long, or of too many cells. The rows behind it can be read.
var ErrRow = errors.New("not a row")

// Reader reads a file row by row, whatever its size.
type Reader struct {
	in  *bufio.Reader
	sep rune
	row int
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
	var cell strings.Builder
	quoted, closed, size := false, false, 0
	for {
		c, n, err := r.in.ReadRune()
		if err != nil {
			if errors.Is(err, io.EOF) && size > 0 {
				return append(cells, cell.String()), nil
			}
			return nil, err
		}
		if size += n; size > mostBytes || len(cells) >= mostCells {
			return nil, errors.Join(ErrRow, r.skip())
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
			closed = false
		case c == '\n' || c == '\r':
			if c == '\r' {
				if err := r.pair(); err != nil {
					return nil, err
				}
			}
			return append(cells, cell.String()), nil
		default:
			cell.WriteRune(c)
		}
	}
}

// pair reads the second half of a Windows line end.
func (r *Reader) pair() error {
	next, _, err := r.in.ReadRune()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err == nil && next != '\n' {
		err = r.in.UnreadRune()
	}
	return err
}

// skip goes to the end of the line.
func (r *Reader) skip() error {
	for {
		c, _, err := r.in.ReadRune()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil || c == '\n' {
			return err
		}
	}
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
