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
	"syscall"
	"time"
)

const (
	windowTitle = "^Balcão$"
	// windowOpen is what the program says when its window shows the page.
	windowOpen = "window open"
	// picture is looked at by the test, and by whoever wants to know what the test saw.
	picture = "artifacts/window.png"
	// slow machines draw the first text after several seconds.
	drawing = 60 * time.Second
	// quitting is how long the program may take to close its window and its data after it was asked to.
	quitting = 10 * time.Second
)

// smokeWindow builds the desktop program with the real packager, fills an inbox over the simulated network, opens the
// window on a display of its own, looks at a picture of it, and expects it to end cleanly when asked.
func smokeWindow(ctx context.Context, out io.Writer) error {
	if runtime.GOOS != "linux" {
		return skipped("the window is tested on a virtual display, which Linux alone has")
	}
	for _, name := range []string{"Xvfb", "xdotool", "import", "pkg-config", "cc"} {
		if !has(name) {
			return mustHave(name + " is missing")
		}
	}
	if err := browserBuild(ctx, out); err != nil {
		return err
	}
	if err := wails()(ctx, out); err != nil {
		return err
	}
	if err := isProgram(windowBinary(), "\x7fELF"); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "balcao-window-")
	if err != nil {
		return fmt.Errorf("make a data folder: %w", err)
	}
	defer os.RemoveAll(folder)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	network, err := simulate(ctx, out, folder)
	if err != nil {
		return err
	}
	data := filepath.Join(folder, "balcao")
	if err := network.furnish(ctx, out, data); err != nil {
		return fmt.Errorf("fill the inbox: %w", err)
	}
	display, err := openDisplay(ctx, out)
	if err != nil {
		return err
	}
	program, err := openProgram(ctx, out, display.name, folder, "--sim", network.file, "--data", data)
	if err == nil {
		err = errors.Join(program.look(ctx, out), program.quit(out))
	}
	cancel()
	<-display.gone
	_ = network.ended()
	return err
}

// display is a screen in memory.
type display struct {
	name string
	gone <-chan struct{}
}

// openDisplay starts a server on a number that is free, and returns when it answers. It ends with ctx.
func openDisplay(ctx context.Context, log io.Writer) (display, error) {
	number, tell, err := os.Pipe()
	if err != nil {
		return display{}, fmt.Errorf("make a pipe: %w", err)
	}
	defer number.Close()
	c := command{name: "Xvfb", args: []string{"-displayfd", "3", "-screen", "0", "1440x900x24", "-nolisten", "tcp"}, out: log, log: log}
	cmd := c.prepare(ctx)
	cmd.ExtraFiles = []*os.File{tell}
	err = cmd.Start()
	tell.Close()
	if err != nil {
		return display{}, fmt.Errorf("start Xvfb: %w", err)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_ = cmd.Wait()
	}()
	// The server writes the number once it is ready, and closes its end when it cannot start.
	text, err := io.ReadAll(io.LimitReader(number, 16))
	name := strings.TrimSpace(string(text))
	if err != nil || name == "" {
		return display{}, fmt.Errorf("Xvfb named no display (%q): %w", text, errors.Join(err, io.ErrUnexpectedEOF))
	}
	return display{name: ":" + name, gone: gone}, nil
}

// opened is the program with its window.
type opened struct {
	cmd  *exec.Cmd
	env  []string
	said strings.Builder // its standard output, to be read when done has answered
	done chan error
}

func openProgram(ctx context.Context, log io.Writer, display, folder string, args ...string) (*opened, error) {
	o := &opened{done: make(chan error, 1)}
	o.env = []string{"DISPLAY=" + display, "WAYLAND_DISPLAY=", "GDK_BACKEND=x11", "LIBGL_ALWAYS_SOFTWARE=1"}
	for _, kind := range []string{"CACHE", "CONFIG", "DATA", "STATE"} {
		o.env = append(o.env, "XDG_"+kind+"_HOME="+filepath.Join(folder, strings.ToLower(kind)))
	}
	o.cmd = command{name: windowBinary(), args: args, env: o.env, out: io.MultiWriter(log, &o.said), log: log}.prepare(ctx)
	if err := o.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the program: %w", err)
	}
	go func() { o.done <- o.cmd.Wait() }()
	return o, nil
}

// look takes pictures until one shows the inbox, and keeps the last.
func (o *opened) look(ctx context.Context, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, drawing)
	defer cancel()
	if err := os.MkdirAll(filepath.Dir(picture), 0o755); err != nil {
		return fmt.Errorf("make a place for the picture: %w", err)
	}
	_ = os.Remove(picture)
	// --sync waits for the window instead of asking again and again.
	id, err := o.ask(ctx, "xdotool", "search", "--sync", "--onlyvisible", "--name", windowTitle)
	if err != nil {
		return fmt.Errorf("no window with the title %s: %w", windowTitle, err)
	}
	window := strings.Fields(id)[0]
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		if _, err := o.ask(ctx, "import", "-window", window, picture); err != nil {
			return errors.Join(last, fmt.Errorf("take a picture: %w", err))
		}
		what, err := inspect(picture)
		if err == nil {
			fmt.Fprintf(out, "%s shows %s\n", picture, what)
			return nil
		}
		last = err
		select {
		case <-tick.C:
		case err := <-o.done:
			o.done <- err
			return fmt.Errorf("the program ended before its window was drawn: %w", errors.Join(last, err))
		case <-ctx.Done():
			return fmt.Errorf("after %v the window still does not show the inbox (see %s): %w", drawing, picture, last)
		}
	}
}

func (o *opened) ask(ctx context.Context, name string, args ...string) (string, error) {
	var said, complaint strings.Builder
	err := command{name: name, args: args, env: o.env, out: &said, log: &complaint}.run(ctx)
	if err == nil && name == "xdotool" && strings.TrimSpace(said.String()) == "" {
		err = errors.New("no answer")
	}
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, complaint.String())
	}
	return said.String(), nil
}

// quit asks the program to end and expects exit code 0 in time.
func (o *opened) quit(out io.Writer) error {
	from := time.Now()
	if err := o.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return errors.Join(fmt.Errorf("ask the program to end: %w", err), <-o.done)
	}
	late := time.AfterFunc(quitting, func() { _ = o.cmd.Process.Kill() })
	defer late.Stop()
	err := <-o.done
	took := time.Since(from).Round(time.Millisecond)
	if err != nil {
		return fmt.Errorf("the program did not end cleanly within %v, but after %v: %w", quitting, took, err)
	}
	if !strings.Contains(o.said.String(), windowOpen+"\n") {
		return fmt.Errorf("the program never said %q, for which the change between practice and real work waits", windowOpen)
	}
	fmt.Fprintf(out, "asked to end, the program ended with exit code 0 after %v\n", took)
	return nil
}
