package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func rows(t *testing.T, r io.Reader, f Format) (all [][]string, numbers []int) {
	t.Helper()
	in := NewReader(r, f)
	for {
		n, cells, err := in.Next()
		if errors.Is(err, io.EOF) {
			return all, numbers
		}
		if err != nil {
			t.Fatal(err)
		}
		all, numbers = append(all, cells), append(numbers, n)
	}
}

// TestRead: quotes, line ends, empty rows, and cells beside quotes, as programs write them.
func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"a;b\nc;d":               `[["a" "b"] ["c" "d"]]`,
		"a;b\r\n\r\nc;d\r\n":     `[["a" "b"] ["c" "d"]]`,
		"a\rb\r":                 `[["a"] ["b"]]`,
		"\"a;\"\"b\"\"\nc\";d\n": `[["a;\"b\"\nc" "d"]]`,
		`a "b" c;"d"e`:           `[["a \"b\" c" "de"]]`,
		" \"a\" ;b":              `[["a " "b"]]`,
		";;\n":                   `[["" "" ""]]`,
		"":                       `[]`,
		"\ufeffa;b":              `[["a" "b"]]`,
	} {
		got, _ := rows(t, strings.NewReader(text), Format{"utf-8", ';'})
		if fmt.Sprintf("%q", got) != want {
			t.Errorf("%q: %q, want %s", text, got, want)
		}
	}
	_, numbers := rows(t, strings.NewReader("h\n\n\"a\nb\"\nc\n"), Format{"utf-8", ';'})
	if fmt.Sprint(numbers) != "[1 3 4]" {
		t.Error("rows are counted ", numbers)
	}
}

// TestRunaway: a quote that nobody closes, and a row of endless cells, end; what comes behind is read, and no row is lost in such a quote.
func TestRunaway(t *testing.T) {
	for _, bad := range []string{`"` + strings.Repeat("x", mostBytes), strings.Repeat(";", mostCells+1), `e;"f`, `"` + strings.Repeat("x", mostBytes-9)} {
		in := NewReader(strings.NewReader("a;b\n"+bad+"\nc;d\n"), Format{"utf-8", ';'})
		var got []string
		for {
			n, cells, err := in.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			got = append(got, fmt.Sprint(n, cells, err != nil))
		}
		if fmt.Sprint(got) != "[1 [a b] false 2 [] true 3 [c d] false]" {
			t.Errorf("%.20s: %.200v", bad, got)
		}
	}
	for _, line := range []string{"\"e\";f\r\n", "e;f\n", "e;\"f\"\n"} {
		file := "a;b\r\n\"c;d\r\n" + strings.Repeat(line, 3*mostBytes/7)
		in, read, bad := NewReader(strings.NewReader(file), Format{"utf-8", ';'}), 0, 0
		for {
			_, cells, err := in.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				bad++
			} else if read++; len(cells) != 2 {
				t.Fatalf("%q: %.200q", line, cells)
			}
		}
		if want := strings.Count(file, "\n"); read+bad != want || bad != 1 {
			t.Errorf("%q: %d rows and %d that are none, of %d", line, read, bad, want)
		}
	}
}

// TestGuess: the encodings and separators that spreadsheets write are found, also where the beginning is cut within a sign.
func TestGuess(t *testing.T) {
	for _, sep := range Separators {
		text := strings.ReplaceAll("Nome;Telefone;Observação\n\"Conceição; A.\";11 98214-5530;\"diz: \"\"olá\"\", às 8\"\nZé;2;ção\n", ";", string(sep))
		for _, name := range Encodings {
			for _, mark := range []string{"", "\ufeff"} {
				if mark != "" && name == "windows-1252" {
					continue
				}
				raw, err := encodings[name].NewEncoder().String(text)
				if err != nil {
					t.Fatal(err)
				}
				raw = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(raw, "\xef\xbb\xbf"), "\xff\xfe"), "\xfe\xff")
				if mark != "" {
					raw = map[string]string{"utf-8": "\xef\xbb\xbf", "utf-16le": "\xff\xfe", "utf-16be": "\xfe\xff"}[name] + raw
				}
				want := Format{name, sep}
				if got := Guess([]byte(raw)); got != want {
					t.Errorf("%s %q, mark %t: %v", name, sep, mark != "", got)
				}
				got, _ := rows(t, strings.NewReader(raw), want)
				if cell := "Conceição" + string(sep) + " A."; got[1][0] != cell {
					t.Errorf("%s: %q", name, got)
				}
			}
		}
	}
	if got := Guess([]byte("ção"[:2])); got.Encoding != "utf-8" {
		t.Error("cut within a sign: ", got)
	}
	if got := Guess(nil); !got.Valid() {
		t.Error(got)
	}
}

// TestRoundTrip: whatever is written is read again as it was, but for what a spreadsheet would run.
func TestRoundTrip(t *testing.T) {
	signs := []rune("ab \"\n\r;,\t|'=+-@ã😀")
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		sep := Separators[r.IntN(len(Separators))]
		var want [][]string
		for range r.IntN(6) {
			row := []string{"x"}
			for range r.IntN(4) {
				cell := make([]rune, r.IntN(6))
				for i := range cell {
					cell[i] = signs[r.IntN(len(signs))]
				}
				row = append(row, string(cell))
			}
			want = append(want, row)
		}
		var out bytes.Buffer
		w := NewWriter(&out, sep)
		for _, row := range want {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
			for i, cell := range row {
				row[i] = Safe(cell)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		got, _ := rows(t, &out, Format{"utf-8", sep})
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("seed %d: %q, want %q", seed, got, want)
		}
	}
}

// TestSafe: nothing that a spreadsheet would calculate leaves as it is.
func TestSafe(t *testing.T) {
	for _, bad := range []string{"=1+1", "+55", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1"} {
		if got := Safe(bad); got != "'"+bad {
			t.Errorf("%q leaves as %q", bad, got)
		}
	}
	for _, good := range []string{"", "Ana", "a=b", "5511"} {
		if got := Safe(good); got != good {
			t.Errorf("%q leaves as %q", good, got)
		}
	}
}

// FuzzRead: no file makes the reader fail, turn back or invent anything; every row ends.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"a;b\n\"c\"\"\nd\";e", "\xff\xfea\x00;\x00", "\x80;\x81\n\x00\x00", "\"", ";\r\n\r;\n\""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range []Format{Guess(data), {"utf-8", ','}, {"utf-16be", ';'}} {
			in := NewReader(bytes.NewReader(data), format)
			for last := 0; ; {
				n, cells, err := in.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil && !errors.Is(err, ErrRow) {
					t.Fatal(err)
				}
				if n <= last || n > len(data)+1 || err == nil && len(cells) == 0 {
					t.Fatalf("row %d behind %d: %q", n, last, cells)
				}
				last = n
			}
		}
	})
}
