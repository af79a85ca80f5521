package main

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// asProgram makes the test's own file behave as the program.
const asProgram = "BALCAO_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// program prepares the program on a data folder.
func program(t *testing.T, dir, lang string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "--browser", "--data", dir)
	cmd.Env = []string{asProgram + "=1", "LC_ALL=" + lang, "HOME=" + t.TempDir()}
	return cmd
}

// refused runs the program and checks that it ends with code 1 and says exactly the sentence of a fault, in every language.
func refused(t *testing.T, dir string, code desk.Code, prepare func(*exec.Cmd)) {
	t.Helper()
	before := fingerprint(t, dir)
	for lang, key := range map[string]string{"pt_BR.UTF-8": portuguese, "en_US.UTF-8": english, "es_MX": spanish, "C": portuguese} {
		cmd := program(t, dir, lang)
		if prepare != nil {
			prepare(cmd)
		}
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		exit, failed := errors.AsType[*exec.ExitError](cmd.Run())
		if !failed || exit.ExitCode() != 1 {
			t.Errorf("%s: ended with %v", lang, cmd.ProcessState)
		}
		if want := "balcao: " + sentences[code][key] + "\n"; said.String() != want {
			t.Errorf("%s: said %q, want %q", lang, said.String(), want)
		}
		if out.Len() > 0 {
			t.Errorf("%s: standard output has %q", lang, out.String())
		}
	}
	after := fingerprint(t, dir)
	for name, sum := range before {
		if after[name] != sum {
			t.Errorf("%s was changed", name)
		}
	}
}

// fingerprint sums up every file of a folder.
func fingerprint(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	sums := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		sums[path] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// folder makes a data folder that was used before.
func folder(t *testing.T, dir string, queries ...string) string {
	t.Helper()
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.AddChannel("Loja"); return err })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if len(queries) > 0 {
		change(t, dir, queries)
	}
	return dir
}

func change(t *testing.T, dir string, queries []string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(filepath.Join(dir, store.File)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range queries {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSecondInstance(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	refused(t, dir, desk.CodeRunning, nil)
}

func TestNewerSchema(t *testing.T) {
	refused(t, folder(t, t.TempDir(), "PRAGMA user_version=9999"), desk.CodeNewerSchema, nil)
}

func TestNotADatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.File), []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, dir, desk.CodeCorrupt, nil)
}

// TestDamagedDatabase has a good header and a schema that cannot be read.
func TestDamagedDatabase(t *testing.T) {
	dir := folder(t, t.TempDir())
	f, err := os.OpenFile(filepath.Join(dir, store.File), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, 3000), 100); err != nil {
		t.Fatal(err)
	}
	refused(t, dir, desk.CodeCorrupt, nil)
}

// TestWrongSimulator: a file that describes no simulator is said to be one, and no data folder is begun for it.
func TestWrongSimulator(t *testing.T) {
	for name, text := range map[string]string{"missing": "", "empty": " ", "another": "{}", "no line": "not JSON", "half": `{"address":"127.0.0.1:1"`} {
		t.Run(name, func(t *testing.T) {
			file, dir := filepath.Join(t.TempDir(), "sim.json"), t.TempDir()
			if name != "missing" {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			refused(t, dir, codeSimulator, func(cmd *exec.Cmd) { cmd.Args = append(cmd.Args, "--sim", file) })
			if begun, err := os.ReadDir(dir); err != nil || len(begun) > 0 {
				t.Errorf("the data folder has %v (%v)", begun, err)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	for code, words := range sentences {
		for _, lang := range []string{portuguese, english, spanish} {
			if strings.TrimSpace(words[lang]) == "" || strings.Contains(words[lang], "\n") {
				t.Errorf("%s has no sentence in %s", code, lang)
			}
		}
	}
	if got := sentence(io.ErrUnexpectedEOF, english); got != io.ErrUnexpectedEOF.Error() {
		t.Errorf("an error without words is said as %q", got)
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ all, messages, lang, want string }{
		{"", "", "", portuguese},
		{"", "", "en_US.UTF-8", english},
		{"", "es_AR", "en_US.UTF-8", spanish},
		{"pt_PT", "es_AR", "en_US", portuguese},
		{"C", "", "en_US", portuguese},
		{"EN", "", "", english},
	} {
		t.Setenv("LC_ALL", c.all)
		t.Setenv("LC_MESSAGES", c.messages)
		t.Setenv("LANG", c.lang)
		if got := language(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
