package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func count(doc string) int { return Pages(strings.NewReader(doc), int64(len(doc))) }

// doc is a document with these objects.
func doc(objects ...string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	return b.String() + "trailer\n<</Root 1 0 R>>\n%%EOF\n"
}

func packed(t testing.TB, first int, body string) string {
	t.Helper()
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	if _, err := w.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("<</Type/ObjStm/N 2/First %d/Filter/FlateDecode/Length %d>>\nstream\r\n%s\nendstream", first, z.Len(), z.String())
}

func TestPagesAreThoseThatTheDocumentTells(t *testing.T) {
	long := "<< /Type /Pages /Kids [" + strings.Repeat(" 7 0 R", 20_000) + " ] /Count 20000 >>"
	inside := "2 0 3 21 <</Type /Catalog  >> <</Kids [5 0 R]/Type/Pages/Count 4>>"
	first := strings.Index(inside, "<<")
	embedded := doc("<</Type/Pages/Count 99>>")
	for about, c := range map[string]struct {
		doc  string
		want int
	}{
		"one":                      {doc("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R>>"), 1},
		"with spaces and remarks":  {doc("<<\r\n/Kids [ 3 0 R ] % /Count 9\r\n/Count  12\n/Type\n/Pages >>"), 12},
		"groups within groups":     {doc("<</Type/Pages/Kids[2 0 R 3 0 R]/Count 7>>", "<</Type/Pages/Parent 1 0 R/Count 4>>", "<</Type/Pages/Count 3/Parent 1 0 R>>"), 7},
		"a long list":              {doc(long), 20_000},
		"more within":              {doc("<</Resources<</Font<</F1 4 0 R>>/Type/Pages/Count 77>>/Title(a \\) /Count 8 (b))/Type/Pages/MediaBox[0 0 1 1]/Count 5>>"), 5},
		"edited":                   {doc("<</Type/Pages/Count 3>>") + "9 0 obj <</Type/Pages/Count 2>> endobj", 2},
		"packed":                   {doc(packed(t, first, inside)), 4},
		"a filter in a list":       {doc(strings.Replace(packed(t, first, inside), "/Filter/FlateDecode", "/Filter[/FlateDecode]", 1)), 4},
		"a document in a document": {doc("<</Type/Pages/Count 3>>", fmt.Sprintf("<</Type/EmbeddedFile/Length %d>>\nstream\n%s\nendstream", len(embedded), embedded)), 3},
		"a length that lies":       {doc("<</Length 99999>>\nstream\nxx\nendstream", "<</Type/Pages/Count 3>>"), 3},
		"none":                     {doc("<</Type/Catalog>>"), 0},
		"less than none":           {doc("<</Type/Pages/Count -4>>"), 0},
		"more than believed":       {doc("<</Type/Pages/Count 100001>>"), 0},
		"beyond numbers":           {doc("<</Type/Pages/Count 99999999999999999999>>"), 0},
		"cut short":                {"%PDF-1.7\n1 0 obj <</Type/Pages/Count 4", 0},
		"no document":              {"1 0 obj <</Type/Pages/Count 4>>", 0},
		"nothing":                  {"", 0},
	} {
		if got := count(c.doc); got != c.want {
			t.Errorf("%s: %d pages, not %d", about, got, c.want)
		}
	}
}

// What was made to fill the memory or to keep the program busy ends soon, with or without an answer.
func TestHostileDocumentsEnd(t *testing.T) {
	bomb := packed(t, 9, "1 0 2 1  "+strings.Repeat(" ", 50<<20))
	again := strings.Repeat("1 0 ", 50_000)
	for about, d := range map[string]string{
		"a bomb":                doc(bomb, bomb, bomb, bomb, bomb, bomb),
		"deep":                  doc(strings.Repeat("<<", 3<<20)),
		"deep lists":            doc("<</Kids" + strings.Repeat("[", 3<<20)),
		"never ending objects":  "%PDF-1.7\n" + strings.Repeat(" 1 0 obj<<", 400_000),
		"never ending texts":    "%PDF-1.7\n" + strings.Repeat(" 1 0 obj<<(", 400_000),
		"never ending streams":  doc(strings.Repeat("1 0 obj<</Length 5>>stream\n", 200_000)),
		"one object many times": doc(packed(t, len(again), again+"<</A("+strings.Repeat("x", 3<<20)+")>>")),
		"many names":            doc("<<" + strings.Repeat("/a 1", 1<<20) + ">>"),
		"only beginnings":       "%PDF-" + strings.Repeat("obj", 1<<20),
	} {
		if got := count(d); got != 0 {
			t.Errorf("%s: %d pages", about, got)
		}
	}
	if Pages(strings.NewReader("%PDF-"), Most+1) != 0 {
		t.Error("a file that is too large was read")
	}
}

func TestAnyBytesAreTaken(t *testing.T) {
	good := doc("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 6>>", packed(t, 4, "2 0 <</Type/Pages/Count 6>>"))
	r := rand.New(rand.NewPCG(1, 7))
	for range 5000 {
		b := []byte(good)
		for range 1 + r.IntN(6) {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
		if n := count(string(b[:r.IntN(len(b))+1])); n < 0 || n > MostPages {
			t.Fatalf("%d pages in %q", n, b)
		}
	}
}

func FuzzPages(f *testing.F) {
	f.Add([]byte(doc("<</Type/Pages/Kids[3 0 R]/Count 6>>", packed(f, 4, "2 0 <</Type/Pages/Count 6>>"))))
	f.Add([]byte("%PDF-1.4 1 0 obj <</A(\\)/B<00>/C[<<>>]"))
	f.Fuzz(func(t *testing.T, in []byte) {
		if n := Pages(bytes.NewReader(in), int64(len(in))); n < 0 || n > MostPages {
			t.Errorf("%d pages", n)
		}
	})
}
