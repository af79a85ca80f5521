package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// trustedKey is the session library's variable that decides which server it believes to be WhatsApp.
const trustedKey = "WACertPubKey"

// mayTrust are the places that may set it: practice mode, and what only tests import (which the imports lint sees to).
func mayTrust(path string) bool {
	return strings.HasPrefix(path, "internal/demo/") || strings.HasSuffix(path, "_test.go") ||
		strings.HasPrefix(path, "internal/transport/waweb/wasim/world/worldtest/")
}

// A program that trusts another key talks to another server, so no other shipped line may touch it.
func TestOnlyPracticeChangesWhatTheSessionLibraryTrusts(t *testing.T) {
	root := goUpToRoot(t)
	inPractice := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// What other steps write and clear away meanwhile is left out.
		if d.IsDir() && slices.Contains([]string{"node_modules", ".git", "artifacts"}, d.Name()) {
			return fs.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return err
		}
		found := mentions(t, rel, text)
		rel = filepath.ToSlash(rel)
		if strings.HasPrefix(rel, "internal/demo/") {
			inPractice += len(found)
		}
		if !mayTrust(rel) {
			for _, at := range found {
				t.Errorf("%v changes or exposes %s; only practice mode may", at, trustedKey)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if inPractice == 0 {
		t.Error("practice mode does not set the key any more: does this test still look for the right name?")
	}
}

func TestEveryWayToChangeTheTrustedKeyIsSeen(t *testing.T) {
	for body, want := range map[string]int{
		"wm.WACertPubKey = k":             1,
		"wm.WACertPubKey, err = k()":      1,
		"p := &wm.WACertPubKey; *p = k":   1,
		"wm.WACertPubKey[0]++":            1,
		"copy(wm.WACertPubKey[:], other)": 1,
		"WACertPubKey := 1":               0,
	} {
		src := "package p\n\nimport wm \"go.mau.fi/whatsmeow\"\n\nfunc f() { " + body + " }\n"
		if got := len(mentions(t, "p.go", []byte(src))); got != want {
			t.Errorf("%q: found %d, want %d", body, got, want)
		}
	}
}

// mentions is where a file touches the key through a package's name. Reading it counts too: an array's slice or a
// pointer to it is enough to change it later.
func mentions(t *testing.T, name string, text []byte) (at []token.Position) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == trustedKey {
			at = append(at, files.Position(s.Pos()))
		}
		return true
	})
	return at
}

// goUpToRoot is the project's folder, seen from a test of this package.
func goUpToRoot(t *testing.T) string {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}
