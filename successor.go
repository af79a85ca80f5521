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
)

// successor is the program started again in another mode: what the session library trusts is fixed for the life of a process, so
// practice and real work never share one. The first process waits for the second, so that whoever started it sees one program.
type successor struct {
	life    context.Context // of the first process: its signals end the second as well
	options options
	quit    func()
	mu      sync.Mutex
	cmd     *exec.Cmd
}

// handOver is what the page gets to read the answer before this process ends.
const handOver = 300 * time.Millisecond

// launch starts the program in or out of practice mode and ends this one. It returns the address of the new page, or nothing
// when that opens a window.
func (s *successor) launch(practice bool) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd != nil {
		return "", errors.New("already changing over")
	}
	self, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find this program: %w", err)
	}
	o := s.options
	o.practice = practice
	cmd := exec.CommandContext(s.life, self, o.args()...)
	cmd.Cancel = func() error { return end(cmd.Process) }
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", fmt.Errorf("listen to the new start: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start again: %w", err)
	}
	url := ""
	if o.browser {
		if url, err = firstLine(out); err != nil {
			return "", errors.Join(err, cmd.Process.Kill(), cmd.Wait())
		}
	}
	s.cmd = cmd
	go func() { _, _ = io.Copy(io.Discard, out) }()
	time.AfterFunc(handOver, s.quit)
	return url, nil
}

func firstLine(out io.Reader) (string, error) {
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("the new start said nothing: %w", err)
	}
	return strings.TrimSpace(line), nil
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
	cmd := s.cmd
	s.mu.Unlock()
	if cmd == nil {
		return nil
	}
	err := cmd.Wait()
	if s.life.Err() != nil {
		return nil // it was asked to end, and did
	}
	return err
}
