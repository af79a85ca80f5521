package crash

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/app"
)

// program is one life of the real program, driven as a browser drives it.
type program struct {
	cmd   *exec.Cmd
	base  string
	page  *http.Client
	alive context.Context // ends with the process
	ended context.CancelFunc
	died  chan struct{}
	log   string // file of what it complained about
}

// start starts the program and returns at once; open waits until it can be called.
func start(t *testing.T, s *simulator, data string) (*program, *bufio.Reader) {
	t.Helper()
	p := &program{cmd: exec.Command(built.balcao, "--browser", "--sim", s.file, "--data", data), died: make(chan struct{})}
	p.alive, p.ended = context.WithCancel(t.Context())
	log, err := os.CreateTemp(t.TempDir(), "log")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	p.log, p.cmd.Stderr = log.Name(), log
	// A pipe of our own: the process's end must not close it under the reader.
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout = in
	err = p.cmd.Start()
	in.Close()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		p.ended()
		close(p.died)
	}()
	t.Cleanup(func() {
		p.kill()
		out.Close()
	})
	return p, bufio.NewReader(out)
}

// open reads the printed link and uses it up for the cookie. An error means that the program died before.
func (p *program) open(out *bufio.Reader) error {
	line, err := out.ReadString('\n')
	if err != nil {
		return fmt.Errorf("no link: %w", err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	p.page = &http.Client{Jar: jar}
	p.base = line[:strings.Index(line, "/?")]
	r, err := p.get(p.alive, strings.TrimPrefix(strings.TrimSpace(line), p.base))
	if err != nil {
		return err
	}
	return r.Body.Close()
}

func (p *program) get(ctx context.Context, path string) (*http.Response, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+path, nil)
	if err != nil {
		return nil, err
	}
	r, err := p.page.Do(q)
	if err == nil && r.StatusCode != http.StatusOK {
		r.Body.Close()
		err = fmt.Errorf("%s: %s", path, r.Status)
	}
	return r, err
}

// call carries out one method of the API.
func call[Ans any](p *program, name string, request any) (ans Ans, err error) {
	text, err := json.Marshal(request)
	if err != nil {
		return ans, err
	}
	q, err := http.NewRequestWithContext(p.alive, http.MethodPost, p.base+"/api/call/"+name, bytes.NewReader(text))
	if err != nil {
		return ans, err
	}
	r, err := p.page.Do(q)
	if err != nil {
		return ans, err
	}
	defer r.Body.Close()
	if text, err = io.ReadAll(r.Body); err != nil {
		return ans, err
	}
	if r.StatusCode != http.StatusOK {
		return ans, fault{name, string(text)}
	}
	return ans, json.Unmarshal(text, &ans)
}

// fault is what the living program answered instead of a result; every other error of a call is its death.
type fault struct{ call, text string }

func (f fault) Error() string { return f.call + ": " + f.text }

func must[Ans any](t *testing.T, p *program, name string, request any) Ans {
	t.Helper()
	ans, err := call[Ans](p, name, request)
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, p.complaints())
	}
	return ans
}

// complaints is what the program logged.
func (p *program) complaints() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// kill ends the program as a power cut would, and waits until nothing of it is left.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.died
}

// stop ends the program in order.
func (p *program) stop(t *testing.T) {
	t.Helper()
	// The program may be gone before its answer is.
	if _, err := call[app.Empty](p, "System.Quit", app.Empty{}); errors.As(err, new(fault)) {
		t.Fatal(err)
	}
	<-p.died
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("the program ended with %d\n%s", code, p.complaints())
	}
}

// online waits until the program is connected.
func (p *program) online(t *testing.T) {
	t.Helper()
	until(t, "online", func() bool { return must[app.Snapshot](t, p, "System.Snapshot", app.Empty{}).Online })
}
