package cloudapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

func ref(id string) []byte {
	raw, _ := json.Marshal(fileRef{ID: id})
	return raw
}

// TestTokenStaysWithTheNetwork: whatever address a file is said to have, the token is shown to no other host.
func TestTokenStaysWithTheNetwork(t *testing.T) {
	var stolen atomic.Bool
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stolen.Store(stolen.Load() || r.Header.Get("Authorization") != "")
	}))
	defer thief.Close()
	address := ""
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/redirect":
			http.Redirect(w, r, thief.URL, http.StatusFound)
		default:
			fmt.Fprintf(w, `{"url":%q,"file_size":3}`, address)
		}
	}))
	defer s.Close()
	c := connect(t, s.URL, nil, nil)
	host := strings.TrimPrefix(s.URL, "http://")
	for _, address = range []string{
		thief.URL + "/x", s.URL + "/redirect", "http://user@" + host + "/x", "https://" + host + "/x", s.URL + "@" + thief.URL[7:],
		s.URL + ".evil.example/x", "file:///etc/passwd", "//" + thief.URL[7:], "", "http://",
	} {
		var got bytes.Buffer
		if err := c.Fetch(t.Context(), ref("1"), 100, &got); err == nil || got.Len() > 0 {
			t.Errorf("%s: %v, %q", address, err, got.String())
		}
	}
	if stolen.Load() {
		t.Error("the token left")
	}
}

func TestFetchedFileIsWhatWasAnnounced(t *testing.T) {
	const body = "abcdef"
	sum := sha256.Sum256([]byte(body))
	base := ""
	facts := ""
	var expired atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "):
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/file" && expired.Add(-1) >= 0:
			http.NotFound(w, r)
		case r.URL.Path == "/file":
			io.WriteString(w, body)
		case r.URL.Path == "/chunked":
			w.(http.Flusher).Flush()
			io.WriteString(w, body)
		default:
			io.WriteString(w, facts)
		}
	}))
	defer s.Close()
	base = s.URL
	c := connect(t, base, nil, nil)
	for name, x := range map[string]struct {
		facts   string
		expired int64
		limit   int64
		want    desk.Code
		most    int // bytes that may be written of a file that is too large
	}{
		"hexadecimal":        {fmt.Sprintf(`{"url":"%s/file","sha256":%q,"file_size":6}`, base, hex.EncodeToString(sum[:])), 0, 100, "", 0},
		"base64":             {fmt.Sprintf(`{"url":"%s/file","sha256":%q,"file_size":"6"}`, base, base64.StdEncoding.EncodeToString(sum[:])), 0, 100, "", 0},
		"expired once":       {fmt.Sprintf(`{"url":"%s/file"}`, base), 1, 100, "", 0},
		"expired":            {fmt.Sprintf(`{"url":"%s/file"}`, base), 9, 100, desk.CodeGone, 0},
		"other content":      {fmt.Sprintf(`{"url":"%s/file","sha256":%q}`, base, hex.EncodeToString(make([]byte, 32))), 0, 100, desk.CodeCorrupt, 0},
		"too short":          {fmt.Sprintf(`{"url":"%s/file","file_size":60}`, base), 0, 100, desk.CodeOffline, 0},
		"larger than said":   {fmt.Sprintf(`{"url":"%s/file","file_size":2}`, base), 0, 5, desk.CodeFileSize, 0},
		"larger than wanted": {fmt.Sprintf(`{"url":"%s/file","file_size":6}`, base), 0, 5, desk.CodeFileSize, 0},
		"of unknown size":    {fmt.Sprintf(`{"url":"%s/chunked"}`, base), 0, 6, "", 0},
		"unknown and large":  {fmt.Sprintf(`{"url":"%s/chunked"}`, base), 0, 5, desk.CodeFileSize, 5},
		"gone":               {`{"error":{"code":100,"error_subcode":33,"message":"x"}}`, 0, 100, desk.CodeGone, 0},
		"no answer":          {`<html>`, 0, 100, desk.CodeBusy, 0},
	} {
		facts = x.facts
		expired.Store(x.expired)
		var got bytes.Buffer
		err := c.Fetch(t.Context(), ref("1"), x.limit, &got)
		switch code := desk.AsFault(err).Code; {
		case x.want == "" && (err != nil || got.String() != body):
			t.Errorf("%s: %v, %q", name, err, got.String())
		case x.want != "" && (err == nil || code != x.want):
			t.Errorf("%s: %v, want %s", name, err, x.want)
		case x.want == desk.CodeFileSize && got.Len() > x.most:
			t.Errorf("%s: %d bytes were written", name, got.Len())
		}
	}
	for _, bad := range []string{``, `{}`, `{"id":"a/b"}`, `{"id":"a?b"}`, `{"id":7}`} {
		if err := c.Fetch(t.Context(), []byte(bad), 100, io.Discard); desk.AsFault(err).Code != desk.CodeGone {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// arrivals is a writer that says when something came.
type arrivals chan struct{}

func (a arrivals) Write(p []byte) (int, error) {
	select {
	case a <- struct{}{}:
	default:
	}
	return len(p), nil
}

// TestAFileOfUnknownSizeIsNotKeptInMemory: it is written while it comes.
func TestAFileOfUnknownSizeIsNotKeptInMemory(t *testing.T) {
	came := make(arrivals, 1)
	s := httptest.NewServer(nil)
	defer s.Close()
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/file" {
			fmt.Fprintf(w, `{"url":"%s/file"}`, s.URL)
			return
		}
		_, _ = io.WriteString(w, "abc")
		w.(http.Flusher).Flush()
		select { // the rest comes once the beginning was written
		case <-came:
			_, _ = io.WriteString(w, "def")
		case <-time.After(10 * time.Second):
			panic(http.ErrAbortHandler)
		}
	})
	if err := connect(t, s.URL, nil, nil).Fetch(t.Context(), ref("1"), 100, came); err != nil {
		t.Error(err)
	}
}
