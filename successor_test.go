package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// asSilent makes the test's own file a program that starts and never says a word.
const asSilent = "BALCAO_TEST_AS_SILENT"

func init() {
	if os.Getenv(asSilent) == "" {
		return
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM)
	<-asked
	os.Exit(0)
}

// heir is a successor in the browser face on a data folder, whose children are this test's own file.
func heir(t *testing.T, o options, limit time.Duration) (s *successor, quit <-chan struct{}, end context.CancelFunc) {
	t.Helper()
	t.Setenv(asProgram, "1")
	t.Setenv("HOME", t.TempDir())
	life, end := context.WithCancel(t.Context())
	ended := make(chan struct{})
	return &successor{life: life, open: life, options: o, patience: limit, quit: func() { close(ended) }}, ended, end
}

func refusedWith(t *testing.T, s *successor, url string, err error, code desk.Code) {
	t.Helper()
	if f, ok := errors.AsType[*desk.Fault](err); !ok || f.Code != code || url != "" {
		t.Errorf("the change answered %q, %v; want %s", url, err, code)
	}
	if s.cmd != nil {
		t.Error("something took over")
	}
	if err := s.wait(); err != nil {
		t.Error(err)
	}
}

func TestTheChangeWaitsForASignOfLife(t *testing.T) {
	s, quit, end := heir(t, options{browser: true, data: t.TempDir()}, patience)
	url, err := s.launch(t.Context(), true)
	if err != nil || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("the change answered %q, %v", url, err)
	}
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Body.Close(); err != nil {
		t.Error(err)
	}
	<-quit
	if _, err := s.launch(t.Context(), true); desk.AsFault(err).Code != desk.CodeWrongState {
		t.Errorf("a second change answered %v", err)
	}
	end()
	if err := s.wait(); err != nil {
		t.Error(err)
	}
}

func TestAStartThatEndsTakesNothingOver(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for name, browser := range map[string]bool{"browser": true, "window": false} {
		t.Run(name, func(t *testing.T) {
			s, _, end := heir(t, options{browser: browser, practice: true, data: dir}, patience)
			defer end()
			url, err := s.launch(t.Context(), false)
			refusedWith(t, s, url, err, app.CodeStartEnded)
		})
	}
}

func TestASilentStartIsEndedAndTakesNothingOver(t *testing.T) {
	for name, browser := range map[string]bool{"browser": true, "window": false} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(asSilent, "1")
			s, _, end := heir(t, options{browser: browser, data: t.TempDir()}, 200*time.Millisecond)
			defer end()
			url, err := s.launch(t.Context(), true)
			refusedWith(t, s, url, err, app.CodeStartSilent)
		})
	}
}

func TestAStartThatNobodyWaitsForIsEnded(t *testing.T) {
	t.Setenv(asSilent, "1")
	s, _, end := heir(t, options{browser: true, data: t.TempDir()}, time.Hour)
	defer end()
	gone, leave := context.WithCancel(t.Context())
	leave()
	url, err := s.launch(gone, true)
	refusedWith(t, s, url, err, app.CodeStartEnded)
	open, closed := context.WithCancel(t.Context())
	closed()
	s.open = open
	url, err = s.launch(t.Context(), true)
	refusedWith(t, s, url, err, app.CodeStartEnded)
}

// TestThePageStaysWhenPracticeDoesNotOpen drives the whole program: practice is locked by somebody else.
func TestThePageStaysWhenPracticeDoesNotOpen(t *testing.T) {
	dir := t.TempDir()
	cmd := program(t, dir, "en_US.UTF-8")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = end(cmd.Process), cmd.Wait() }()
	link, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	locked, err := store.Open(store.Options{Dir: filepath.Join(dir, "practice")})
	if err != nil {
		t.Fatal(err)
	}
	defer locked.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	page := &http.Client{Jar: jar}
	opened, err := page.Get(strings.TrimSpace(link))
	if err != nil {
		t.Fatal(err)
	}
	_ = opened.Body.Close()
	base, _, _ := strings.Cut(link, "?")
	if status, code := ask(t, page, base, "System.Practice"); status != http.StatusUnprocessableEntity || code != string(app.CodeStartEnded) {
		t.Errorf("practice answered %d %s", status, code)
	}
	if status, _ := ask(t, page, base, "System.Snapshot"); status != http.StatusOK {
		t.Errorf("the page answered %d afterwards", status)
	}
}

func ask(t *testing.T, page *http.Client, base, method string) (status int, code string) {
	t.Helper()
	r, err := page.Post(base+"api/call/"+method, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	var fault struct{ Code string }
	if err := json.NewDecoder(r.Body).Decode(&fault); err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, fault.Code
}
