package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	short   = 10 * time.Minute
	long    = 22 * time.Minute
	longest = 40 * time.Minute
)

// tortured is the package whose trials take longer than all other tests together.
const tortured = "./internal/torture"

// allStages is everything that `test` does. The page is built before anything reads the folder that Go embeds, and the program before
// a step starts it. The end-to-end tests wait for people's eyes and hands, so they come when the other tests leave them the processors. The
// torture takes what the others leave of the processors, from then on and to the end.
func allStages() []stage {
	return []stage{
		{{{"install", short, install}}},
		{
			{{"npm packages", short, fetchPackages}, {"page", short, buildPage}, {"program", short, browserBuild}},
			{{"gofmt", short, formatted}, {"tools", short, buildTools}, {"house", long, buildHouse}},
		},
		{
			{
				{"go vet", short, goStep("vet", "./...")},
				{"imports", short, tool("depguard", "./...")},
				{"staticcheck", short, tool("staticcheck", "./...")},
				{"vet windows/amd64", short, vetFor("windows", "amd64", "-tags", "desktop,production", "-trimpath")},
				{"vet windows/arm64", short, vetFor("windows", "arm64", "-tags", "desktop,production", "-trimpath")},
				{"vet darwin/arm64", short, vetFor("darwin", "arm64")},
				{"go test", long, testsBut(tortured)},
				{"windows program", short, buildWindows},
				{"window", short, smokeWindow},
				{"end to end", long, endToEnd},
				{"end to end in WebKit", short, endToEndInWebKit},
			},
			{
				{"page types", short, script("check")},
				{"page lint", short, script("lint")},
				{"page format", short, script("format:check")},
				{"page tests", short, script("test")},
			},
			{{"torture", longest, backstage("go", "test", "-timeout", "38m", tortured, "-messages", "2000")}},
		},
	}
}

// goStep runs the go command as a bare machine would: without cgo, which only the window needs.
func goStep(args ...string) func(context.Context, io.Writer) error {
	return func(ctx context.Context, out io.Writer) error {
		return command{name: "go", args: args, env: []string{"CGO_ENABLED=0"}, out: out, log: out}.run(ctx)
	}
}

// testsBut runs the tests of all packages but one.
func testsBut(left string) func(context.Context, io.Writer) error {
	return func(ctx context.Context, out io.Writer) error {
		var list bytes.Buffer
		if err := (command{name: "go", args: []string{"list", "./..."}, out: &list, log: out}).run(ctx); err != nil {
			return err
		}
		packages := slices.DeleteFunc(strings.Fields(list.String()), func(p string) bool { return strings.HasSuffix(p, strings.TrimPrefix(left, ".")) })
		return goStep(append([]string{"test", "-timeout", "20m"}, packages...)...)(ctx, out)
	}
}

// backstage runs a program that leaves the processors to whatever else wants them, where the system can do that.
func backstage(name string, args ...string) func(context.Context, io.Writer) error {
	if has("nice") {
		name, args = "nice", append([]string{"-n", "19", name}, args...)
	}
	return func(ctx context.Context, out io.Writer) error {
		return command{name: name, args: args, env: []string{"CGO_ENABLED=0"}, out: out, log: out}.run(ctx)
	}
}

func vetFor(system, machine string, flags ...string) func(context.Context, io.Writer) error {
	return func(ctx context.Context, out io.Writer) error {
		c := command{name: "go", args: append(append([]string{"vet"}, flags...), "./..."), out: out, log: out}
		c.env = []string{"CGO_ENABLED=0", "GOOS=" + system, "GOARCH=" + machine}
		return c.run(ctx)
	}
}

// tool runs one of the programs that tools.mod names.
func tool(name string, args ...string) func(context.Context, io.Writer) error {
	return func(ctx context.Context, out io.Writer) error {
		return command{name: "go", args: toolArgs(name, args...), env: []string{"CGO_ENABLED=0"}, out: out, log: out}.run(ctx)
	}
}

func toolArgs(name string, args ...string) []string {
	return append([]string{"tool", "-modfile=tools.mod", name}, args...)
}

// buildTools compiles the programs that tools.mod names, while npm is busy with the network.
func buildTools(ctx context.Context, _ io.Writer) error {
	for _, args := range [][]string{{"depguard", "-V=full"}, {"staticcheck", "-version"}, {"wails", "version"}} {
		var said bytes.Buffer
		c := command{name: "go", args: toolArgs(args[0], args[1:]...), env: []string{"CGO_ENABLED=0"}, out: &said, log: &said}
		if err := c.run(ctx); err != nil {
			return fmt.Errorf("%w\n%s", err, said.Bytes())
		}
	}
	return nil
}

// formatted fails on every Go file that gofmt would write otherwise.
func formatted(ctx context.Context, out io.Writer) error {
	var wrong bytes.Buffer
	c := command{name: "gofmt", args: []string{"-l", "app", "frontend/embed.go", "internal", "task"}, out: &wrong, log: out}
	files, err := filepath.Glob("*.go")
	if err != nil {
		return err
	}
	c.args = append(c.args, files...)
	if err := c.run(ctx); err != nil {
		return err
	}
	if wrong.Len() > 0 {
		fmt.Fprintf(out, "%s", wrong.Bytes())
		return errors.New("these files are not formatted: run gofmt -w on them")
	}
	return nil
}

func script(name string) func(context.Context, io.Writer) error {
	return func(ctx context.Context, out io.Writer) error { return npm(out, "run", name).run(ctx) }
}

// buildWindows makes the program as Windows users get it; that it links is proved on any machine.
func buildWindows(ctx context.Context, out io.Writer) error {
	if err := wails("-platform", "windows/amd64")(ctx, out); err != nil {
		return err
	}
	return isProgram(filepath.Join("build", "bin", "balcao.exe"), "MZ")
}

// wails builds with the real packager. The page is built already, and nothing is bound to it.
func wails(args ...string) func(context.Context, io.Writer) error {
	args = append([]string{"build", "-m", "-nosyncgomod", "-s", "-skipbindings", "-nocolour", "-trimpath"}, args...)
	return func(ctx context.Context, out io.Writer) error {
		return command{name: "go", args: toolArgs("wails", args...), out: out, log: out}.run(ctx)
	}
}

// isProgram checks that path begins as a program of its system does.
func isProgram(path, magic string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("the build left no program: %w", err)
	}
	defer f.Close()
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(f, head); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if string(head) != magic {
		return fmt.Errorf("%s is not a program: it begins with %q", path, head)
	}
	return nil
}

// endToEnd drives the program in a browser.
func endToEnd(ctx context.Context, out io.Writer) error {
	chromium := findChromium()
	if chromium == "" {
		return mustHave("no Chromium, Chrome or Edge was found")
	}
	return playwright(ctx, out, []string{"BALCAO_CHROMIUM=" + chromium})
}

// endToEndInWebKit drives it in the engine that the window has on Linux: what depends on how an engine lays a page out is asked there too.
func endToEndInWebKit(ctx context.Context, out io.Writer) error {
	if runtime.GOOS != "linux" {
		return skipped("WebKitGTK is the window's engine on Linux alone")
	}
	found, err := filepath.Glob("/usr/lib/*/webkit2gtk-4.1/MiniBrowser")
	if err != nil {
		return err
	}
	if len(found) == 0 || !has("WebKitWebDriver") || !has("Xvfb") {
		return mustHave("WebKitGTK's MiniBrowser, WebKitWebDriver or Xvfb is missing")
	}
	return playwright(ctx, out, []string{"BALCAO_MINIBROWSER=" + found[0]}, "webkit.spec.ts")
}

// playwright runs end-to-end tests against the program as it is now. Args are specs and options of its own.
func playwright(ctx context.Context, out io.Writer, env []string, args ...string) error {
	if err := browserBuild(ctx, out); err != nil {
		return err
	}
	if err := buildHouse(ctx, out); err != nil {
		return err
	}
	program, err := filepath.Abs(browserBinary())
	if err != nil {
		return err
	}
	house, err := filepath.Abs(builtHouse)
	if err != nil {
		return err
	}
	c := command{name: "npx", args: append([]string{"playwright", "test"}, args...), dir: frontEnd, out: out, log: out}
	c.env = append(env, "BALCAO_BINARY="+program, "BALCAO_HOUSE="+house, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1")
	return c.run(ctx)
}

func findChromium() string {
	if path := os.Getenv("BALCAO_CHROMIUM"); path != "" {
		return path
	}
	names := map[string][]string{
		"linux":  {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"},
		"darwin": {"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"},
		"windows": {
			filepath.Join(os.Getenv("ProgramFiles"), `Google\Chrome\Application\chrome.exe`),
			filepath.Join(os.Getenv("ProgramFiles(x86)"), `Microsoft\Edge\Application\msedge.exe`),
		},
	}
	return firstFound(names[runtime.GOOS])
}
