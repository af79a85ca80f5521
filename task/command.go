package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// patience is how long a program that was asked to stop may take before it is killed.
const patience = 15 * time.Second

// command is one program to run in the project's folder.
type command struct {
	name string
	args []string
	// dir is relative to the project's folder; empty means that folder itself.
	dir string
	// env is added to this process's own environment and wins over it.
	env []string
	// out takes the standard output, log the standard error.
	out, log io.Writer
}

// run waits for the program to end. When ctx ends first the program is asked to stop, and killed when it does not.
func (c command) run(ctx context.Context) error {
	cmd := c.prepare(ctx)
	if err := cmd.Run(); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = errors.Join(cause, err)
		}
		return fmt.Errorf("%s: %w", c.line(), err)
	}
	return nil
}

func (c command) prepare(ctx context.Context) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program(c.name), c.args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), c.env...)
	cmd.Stdout, cmd.Stderr = c.out, c.log
	cmd.Cancel = func() error { return interrupt(cmd.Process) }
	cmd.WaitDelay = patience
	return cmd
}

// line is the command as a person would type it, shortened.
func (c command) line() string {
	line := strings.Join(append([]string{filepath.Base(c.name)}, c.args...), " ")
	if len(line) > 100 {
		line = line[:100] + "…"
	}
	return line
}

// program names npm's and npx's scripts as Windows knows them.
func program(name string) string {
	if runtime.GOOS == "windows" && (name == "npm" || name == "npx") {
		return name + ".cmd"
	}
	return name
}

func has(name string) bool {
	_, err := exec.LookPath(program(name))
	return err == nil
}

// toRoot changes to the folder that holds go.mod, so that every path below is relative to it.
func toRoot() error {
	dir, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("find the current folder: %w", err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "wails.json")); err == nil {
			return os.Chdir(dir)
		}
		if dir == filepath.Dir(dir) {
			return errors.New("run this inside the project's folder")
		}
	}
}
