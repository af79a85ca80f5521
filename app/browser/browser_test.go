package browser

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"testing/fstest"
)

var page = fstest.MapFS{
	"index.html":           {Data: []byte("<!doctype html><title>page</title>")},
	"assets/app-1a2b3c.js": {Data: []byte("export {}")},
}

// started runs the face and returns its address line, a browser and what ends it; ending waits for Run's answer.
func started(t *testing.T, api http.Handler) (link string, client *http.Client, end func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, Options{Handler: api, Assets: page, Out: write, Log: slog.New(slog.DiscardHandler)})
	}()
	t.Cleanup(cancel)
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line), &http.Client{Jar: jar}, func() error { cancel(); return <-ended }
}

func get(t *testing.T, client *http.Client, url string) (int, http.Header, string) {
	t.Helper()
	r, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, r.Header, string(body)
}

func TestTheFirstLineOpensThePage(t *testing.T) {
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprint(w, "api "+r.URL.Path) })
	link, client, end := started(t, api)
	base, _, ok := strings.Cut(link, "?token=")
	if !ok || !strings.HasPrefix(base, "http://127.0.0.1:") {
		t.Fatalf("the first line is %q", link)
	}
	for _, c := range []struct {
		url, body, cache string
		status           int
	}{
		{link, "<!doctype html><title>page</title>", "no-store", 200},
		{base, "<!doctype html><title>page</title>", "no-store", 200},
		{base + "assets/app-1a2b3c.js", "export {}", "private, max-age=31536000, immutable", 200},
		{base + "assets/", "404 page not found\n", "", 404},
		{base + "assets/gone.js", "404 page not found\n", "", 404},
		{base + "api/events", "api /api/events", "", 200},
		{base + "media/7", "api /media/7", "", 200},
	} {
		status, head, body := get(t, client, c.url)
		if status != c.status || body != c.body || head.Get("Cache-Control") != c.cache {
			t.Errorf("%s: %d %q %q", c.url, status, body, head.Get("Cache-Control"))
		}
	}
	if err := end(); err != nil {
		t.Error(err)
	}
}

func TestTheEndCutsStreamsAndLetsCallsFinish(t *testing.T) {
	reading, calling := make(chan struct{}), make(chan struct{})
	finish := make(chan struct{})
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			close(reading)
			<-r.Context().Done()
			close(finish)
			return
		}
		close(calling)
		<-finish
		if err := r.Context().Err(); err != nil {
			t.Error("the running call was cut:", err)
		}
		_, _ = fmt.Fprint(w, "done")
	})
	link, client, end := started(t, api)
	base, _, _ := strings.Cut(link, "?")
	get(t, client, link)
	go func() {
		if r, err := client.Get(base + "api/events"); err == nil {
			_ = r.Body.Close()
		}
	}()
	answered := make(chan string, 1)
	go func() {
		r, err := client.Post(base+"api/call/Tickets.Act", "application/json", strings.NewReader("{}"))
		if err != nil {
			answered <- err.Error()
			return
		}
		body, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		answered <- string(body)
	}()
	<-reading
	<-calling
	if err := end(); err != nil {
		t.Error(err)
	}
	if got := <-answered; got != "done" {
		t.Errorf("the call answered %q", got)
	}
}

func TestRunRefusesToListenElsewhere(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::1]:0", "localhost:0", "192.168.0.1:80", "127.0.0.1", "127.0.0.1:http"} {
		o := Options{Handler: http.NotFoundHandler(), Assets: page, Out: io.Discard, Addr: addr}
		if err := Run(t.Context(), o); err == nil {
			t.Errorf("%s: Run returned nil", addr)
		}
	}
}

func TestRunSaysThatThePageIsNotBuilt(t *testing.T) {
	o := Options{Handler: http.NotFoundHandler(), Assets: fstest.MapFS{}, Out: io.Discard}
	if err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("Run answered %v", err)
	}
}
