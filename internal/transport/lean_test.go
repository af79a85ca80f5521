package transport

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestLean(t *testing.T) {
	file := strings.Repeat("QUJD", 1<<20)
	for name, c := range map[string]struct{ in, want string }{
		"short strings stay":              {`{"a":"b","c":["d",1,null]}`, `{"a":"b","c":["d",1,null]}`},
		"a file goes":                     {`{"data":"` + file + `","id":"x"}`, `{"data":"QUJDQUJDQU","id":"x"}`},
		"a quote inside is no end":        {`{"a":"\"\"\"\"\"\"x","b":1}`, `{"a":"\"\"\"\"\"","b":1}`},
		"an escape is kept whole":         {`{"a":"123456789\u00e7x","b":1}`, `{"a":"123456789\u00e7","b":1}`},
		"or not at all":                   {`{"a":"1234567890\u00e7x","b":1}`, `{"a":"1234567890","b":1}`},
		"a backslash before the end":      {`{"a":"123456789\\","b":"\\"}`, `{"a":"123456789\\","b":"\\"}`},
		"what is no JSON is read as well": {`"`, `"`},
		"nothing":                         {``, ``},
	} {
		for way, from := range map[string]io.Reader{"whole": strings.NewReader(c.in), "in halves": iotest.HalfReader(strings.NewReader(c.in))} {
			got, err := io.ReadAll(Lean(from, 10))
			if err != nil || string(got) != c.want {
				t.Errorf("%s, %s: %.100s, %v", name, way, got, err)
			}
		}
	}
	if _, err := io.ReadAll(Lean(iotest.ErrReader(io.ErrUnexpectedEOF), 10)); err != io.ErrUnexpectedEOF { //nolint:errorlint // it has to stay what it is
		t.Error(err)
	}
}

// FuzzLean: JSON stays JSON, and keeps every string that is short.
func FuzzLean(f *testing.F) {
	f.Add(`{"a":"\u00e7\"\\","b":[1,"çãõ",{"c":null}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) {
			return
		}
		short, err := io.ReadAll(Lean(iotest.OneByteReader(strings.NewReader(text)), 3))
		if err != nil || !json.Valid(short) {
			t.Errorf("%q became %q, %v", text, short, err)
		}
		whole, err := io.ReadAll(Lean(strings.NewReader(text), len(text)))
		if err != nil || string(whole) != text {
			t.Errorf("%q became %q, %v", text, whole, err)
		}
	})
}
