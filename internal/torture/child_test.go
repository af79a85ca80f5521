package torture

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// These are the words of the victim's input and output.
type (
	order struct {
		Enter   *enter   `json:",omitempty"`
		Send    []send   `json:",omitempty"`
		Resolve *resolve `json:",omitempty"`
		Retry   int64    `json:",omitempty"`
		Link    bool     `json:",omitempty"`
		Count   bool     `json:",omitempty"`
	}
	enter struct {
		Account, Token, Secret string
		Numbers                []string
		Port                   int
		Customers              []string
		Policy                 string
	}
	send struct {
		Ticket int64
		Key    string
		Text   string
	}
	resolve struct {
		Message int64
		Choice  string
	}
	answer struct {
		Error        string
		Tickets, IDs []int64
		QR           string
		Waiting      int
	}
)

// child is one life of the program.
type child struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	died chan struct{}
	log  string
}

func start(t *testing.T, dir string) *child {
	t.Helper()
	c := &child{cmd: exec.Command(built, "-config", filepath.Join(dir, "config.json")), died: make(chan struct{}), log: filepath.Join(dir, "log")}
	c.cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir, "HOME="+dir) // keys of the vault stay in the trial
	log, err := os.OpenFile(c.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	c.cmd.Stderr = log
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, in, err := os.Pipe() // of our own: the process's end must not close it under the reader
	if err != nil {
		t.Fatal(err)
	}
	c.cmd.Stdout, c.out = in, bufio.NewReader(out)
	err = c.cmd.Start()
	in.Close()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = c.cmd.Wait()
		close(c.died)
	}()
	t.Cleanup(func() {
		c.kill()
		out.Close()
	})
	return c
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	<-c.died
}

// refusal is what the living program answered; every other error is its death.
type refusal string

func (r refusal) Error() string { return string(r) }

func (c *child) ask(o order) (a answer, err error) {
	text, err := json.Marshal(o)
	if err != nil {
		return a, err
	}
	if _, err := c.in.Write(append(text, '\n')); err != nil {
		return a, err
	}
	return c.hear()
}

func (c *child) hear() (a answer, err error) {
	line, err := c.out.ReadBytes('\n')
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return a, fmt.Errorf("half an answer: %w", err)
	}
	if a.Error != "" {
		return a, refusal(a.Error)
	}
	return a, nil
}

func (c *child) must(t *testing.T, o order) answer {
	t.Helper()
	a, err := c.ask(o)
	if err != nil {
		t.Fatalf("%v\n%s", err, c.complaints())
	}
	return a
}

func (c *child) complaints() string {
	text, err := os.ReadFile(c.log)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func alive(err error) bool {
	_, yes := errors.AsType[refusal](err)
	return yes
}
