package wuzapi

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/balcao-app/balcao/internal/transport/wuzapi/wuzapisim"
)

const asForm, asJSON = "application/x-www-form-urlencoded", "application/json"

// withFile is a message as a server tells it that puts files into its calls.
func withFile(id, text string, file []byte) []byte {
	raw, _ := json.Marshal(map[string]any{"base64": base64.StdEncoding.EncodeToString(file), "mimeType": "image/jpeg", "fileName": "a.jpg"})
	return append(append(raw[:len(raw)-1], ','), messageEvent(id, text)[1:]...)
}

// TestFilesInsideCalls: they are no reason to miss what a call tells, in whatever form it comes.
func TestFilesInsideCalls(t *testing.T) {
	live(t, wuzapisim.Options{}, func(w *world) {
		key := w.conn.key
		file := bytes.Repeat([]byte("\xfb\xff\xbf+/ olá"), 2<<20) // its base64 is full of what a form has to escape
		body := withFile("3F1", "com foto", file)
		if got := w.call(asJSON, body, sign(key, body)); got != 200 {
			t.Error("json:", got)
		}
		form := []byte(url.Values{"jsonData": {string(withFile("3F2", "e outra", file))}, "userID": {"1"}}.Encode())
		if got := w.call(asForm, form, sign(key, form)); got != 200 {
			t.Error("form:", got)
		}
		form[len(form)-1] ^= 1
		if got := w.call(asForm, form, sign(key, form[:len(form)-1])); got != 401 {
			t.Error("a signature about less than all:", got)
		}
		if got := w.bodies(); got != "com foto e outra" {
			t.Error(got)
		}
	})
}

// TestWhatACallHolds: forms are read as they are written elsewhere, and what is none is called so.
func TestWhatACallHolds(t *testing.T) {
	key := []byte("key")
	for name, c := range map[string]struct {
		kind, body, event, token string
		odd                      bool
	}{
		"json":                {asJSON, `{"a":1}`, `{"a":1}`, "", false},
		"form":                {asForm, url.Values{"jsonData": {`{"a":"ç+& =%"}`}, "token": {"t k"}, "z": {"1"}}.Encode(), `{"a":"ç+& =%"}`, "t k", false},
		"small digits":        {asForm, "jsonData=%7b%7D", "{}", "", false},
		"nothing":             {asForm, "", "", "", false},
		"no value":            {asForm, "a=&&=&jsonData=1", "1", "", false},
		"half an escape":      {asForm, "jsonData=%4", "", "", true},
		"no escape":           {asForm, "jsonData=%zz", "", "", true},
		"an escape like none": {asForm, "jsonData=%\x10\x11", "", "", true},
		"of no kind":          {"", "{}", "", "", true},
		"parts without end":   {"multipart/form-data; boundary=x", "--x\r\nfoo", "", "", true},
	} {
		got, err := open(c.kind, iotest.HalfReader(strings.NewReader(c.body)), key)
		if string(got.event) != c.event || got.token != c.token || errors.Is(err, errOdd) != c.odd || !c.odd && err != nil {
			t.Errorf("%s: %q %q %v", name, got.event, got.token, err)
		}
		if sum := sign("key", []byte(c.body)); !strings.HasPrefix(c.kind, "multipart") && sum != hex.EncodeToString(got.sum) {
			t.Errorf("%s: the sum is of something else", name)
		}
	}
	if _, err := open(asJSON, iotest.ErrReader(io.ErrUnexpectedEOF), key); err == nil || errors.Is(err, errOdd) {
		t.Error("broken off:", err)
	}
}

// TestCallsFillNoMemory: a file of a hundred megabytes passes through, and little of it is ever held.
func TestCallsFillNoMemory(t *testing.T) {
	for _, kind := range []string{asJSON, asForm} {
		head, tail := `{"base64":"`, `","type":"x"}`
		if kind == asForm {
			head, tail = "jsonData="+url.QueryEscape(head), url.QueryEscape(tail)
		}
		body := io.MultiReader(strings.NewReader(head), io.LimitReader(endless{}, 134<<20), strings.NewReader(tail))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, err := open(kind, http.MaxBytesReader(nil, io.NopCloser(body), longestHook), []byte("key"))
		runtime.ReadMemStats(&after)
		if err != nil || !json.Valid(got.event) || len(got.event) > longestString+100 {
			t.Errorf("%s: %d bytes, %v", kind, len(got.event), err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
			t.Errorf("%s: %d MiB were used", kind, took>>20)
		}
	}
}

// endless is base64 without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'A'
	}
	return len(p), nil
}
