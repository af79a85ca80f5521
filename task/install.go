package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
)

// debianPackages is what the window, its picture and the end-to-end tests need.
var debianPackages = []string{
	"build-essential", "pkg-config", "libgtk-3-dev", "libwebkit2gtk-4.1-dev",
	"xvfb", "xdotool", "imagemagick", "dbus", "chromium", "fonts-inter", "fonts-noto-color-emoji",
}

// install brings a Debian machine to what the tests need when it may, and elsewhere says what is missing.
func install(ctx context.Context, out io.Writer) error {
	if runtime.GOOS != "linux" {
		return skipped("nothing to install on this system; the end-to-end tests use the Chrome or Edge that is there")
	}
	if !has("dpkg-query") || !has("apt-get") {
		return skipped("not a Debian system; the tests want GTK 3, WebKitGTK 4.1, Xvfb, xdotool, ImageMagick and Chromium")
	}
	missing := notInstalled(ctx)
	if len(missing) == 0 {
		fmt.Fprintln(out, "nothing is missing")
		return nil
	}
	line := "apt-get install -y --no-install-recommends " + strings.Join(missing, " ")
	if os.Geteuid() != 0 {
		return skipped("please run as root: " + line)
	}
	for _, args := range [][]string{{"update"}, strings.Fields(line)[1:]} {
		c := command{name: "apt-get", args: args, env: []string{"DEBIAN_FRONTEND=noninteractive"}, out: out, log: out}
		if err := c.run(ctx); err != nil {
			return err
		}
	}
	return nil
}

func notInstalled(ctx context.Context) []string {
	var have bytes.Buffer
	c := command{name: "dpkg-query", args: append([]string{"-W", "-f", "${Package} ${db:Status-Status}\n"}, debianPackages...), out: &have, log: io.Discard}
	// It fails when a package is unknown and still lists the others.
	_ = c.run(ctx)
	lines := strings.Split(have.String(), "\n")
	return slices.DeleteFunc(slices.Clone(debianPackages), func(p string) bool {
		return slices.Contains(lines, p+" installed")
	})
}

// firstFound is the path of the first program that exists.
func firstFound(names []string) string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
