package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
)

// Tags of a build with the desktop window; webkit2_41 chooses the library that current Linux systems carry.
const windowTags = "desktop,production,webkit2_41"

// run builds the program and starts it with args. Everything the build says goes to standard error, so that the first
// line of standard output is the program's own: in the browser face, the address of the page.
func run(ctx context.Context, args []string) error {
	fmt.Fprintln(os.Stderr, "Building Balcão. The first time takes minutes.")
	if err := fetchPackages(ctx, os.Stderr); err != nil {
		return err
	}
	if err := buildPage(ctx, os.Stderr); err != nil {
		return err
	}
	build, binary := browserBuild, browserBinary()
	if slices.Contains(args, "sim") || asksForBrowser(args) {
		// The face was chosen by hand: the quick build serves it.
	} else if why := noWindow(ctx); why == "" {
		build, binary = windowBuild, windowBinary()
	} else {
		fmt.Fprintf(os.Stderr, "No window: %s. The page is served to a browser instead.\n", why)
		args = append([]string{"--browser"}, args...)
	}
	if err := build(ctx, os.Stderr); err != nil {
		return err
	}
	return start(ctx, binary, args)
}

func asksForBrowser(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool { return a == "--browser" || a == "-browser" })
}

// noWindow tells what is missing for the desktop window, or nothing.
func noWindow(ctx context.Context) string {
	if runtime.GOOS != "linux" {
		return ""
	}
	switch {
	case os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "":
		return "there is no display"
	case !has("pkg-config") || !has("cc") && !has("gcc"):
		return "a C compiler and pkg-config are missing"
	case exec.CommandContext(ctx, "pkg-config", "--exists", "webkit2gtk-4.1", "gtk+-3.0").Run() != nil:
		return "the headers of GTK 3 and WebKitGTK 4.1 are missing (libgtk-3-dev, libwebkit2gtk-4.1-dev)"
	}
	return ""
}

func browserBuild(ctx context.Context, out io.Writer) error {
	c := command{name: "go", args: []string{"build", "-trimpath", "-o", browserBinary(), "."}, env: []string{"CGO_ENABLED=0"}, out: out, log: out}
	return c.run(ctx)
}

func windowBuild(ctx context.Context, out io.Writer) error {
	c := command{name: "go", args: []string{"build", "-tags", windowTags, "-trimpath", "-o", windowBinary(), "."}, out: out, log: out}
	if runtime.GOOS != "windows" {
		c.env = []string{"CGO_ENABLED=1"}
	}
	return c.run(ctx)
}

// The two builds lie beside each other, so that changing the face does not link the program again.
func windowBinary() string  { return binary("balcao") }
func browserBinary() string { return binary("balcao-browser") }

func binary(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join("build", "bin", name)
}

// start hands this terminal to the program. A signal that ends ctx is passed on, and an end so asked for is no fault.
func start(ctx context.Context, binary string, args []string) error {
	c := command{name: binary, args: args, out: os.Stdout, log: os.Stderr}
	cmd := c.prepare(ctx)
	cmd.Stdin = os.Stdin
	err := cmd.Run()
	if ctx.Err() != nil && cmd.ProcessState != nil && cmd.ProcessState.Success() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(binary), err)
	}
	return nil
}
