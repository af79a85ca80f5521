package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const module = "github.com/balcao-app/balcao"

// forbidden has, for each list of the lint's configuration, imports that it must refuse. They must not form a circle, at
// which the lint would give up.
var forbidden = []struct{ list, file, imported string }{
	{"desk", "internal/desk/bad.go", module + "/internal/store"},
	{"desk", "internal/desk/bad.go", "net/http"},
	{"feed", "internal/feed/bad.go", module + "/internal/store"},
	{"bell", "internal/bell/bad.go", module + "/internal/desk"},
	{"uplink", "internal/uplink/bad.go", module + "/internal/desk"},
	{"preview", "internal/preview/bad.go", module + "/internal/store"},
	{"secret", "internal/secret/bad.go", module + "/internal/desk"},
	{"secret", "internal/secret/bad.go", "log/slog"},
	{"secret", "internal/secret/bad.go", "modernc.org/sqlite"},
	{"keychain", "internal/engine/bad.go", "github.com/zalando/go-keyring"},
	{"store", "internal/store/bad.go", module + "/internal/history"},
	{"store", "internal/store/bad.go", "net/http"},
	{"transport", "internal/transport/bad.go", module + "/internal/store"},
	{"adapter", "internal/transport/waweb/bad.go", module + "/internal/store"},
	{"simulator", "internal/transport/waweb/wasim/bad.go", module + "/internal/transport"},
	{"simulator", "internal/transport/waweb/wasim/world/bad.go", module + "/internal/desk"},
	{"adapter", "internal/transport/cloudapi/bad.go", module + "/internal/store"},
	{"graph-simulator", "internal/transport/cloudapi/graphsim/bad.go", module + "/internal/desk"},
	{"graph-simulator", "internal/transport/cloudapi/graphsim/control/bad.go", module + "/internal/transport"},
	{"adapter", "internal/transport/wwebjs/bad.go", module + "/internal/store"},
	{"adapter", "internal/transport/wuzapi/bad.go", module + "/internal/secret"},
	{"wwebjs-simulator", "internal/transport/wwebjs/wwebjssim/bad.go", module + "/internal/desk"},
	{"wuzapi-simulator", "internal/transport/wuzapi/wuzapisim/bad.go", module + "/internal/transport"},
	{"memory-network", "internal/transport/memnet/bad.go", module + "/internal/desk"},
	{"simulators", "app/bad.go", module + "/internal/transport/memnet"},
	{"steering", "internal/transport/steer/bad.go", module + "/internal/transport"},
	{"simulators", "app/bad.go", module + "/internal/transport/steer"},
	{"contract-test", "internal/transport/transporttest/bad.go", module + "/internal/transport/waweb"},
	{"simulators", "app/bad.go", module + "/internal/transport/wwebjs/wwebjssim"},
	{"simulators", "app/bad.go", module + "/internal/transport/wuzapi/wuzapisim"},
	{"simulators", "app/bad.go", module + "/internal/transport/cloudapi/graphsim"},
	{"simulators", "app/bad.go", module + "/internal/transport/waweb/wasim"},
	{"workers", "internal/inbox/bad.go", module + "/internal/outbox"},
	{"workers", "internal/outbox/bad.go", module + "/internal/feed"},
	{"connection", "internal/connection/bad.go", module + "/internal/transport/waweb"},
	{"engine", "internal/engine/bad.go", module + "/app"},
	{"engine", "internal/engine/bad.go", module + "/internal/demo"},
	{"engine", "internal/engine/bad.go", module + "/internal/transport/cloudapi/graphsim"},
	{"engine", "internal/engine/bad.go", module + "/internal/transport/wwebjs/wwebjssim"},
	{"engine", "internal/engine/bad.go", module + "/internal/transport/wuzapi/wuzapisim"},
	{"demo", "internal/demo/bad.go", module + "/internal/store"},
	{"api", "app/bad.go", module + "/app/window"},
	{"api", "app/bad.go", module + "/internal/transport/cloudapi"},
	{"api", "app/bad.go", module + "/internal/transport/wuzapi"},
	{"api", "app/bad.go", module + "/internal/transport/wwebjs"},
	{"faces", "app/browser/bad.go", module + "/internal/store"},
	{"tasks", "task/bad.go", "go.mau.fi/whatsmeow"},
	{"sql", "internal/inbox/bad.go", "database/sql"},
	{"sql", "app/bad.go", "modernc.org/sqlite"},
	{"search", "internal/search/bad.go", module + "/internal/inbox"},
	{"voice", "internal/media/voice/bad.go", "os"},
	{"exif", "internal/media/exif/bad.go", "os"},
	{"pdf", "internal/media/pdf/bad.go", "os"},
	{"thumb", "internal/media/thumb/bad.go", "os"},
	{"contact", "internal/contact/bad.go", module + "/internal/inbox"},
	{"table", "internal/table/bad.go", module + "/internal/desk"},
	{"house", "internal/house/bad.go", module + "/internal/inbox"},
	{"built-houses", "app/bad.go", module + "/internal/house"},
	{"session-library", "app/bad.go", "go.mau.fi/whatsmeow"},
	{"session-library", "internal/engine/bad.go", "go.mau.fi/whatsmeow/types"},
	{"desktop-toolkit", "app/browser/bad.go", "github.com/wailsapp/wails/v2"},
	{"test-support", "internal/demo/bad.go", "testing"},
	{"test-support", "internal/engine/bad.go", module + "/internal/transport/transporttest"},
	{"sockets", "app/bad.go", "github.com/coder/websocket"},
	{"pictures-of-codes", "app/bad.go", "github.com/makiuchi-d/gozxing"},
}

// outside are the modules that forbidden names. Empty ones stand in for them, because the lint reads names alone.
var outside = map[string][]string{
	"github.com/coder/websocket":    {""},
	"github.com/makiuchi-d/gozxing": {""},
	"go.mau.fi/whatsmeow":           {"", "types"},
	"github.com/wailsapp/wails/v2":  {""},
	"github.com/zalando/go-keyring": {""},
	"modernc.org/sqlite":            {""},
}

// One folder for each rule, in a module of the same name under the same configuration: the real lint must refuse every one.
func TestTheImportsLintRefusesWhatItForbids(t *testing.T) {
	root := goUpToRoot(t)
	said := lint(t, root, badModule(t, root))
	for _, f := range forbidden {
		line := f.file + ":"
		found := false
		for _, got := range strings.Split(said, "\n") {
			found = found || strings.Contains(got, line) && strings.Contains(got, "'"+f.imported+"'") && strings.Contains(got, "list '"+f.list+"'")
		}
		if !found {
			t.Errorf("list %s let %s import %s", f.list, f.file, f.imported)
		}
	}
	if t.Failed() {
		t.Logf("the lint said:\n%s", said)
	}
}

func TestEveryListOfTheImportsLintIsTried(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(goUpToRoot(t), ".depguard.yml"))
	if err != nil {
		t.Fatal(err)
	}
	lists := regexp.MustCompile(`(?m)^([a-z-]+):$`).FindAllStringSubmatch(string(text), -1)
	if len(lists) == 0 {
		t.Fatal("the configuration has no lists")
	}
	tried := map[string]bool{}
	for _, f := range forbidden {
		tried[f.list] = true
	}
	for _, l := range lists {
		if !tried[l[1]] {
			t.Errorf("no forbidden import tries list %s", l[1])
		}
	}
}

// badModule writes a module in which each forbidden import happens.
func badModule(t *testing.T, root string) string {
	dir := t.TempDir()
	config, err := os.ReadFile(filepath.Join(root, ".depguard.yml"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, ".depguard.yml", string(config))
	gomod := "module " + module + "\n\ngo 1.26.0\n"
	for path, packages := range outside {
		gomod += "\nrequire " + path + " v" + major(path) + ".0.0\nreplace " + path + " => ./outside/" + path + "\n"
		put(t, dir, "outside/"+path+"/go.mod", "module "+path+"\n")
		for _, p := range packages {
			put(t, dir, filepath.Join("outside", path, p, "empty.go"), "package empty\n")
		}
	}
	put(t, dir, "go.mod", gomod)
	bodies := map[string]string{}
	for _, f := range forbidden {
		bodies[f.file] += "import _ \"" + f.imported + "\"\n"
		if own, yes := strings.CutPrefix(f.imported, module+"/"); yes {
			put(t, dir, filepath.Join(own, "empty.go"), "package empty\n")
		}
	}
	for file, body := range bodies {
		put(t, dir, file, "package empty\n\n"+body)
	}
	return dir
}

func major(path string) string {
	if strings.HasSuffix(path, "/v2") {
		return "2"
	}
	return "0"
}

func put(t *testing.T, dir, name, text string) {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// lint builds the lint that tools.mod pins and runs it in dir. What it says names each refused import.
func lint(t *testing.T, root, dir string) string {
	tool := filepath.Join(t.TempDir(), filepath.Base(binary("depguard")))
	build := command{name: "go", dir: root, env: []string{"CGO_ENABLED=0"},
		args: []string{"build", "-modfile=tools.mod", "-o", tool, "github.com/OpenPeeDeeP/depguard/v2/cmd/depguard"}}
	var said bytes.Buffer
	build.out, build.log = &said, &said
	if err := build.run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	said.Reset()
	c := command{name: tool, args: []string{"./..."}, dir: dir, env: []string{"CGO_ENABLED=0", "GOFLAGS=-mod=mod"}, out: &said, log: &said}
	if err := c.run(t.Context()); err == nil {
		t.Error("the lint found nothing to refuse")
	} else if !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return filepath.ToSlash(said.String())
}
