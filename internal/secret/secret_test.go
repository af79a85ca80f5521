package secret

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// home gives the test a configuration folder of its own.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, dir)
	}
	return dir
}

func vault(t *testing.T, dir string, where Where) *Vault {
	t.Helper()
	v, err := Open(dir, where)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func put(t *testing.T, v *Vault, name, value string) {
	t.Helper()
	if err := v.Put(name, value); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, v *Vault, name, want string) {
	t.Helper()
	if got, err := v.Get(name); err != nil || got != want {
		t.Errorf("%s holds %d bytes, %v", name, len(got), err)
	}
}

func fails(t *testing.T, v *Vault, name string, want error) {
	t.Helper()
	if got, err := v.Get(name); !errors.Is(err, want) || got != "" {
		t.Errorf("%s answered %q, %v; want %v", name, got, err, want)
	}
}

const token = "EAAG-a-token-that-nobody-may-see"

func TestTheFileKeepsWhatItIsGiven(t *testing.T) {
	home(t)
	dir := t.TempDir()
	v := vault(t, dir, FileOnly)
	fails(t, v, "connections/1/token", ErrNone)
	put(t, v, "connections/1/token", "older")
	put(t, v, "connections/1/token", token)
	put(t, v, "connections/1/pin", "ação\x00\xff")
	put(t, v, "connections/10/token", "ten")
	again := vault(t, dir, FileOnly)
	holds(t, again, "connections/1/token", token)
	holds(t, again, "connections/1/pin", "ação\x00\xff")
	if place, err := again.Place(); place != PlaceFile || err != nil {
		t.Errorf("secrets lie in %q, %v", place, err)
	}
	if err := again.RemoveAll("connections/1"); err != nil {
		t.Fatal(err)
	}
	again = vault(t, dir, FileOnly)
	fails(t, again, "connections/1/token", ErrNone)
	fails(t, again, "connections/1/pin", ErrNone)
	holds(t, again, "connections/10/token", "ten")
	if err := errors.Join(again.Remove("connections/10/token"), again.Remove("connections/10/token")); err != nil {
		t.Fatal(err)
	}
	fails(t, again, "connections/10/token", ErrNone)
}

func TestTheDataFolderAloneRevealsNothing(t *testing.T) {
	config := home(t)
	dir := t.TempDir()
	v := vault(t, dir, FileOnly)
	put(t, v, "token", token)
	text, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil || strings.Contains(string(text), token) {
		t.Fatalf("the file tells the token, or %v", err)
	}
	var found []string
	err = errors.Join(filepath.WalkDir(config, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			found = append(found, path)
		}
		return err
	}))
	if err != nil || len(found) != 1 {
		t.Fatalf("keys: %v, %v", found, err)
	}
	for _, path := range []string{filepath.Join(dir, File), found[0]} {
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.new-*")); len(left) > 0 || err != nil {
		t.Errorf("left over: %v, %v", left, err)
	}
	home(t) // another user, with a copy of the folder
	fails(t, vault(t, dir, FileOnly), "token", ErrDamaged)
}

func TestAVaultPrintsNothing(t *testing.T) {
	home(t)
	v := vault(t, t.TempDir(), FileOnly)
	put(t, v, "token", token)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		if got := fmt.Sprintf(verb, v); got != "secret.Vault" {
			t.Errorf("%s printed %s", verb, got)
		}
	}
}

func TestADamagedFileIsToldAndKept(t *testing.T) {
	home(t)
	dir := t.TempDir()
	path := filepath.Join(dir, File)
	for _, text := range []string{"", "not a file of secrets", `{"format":9,"id":"x"}`, `{"format":1,"id":"../x"}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		v := vault(t, dir, FileOnly)
		fails(t, v, "token", ErrDamaged)
		_, placeErr := v.Place()
		for _, err := range []error{v.Put("token", token), v.Remove("token"), v.RemoveAll("x"), placeErr} {
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%q: %v", text, err)
			}
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != text {
			t.Errorf("the damaged file was changed: %v", err)
		}
		aside, err := v.SetAside()
		if kept, readErr := os.ReadFile(aside); err != nil || readErr != nil || string(kept) != text {
			t.Errorf("set aside as %q: %v, %v", aside, err, readErr)
		}
		put(t, v, "token", token)
		holds(t, v, "token", token)
		if aside, err := v.SetAside(); aside != "" || err != nil {
			t.Errorf("a good file was set aside as %q, %v", aside, err)
		}
	}
}

func TestAValueThatDoesNotOpenIsKeptWhenReplaced(t *testing.T) {
	home(t)
	dir := t.TempDir()
	v := vault(t, dir, FileOnly)
	put(t, v, "a", token)
	put(t, v, "b", "other")
	before, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	// The values change places: each is whole, and neither opens under the other's name.
	v.index.Values["a"], v.index.Values["b"] = v.index.Values["b"], v.index.Values["a"]
	if err := v.save(v.index); err != nil {
		t.Fatal(err)
	}
	v = vault(t, dir, FileOnly)
	fails(t, v, "a", ErrDamaged)
	fails(t, v, "b", ErrDamaged)
	put(t, v, "a", "new")
	holds(t, v, "a", "new")
	fails(t, v, "b", ErrDamaged)
	kept, err := os.ReadFile(filepath.Join(dir, File+".damaged-1"))
	if err != nil || len(kept) != len(before) {
		t.Errorf("kept %d of %d bytes, %v", len(kept), len(before), err)
	}
}

func TestADamagedKeyIsToldAndKept(t *testing.T) {
	home(t)
	v := vault(t, t.TempDir(), FileOnly)
	put(t, v, "token", token)
	if err := os.WriteFile(v.keyFile(), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	fails(t, v, "token", ErrDamaged)
	put(t, v, "token", token)
	holds(t, v, "token", token)
	if kept, err := os.ReadFile(v.keyFile() + ".damaged-1"); err != nil || string(kept) != "short" {
		t.Errorf("the old key became %q, %v", kept, err)
	}
}

func TestPutRefusesWhatItCannotKeep(t *testing.T) {
	home(t)
	v := vault(t, t.TempDir(), FileOnly)
	for name, value := range map[string]string{
		"": "x", "A": "x", "a b": "x", "/a": "x", "a/": "x", "a//b": "x", "a\n": "x", strings.Repeat("a", 101): "x",
		"empty": "", "long": strings.Repeat("x", maxBytes+1),
	} {
		if err := v.Put(name, value); err == nil || strings.Contains(err.Error(), "xx") {
			t.Errorf("%q: %v", name, err)
		}
	}
	put(t, v, "long", strings.Repeat("x", maxBytes))
	holds(t, v, "long", strings.Repeat("x", maxBytes))
}

func TestAKeyNeverLiesInTheDataFolder(t *testing.T) {
	config := home(t)
	for _, dir := range []string{config, filepath.Dir(config)} {
		if _, err := Open(dir, FileOnly); err == nil {
			t.Errorf("%s holds its own key", dir)
		}
	}
	if _, err := Open(filepath.Join(config, "Balcao"), FileOnly); err != nil && runtime.GOOS == "linux" {
		t.Error(err)
	}
}

func TestManyAtOnce(t *testing.T) {
	home(t)
	dir := t.TempDir()
	v := vault(t, dir, FileOnly)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			name := fmt.Sprintf("connections/%d/token", i)
			if err := v.Put(name, name); err != nil {
				t.Error(err)
			}
			holds(t, v, name, name)
			if i%2 == 0 {
				if err := v.RemoveAll(fmt.Sprintf("connections/%d", i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := len(vault(t, dir, FileOnly).mustLoad(t).Values); n != 8 {
		t.Errorf("%d values are left", n)
	}
}

func (v *Vault) mustLoad(t *testing.T) *index {
	t.Helper()
	if err := v.load(); err != nil {
		t.Fatal(err)
	}
	return v.index
}
