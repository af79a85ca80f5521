package secret

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// keyFolder is where keys lie. Its name differs from that of the data folder by more than capitals, which Windows and macOS
// do not tell apart.
func keyFolder(data string) (string, error) {
	base, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find your configuration folder for the key of the secrets: %w", err)
	}
	keys := filepath.Join(base, "balcao-keys")
	if rel, err := filepath.Rel(data, keys); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", fmt.Errorf("keep secrets: the data folder %s holds the folder of their keys; choose a smaller one", data)
	}
	return keys, nil
}

func (v *Vault) keyFile() string { return filepath.Join(v.keys, "key-"+v.index.ID) }

// key reads the folder's key; fs.ErrNotExist when there is none.
func (v *Vault) key() (cipher.AEAD, error) {
	key, err := os.ReadFile(v.keyFile())
	if err != nil {
		return nil, fmt.Errorf("read the key of the secrets: %w", err)
	}
	box, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("%w: the key in %s is damaged", ErrDamaged, v.keyFile())
	}
	return box, nil
}

// newKey makes a key where there is none, or where the one there is cannot be used; that one is kept.
func (v *Vault) newKey() (cipher.AEAD, error) {
	if err := os.MkdirAll(v.keys, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of keys: %w", err)
	}
	if err := keepCopy(v.keyFile()); err != nil {
		return nil, err
	}
	key := make([]byte, chacha20poly1305.KeySize)
	rand.Read(key)
	if err := replace(v.keyFile(), key); err != nil {
		return nil, fmt.Errorf("write the key of the secrets: %w", err)
	}
	return chacha20poly1305.NewX(key)
}

func (v *Vault) putFile(name, value string) error {
	if err := v.keepUnreadable(name); err != nil {
		return err
	}
	box, err := v.key()
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrDamaged) {
		box, err = v.newKey()
	}
	if err != nil {
		return err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(value)+box.Overhead())
	rand.Read(nonce)
	next := v.index.clone()
	next.drop(name)
	next.Values[name] = entry{Sealed: box.Seal(nonce, nonce, []byte(value), v.bound(name))}
	return v.save(next)
}

// keepUnreadable leaves a copy of the file when putting name would be the end of something in it that cannot be read now but
// could with the right key.
func (v *Vault) keepUnreadable(name string) error {
	e, ok := v.index.Values[name]
	if !ok || e.Parts > 0 {
		return nil
	}
	if _, err := v.unseal(name, e); !errors.Is(err, ErrDamaged) {
		return err
	}
	return keepCopy(v.file())
}

func (v *Vault) unseal(name string, e entry) (string, error) {
	box, err := v.key()
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: their key %s is not on this computer", ErrDamaged, v.keyFile())
	}
	if err != nil {
		return "", err
	}
	n := box.NonceSize()
	if len(e.Sealed) < n {
		return "", fmt.Errorf("%w: %s is cut off", ErrDamaged, name)
	}
	value, err := box.Open(nil, e.Sealed[:n], e.Sealed[n:], v.bound(name))
	if err != nil {
		return "", fmt.Errorf("%w: %s does not fit its key", ErrDamaged, name)
	}
	return string(value), nil
}

// bound ties a sealed value to its folder and name: it opens nowhere else.
func (v *Vault) bound(name string) []byte { return []byte(v.index.ID + "/" + name) }
