package secret

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

const (
	// service is the name under which the keychain shows what belongs to the program.
	service = "Balcão"
	// patience is how long a keychain may take to answer. It may wait for a password that the user types, or for ever.
	patience = 5 * time.Second
	// pieceBytes is the longest piece, in bytes of base64: Windows takes 2,560 bytes, macOS about 3,000 with names and its own
	// encoding.
	pieceBytes = 1600
)

// chain is the system's keychain behind a time limit. Its calls cannot be broken off: one that does not return keeps the only
// slot, and while it does, others are answered at once instead of piling up behind it. Guarded by the vault.
type chain struct {
	limit time.Duration
	slot  chan struct{}
	asked bool        // whether it was tried
	works atomic.Bool // whether the trial has succeeded, maybe long after its limit
}

func newChain() *chain { return &chain{limit: patience, slot: make(chan struct{}, 1)} }

// ask runs one call. ErrUnreachable when it did not return in time; it may still take effect.
func (c *chain) ask(call func() error) error {
	select {
	case c.slot <- struct{}{}:
	default:
		return ErrUnreachable
	}
	done := make(chan error, 1)
	go func() {
		err := call()
		<-c.slot
		done <- err
	}()
	late := time.NewTimer(c.limit)
	defer late.Stop()
	select {
	case err := <-done:
		return err
	case <-late.C:
		return ErrUnreachable
	}
}

// try finds out whether there is a keychain that keeps what it is given.
func (c *chain) try(account string) {
	_ = c.ask(func() error {
		value := rand.Text()
		if err := keyring.Set(service, account, value); err != nil {
			return err
		}
		got, err := keyring.Get(service, account)
		if err = errors.Join(err, keyring.Delete(service, account)); err != nil {
			return err
		}
		c.works.Store(got == value)
		return nil
	})
}

// answers tells whether the keychain is there for this folder. It is tried once; when the user unlocks it after the limit, it
// is there from then on.
func (v *Vault) answers() bool {
	if v.where == FileOnly {
		return false
	}
	if !v.chain.asked {
		v.chain.asked = true
		v.chain.try(v.index.ID + "/probe-" + strings.ToLower(rand.Text()))
	}
	if !v.chain.works.Load() {
		return false
	}
	v.bury()
	return true
}

// bury deletes what is doomed. What cannot be deleted waits for the next time.
func (v *Vault) bury() {
	if len(v.index.Doomed) == 0 {
		return
	}
	next := v.index.clone()
	next.Doomed = slices.DeleteFunc(next.Doomed, func(account string) bool {
		err := v.chain.ask(func() error { return keyring.Delete(service, account) })
		return err == nil || errors.Is(err, keyring.ErrNotFound)
	})
	if len(next.Doomed) < len(v.index.Doomed) {
		_ = v.save(next) // else they are looked for once more
	}
}

// putChain writes the pieces of a new generation, makes it the value, and deletes the old one last: a crash or a locked
// keychain between leaves one of the two whole.
func (v *Vault) putChain(name, value string) error {
	if err := v.keepUnreadable(name); err != nil {
		return err
	}
	e := entry{Gen: strings.ToLower(rand.Text()[:13])}
	pieces := slices.Collect(slices.Chunk([]byte(base64.StdEncoding.EncodeToString([]byte(value))), pieceBytes))
	e.Parts = len(pieces)
	accounts := v.index.accounts(name, e)
	next := v.index.clone()
	for i, piece := range pieces {
		if err := v.chain.ask(func() error { return keyring.Set(service, accounts[i], string(piece)) }); err != nil {
			v.doom(accounts[:i+1])
			return fmt.Errorf("put %s into the keychain: %w", name, unreachable(err))
		}
	}
	next.drop(name)
	next.Values[name] = e
	if err := v.save(next); err != nil {
		v.doom(accounts)
		return err
	}
	v.bury()
	return nil
}

// doom notes pieces that belong to nothing. They hold a secret that was not kept, so leaving them would be untidy, not wrong.
func (v *Vault) doom(accounts []string) {
	next := v.index.clone()
	next.Doomed = append(next.Doomed, accounts...)
	_ = v.save(next)
}

func (v *Vault) getChain(name string, e entry) (string, error) {
	if v.where == FileOnly {
		return "", fmt.Errorf("get %s: this folder may not use the keychain: %w", name, ErrUnreachable)
	}
	v.answers()
	var text strings.Builder
	for _, account := range v.index.accounts(name, e) {
		var piece string
		err := v.chain.ask(func() (err error) { piece, err = keyring.Get(service, account); return err })
		if errors.Is(err, keyring.ErrNotFound) {
			return "", fmt.Errorf("%w: the keychain no longer has %s", ErrNone, name)
		}
		if err != nil {
			return "", fmt.Errorf("get %s from the keychain: %w", name, unreachable(err))
		}
		text.WriteString(piece)
	}
	value, err := base64.StdEncoding.DecodeString(text.String())
	if err != nil {
		return "", fmt.Errorf("%w: the keychain has another %s than was put there", ErrDamaged, name)
	}
	return string(value), nil
}

// unreachable is how any failure of the keychain is told.
func unreachable(err error) error {
	if errors.Is(err, ErrUnreachable) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}
