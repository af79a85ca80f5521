// Package secret is the vault for tokens and keys: what must never reach the database, a log or a picture.
//
// A real data folder keeps its secrets in the keychain of the system. Where no keychain answers, and always in practice and
// simulator folders, which must not touch the user's keychain, they lie encrypted in the file "secrets" of the data folder. The
// key of that file lies outside the data folder, in the user's configuration folder under "balcao-keys".
//
// What the file protects: a copy of the data folder alone (a backup, a shared disk, a folder sent for help) reveals no
// secret. What it does not: any program that runs as the same user can read the key and the file, and so can whoever has the
// whole disk unless the disk itself is encrypted. It is less than a keychain, and Place tells which of the two is in use. A keychain
// shuts out other users and, while it is locked, everyone; an unlocked one answers other programs of the same user on most systems.
// Names are not secret: the file tells them in the clear.
package secret

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"sync"
)

var (
	// ErrNone is the answer for a name that holds nothing.
	ErrNone = errors.New("no such secret")
	// ErrUnreachable says that the secret is in the keychain, and the keychain is locked or does not answer. Asking again
	// after the user has unlocked it works.
	ErrUnreachable = errors.New("the keychain does not answer")
	// ErrDamaged says that the file or its key cannot be read. Nothing was changed.
	ErrDamaged = errors.New("the secrets cannot be read")
)

// Where is which places a vault may use.
type Where int

const (
	// Keychain asks for the system's keychain, and for the file where none answers.
	Keychain Where = iota
	// FileOnly never touches the keychain.
	FileOnly
)

// The places that Vault.Place names.
const (
	PlaceKeychain = "keychain"
	PlaceFile     = "file"
)

// maxBytes is the longest value. Tokens have hundreds of bytes; certificates some thousands.
const maxBytes = 64 << 10

// Vault keeps the secrets of one data folder. It is safe for concurrent use; a folder has one vault at a time. It never prints what it
// holds.
type Vault struct {
	dir   string
	where Where
	keys  string // the folder of keys
	chain *chain

	mu    sync.Mutex
	index *index // nil until first used
}

// Open names the vault of a data folder. It touches neither the disk nor the keychain, which may ask the user for a password or
// not answer at all; the first use does, and takes at most a few seconds.
func Open(dir string, where Where) (*Vault, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	keys, err := keyFolder(dir)
	if err != nil {
		return nil, err
	}
	return &Vault{dir: dir, where: where, keys: keys, chain: newChain()}, nil
}

// Format prints that this is a vault and nothing of what it holds, whatever the verb.
func (v *Vault) Format(out fmt.State, _ rune) { _, _ = io.WriteString(out, "secret.Vault") }

// Place tells where a secret that is put now would lie: PlaceKeychain or PlaceFile. The first time it tries the keychain, which may
// ask the user to unlock it.
func (v *Vault) Place() (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.load(); err != nil {
		return "", err
	}
	if v.answers() {
		return PlaceKeychain, nil
	}
	return PlaceFile, nil
}

// Put keeps a value under a name and replaces what it held. A name is made of small letters, digits and "._-" in parts separated by
// "/", at most 100 bytes; a value has 1 to 65,536 bytes. After an error the name holds what it held before.
func (v *Vault) Put(name, value string) error {
	if err := check(name, value); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.load(); err != nil {
		return err
	}
	if v.answers() {
		return v.putChain(name, value)
	}
	return v.putFile(name, value)
}

// Get returns the value of a name, or ErrNone, ErrUnreachable or ErrDamaged.
func (v *Vault) Get(name string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.load(); err != nil {
		return "", err
	}
	e, ok := v.index.Values[name]
	if !ok {
		return "", fmt.Errorf("%w: %s", ErrNone, name)
	}
	if e.Parts > 0 {
		return v.getChain(name, e)
	}
	value, err := v.unseal(name, e)
	if err != nil {
		return "", err
	}
	if v.answers() {
		// The keychain came back: the value moves there. When that fails it stays, and is tried again next time.
		_ = v.putChain(name, value)
	}
	return value, nil
}

// Remove forgets a name; one that holds nothing is no error. What a locked keychain does not give up now is deleted there at
// the next use.
func (v *Vault) Remove(name string) error {
	return v.remove(func(n string) bool { return n == name })
}

// RemoveAll forgets a name and every name below it: "connections/1" takes "connections/1/token" but not "connections/10/token".
func (v *Vault) RemoveAll(prefix string) error {
	return v.remove(func(n string) bool { return below(prefix, n) })
}

func (v *Vault) remove(gone func(name string) bool) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.load(); err != nil {
		return err
	}
	next := v.index.clone()
	for name := range v.index.Values {
		if gone(name) {
			next.drop(name)
		}
	}
	if len(next.Values) == len(v.index.Values) {
		return nil
	}
	if err := v.save(next); err != nil {
		return err
	}
	v.answers() // deletes in the keychain what was dropped
	return nil
}

var names = regexp.MustCompile(`^[a-z0-9._-]+(/[a-z0-9._-]+)*$`)

func check(name, value string) error {
	switch {
	case len(name) > 100 || !names.MatchString(name):
		return fmt.Errorf("keep a secret: %q is no name for one", name)
	case value == "":
		return fmt.Errorf("keep %s: it is empty", name)
	case len(value) > maxBytes:
		return fmt.Errorf("keep %s: it has %d bytes, more than %d", name, len(value), maxBytes)
	}
	return nil
}
