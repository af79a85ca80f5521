package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/app/window"
	"github.com/balcao-app/balcao/internal/desk"
)

const (
	// patience is how long the program that takes over may take to show that it lives.
	patience = 15 * time.Second
	// lastChance is how long one that did not is given to end in order.
	lastChance = 3 * time.Second
	// handOver is what the page gets to leave before its stream of events is cut.
	handOver = 300 * time.Millisecond
)

// successor is the program started again in another mode: what the session library trusts is fixed for the life of a process, so
// practice and real work never share one. The first process ends its face only when the second one's is open, and then waits for
// it, so that whoever started it sees one program.
type successor struct {
	life     context.Context // of the first process: its signals end the second as well
	open     context.Context // while the first process has a face; nobody is left to take over from afterwards
	options  options
	patience time.Duration
	quit     func()
	mu       sync.Mutex // held while one is being started
	cmd      *exec.Cmd  // what took over
}

// launch starts the program in or out of practice mode and ends this one once the other shows that it lives. It returns the
// address of the new page, or nothing when that opens a window. When the other ends, says nothing in time, or asking (the page)
// is gone meanwhile, it is ended and everything here stays as it is; the errors are *desk.Fault.
func (s *successor) launch(asking context.Context, practice bool) (string, error) {
	if !s.mu.TryLock() {
		return "", desk.Refuse(desk.CodeWrongState)
	}
	defer s.mu.Unlock()
	if s.cmd != nil {
		return "", desk.Refuse(desk.CodeWrongState)
	}
	o := s.options
	o.practice = practice
	cmd, sign, err := begin(s.life, o)
	if err != nil {
		return "", notStarted(app.CodeStartEnded, err)
	}
	url, err := s.await(asking, sign)
	if err != nil {
		abandon(cmd)
		return "", err
	}
	s.cmd = cmd
	time.AfterFunc(handOver, s.quit)
	return url, nil
}

// begin starts the program with other options. Its first line comes by the channel, which is closed without one when it ends.
func begin(life context.Context, o options) (*exec.Cmd, <-chan string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, fmt.Errorf("find this program: %w", err)
	}
	cmd := exec.CommandContext(life, self, o.args()...)
	cmd.Cancel = func() error { return end(cmd.Process) }
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, fmt.Errorf("listen to the new start: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("start again: %w", err)
	}
	first := make(chan string, 1)
	go func() {
		defer close(first)
		lines := bufio.NewReader(out)
		if line, err := lines.ReadString('\n'); err == nil {
			first <- strings.TrimSpace(line)
		}
		_, _ = io.Copy(io.Discard, lines) // so that the pipe never fills
	}()
	return cmd, first, nil
}

// await waits for the sign of life: the address of the page, or the line of an open window.
func (s *successor) await(asking context.Context, sign <-chan string) (string, error) {
	late := time.NewTimer(s.patience)
	defer late.Stop()
	select {
	case line, said := <-sign:
		switch {
		case !said:
			return "", notStarted(app.CodeStartEnded, errors.New("it ended before its face was open"))
		case s.options.browser && strings.HasPrefix(line, "http://127.0.0.1:"):
			return line, nil
		case !s.options.browser && line == window.Opened:
			return "", nil
		}
		return "", notStarted(app.CodeStartEnded, errors.New("its first line is not one of ours"))
	case <-late.C:
		return "", notStarted(app.CodeStartSilent, fmt.Errorf("no sign of life within %v", s.patience))
	case <-asking.Done():
		return "", notStarted(app.CodeStartEnded, context.Cause(asking))
	case <-s.open.Done():
		return "", notStarted(app.CodeStartEnded, context.Cause(s.open))
	}
}

func notStarted(code desk.Code, err error) error {
	return &desk.Fault{Code: code, Next: desk.Stop, Scope: desk.OfMessage, Err: fmt.Errorf("the new start: %w", err)}
}

// abandon ends a program that did not take over, and returns when it is gone.
func abandon(cmd *exec.Cmd) {
	_ = end(cmd.Process) // it may have ended by itself
	kill := time.AfterFunc(lastChance, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	_ = cmd.Wait()
}

// end asks a process to stop in order, where the system knows how to ask.
func end(p *os.Process) error {
	if err := p.Signal(syscall.SIGTERM); err != nil {
		return p.Kill()
	}
	return nil
}

// wait stays until the program that took over has ended.
func (s *successor) wait() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return nil
	}
	err := s.cmd.Wait()
	if s.life.Err() != nil {
		return nil // it was asked to end, and did
	}
	return err
}
