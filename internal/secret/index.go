package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// File is the name of the vault's file in the data folder.
const File = "secrets"

// format is the version of the file; a file of another one is not touched.
const format = 1

// index is the file: which names there are and where each value lies. The keychain cannot be listed, so without it nobody could
// tell a name that holds nothing from one that a locked keychain withholds.
type index struct {
	Format int `json:"format"`
	// ID tells data folders apart, in the keychain and among the keys.
	ID     string           `json:"id"`
	Values map[string]entry `json:"values"`
	// Doomed are accounts in the keychain that hold nothing of use and wait to be deleted.
	Doomed []string `json:"doomed,omitempty"`
}

// entry is one name: in Parts pieces of generation Gen in the keychain, or Sealed here.
type entry struct {
	Gen    string `json:"gen,omitempty"`
	Parts  int    `json:"parts,omitempty"`
	Sealed []byte `json:"sealed,omitempty"`
}

func (x *index) clone() *index {
	next := *x
	next.Values, next.Doomed = maps.Clone(x.Values), slices.Clone(x.Doomed)
	return &next
}

// drop forgets a name; its accounts in the keychain are to be deleted.
func (x *index) drop(name string) {
	x.Doomed = append(x.Doomed, x.accounts(name, x.Values[name])...)
	delete(x.Values, name)
}

// accounts are where the keychain has the pieces of a value.
func (x *index) accounts(name string, e entry) []string {
	all := make([]string, e.Parts)
	for i := range all {
		all[i] = fmt.Sprintf("%s/%s/%s/%d", x.ID, name, e.Gen, i)
	}
	return all
}

func below(prefix, name string) bool {
	return name == prefix || strings.HasPrefix(name, strings.TrimSuffix(prefix, "/")+"/")
}

func (v *Vault) file() string { return filepath.Join(v.dir, File) }

// load reads the file once.
func (v *Vault) load() error {
	if v.index != nil {
		return nil
	}
	text, err := os.ReadFile(v.file())
	if errors.Is(err, fs.ErrNotExist) {
		v.index = &index{Format: format, ID: v.newID(), Values: map[string]entry{}}
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the secrets: %w", err)
	}
	x := &index{}
	if err := json.Unmarshal(text, x); err != nil {
		return fmt.Errorf("%w: %s is damaged: %w", ErrDamaged, v.file(), err)
	}
	if x.Format != format || !names.MatchString(x.ID) || strings.Contains(x.ID, "/") {
		return fmt.Errorf("%w: %s is of another version or damaged", ErrDamaged, v.file())
	}
	if x.Values == nil {
		x.Values = map[string]entry{}
	}
	v.index = x
	return nil
}

// newID names a new folder. A folder that never touches the keychain is emptied and made again at will; its path is its name, so that
// it finds its key again instead of leaving one behind each time.
func (v *Vault) newID() string {
	if v.where == FileOnly {
		sum := sha256.Sum256([]byte(v.dir))
		return hex.EncodeToString(sum[:13])
	}
	return strings.ToLower(rand.Text())
}

// save makes next the index, on disk first.
func (v *Vault) save(next *index) error {
	text, err := json.MarshalIndent(next, "", "  ")
	if err != nil {
		return fmt.Errorf("write the secrets: %w", err)
	}
	if err := replace(v.file(), text); err != nil {
		return fmt.Errorf("write the secrets: %w", err)
	}
	v.index = next
	return nil
}

// SetAside renames a file that cannot be read, so that the vault can begin anew, and returns its new name; "" when there is
// nothing that cannot be read. It is for after the user was told.
func (v *Vault) SetAside() (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.load(); !errors.Is(err, ErrDamaged) {
		return "", err
	}
	aside, err := free(v.file())
	if err == nil {
		err = os.Rename(v.file(), aside)
	}
	if err != nil {
		return "", fmt.Errorf("set the damaged secrets aside: %w", err)
	}
	return aside, nil
}

// keepCopy leaves a copy of a file beside it before something in it that cannot be read is replaced.
func keepCopy(path string) error {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	aside, freeErr := free(path)
	if err = errors.Join(err, freeErr); err == nil {
		err = replace(aside, text)
	}
	if err != nil {
		return fmt.Errorf("keep a copy of what cannot be read: %w", err)
	}
	return nil
}

// free is a name beside path that no file has.
func free(path string) (string, error) {
	for n := 1; n < 1000; n++ {
		name := fmt.Sprintf("%s.damaged-%d", path, n)
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("too many damaged copies beside %s", path)
}

// replace writes a file whole or not at all, readable by its owner only.
func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // 0600 by itself
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a rename last. Windows does so by itself and cannot be asked.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
