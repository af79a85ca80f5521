package wasim

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"
	"golang.org/x/crypto/curve25519"
)

// codeRounds is the work that turns the eight characters into a key.
const codeRounds = 2 << 16

// EnterPairCode links the client that asked for a code for this number. It returns once the client has accepted, or why
// it did not; a wrong code is such an error.
func (p *Phone) EnterPairCode(code string) error {
	code = strings.ToUpper(strings.ReplaceAll(code, "-", ""))
	var hello *codeHello
	c := p.server.pairingSession(func(w *pairing) bool {
		if w.hello != nil && w.hello.number.User == p.number {
			hello = w.hello
			return true
		}
		return false
	})
	if c == nil {
		return errors.New("enter code: no client waits for one")
	}
	secret, err := p.exchangeCode(c, hello, code)
	if err != nil {
		return fmt.Errorf("enter code: %w", err)
	}
	return p.link(c, secret)
}

// exchangeCode proves knowledge of the code in both directions and returns the secret that linking goes on with.
func (p *Phone) exchangeCode(c *Session, hello *codeHello, code string) ([]byte, error) {
	companion, err := wrap(hello.wrapped[48:], code, hello.wrapped[:32], hello.wrapped[32:48])
	if err != nil {
		return nil, err
	}
	own := keys.NewKeyPair()
	salt, iv := randomBytes(32), randomBytes(16)
	wrapped, err := wrap(own.Pub[:], code, salt, iv)
	if err != nil {
		return nil, err
	}
	c.send(p.primaryHello(hello, slices.Concat(salt, iv, wrapped)))
	finish, err := c.await(c.pairing.finish)
	if err != nil {
		return nil, err
	}
	shared, err := curve25519.X25519(own.Priv[:], companion)
	if err != nil {
		return nil, err
	}
	return p.openBundle(c, finish, shared)
}

// wrap encrypts or decrypts an ephemeral public key with the code.
func wrap(public []byte, code string, salt, iv []byte) ([]byte, error) {
	key, err := pbkdf2.Key(sha256.New, code, salt, codeRounds, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	out := make([]byte, len(public))
	cipher.NewCTR(block, iv).XORKeyStream(out, public)
	return out, nil
}

func (p *Phone) primaryHello(hello *codeHello, wrapped []byte) waBinary.Node {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.server.notification("link_code_companion_reg", types.ServerJID, waBinary.Node{
		Tag: "link_code_companion_reg", Attrs: waBinary.Attrs{"stage": "primary_hello"}, Content: []waBinary.Node{
			{Tag: "link_code_pairing_ref", Content: []byte(hello.ref)},
			{Tag: "link_code_pairing_wrapped_primary_ephemeral_pub", Content: wrapped},
			{Tag: "primary_identity_pub", Content: p.keys.identity.Pub[:]},
		},
	})
}

func (p *Phone) openBundle(c *Session, finish *waBinary.Node, shared []byte) ([]byte, error) {
	bundle := data(finish, "link_code_pairing_wrapped_key_bundle")
	if len(bundle) != 156 {
		return nil, fmt.Errorf("key bundle has %d bytes", len(bundle))
	}
	key, err := hkdf.Key(sha256.New, shared, bundle[:32], "link_code_pairing_key_bundle_encryption_key", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, bundle[32:44], bundle[44:], nil)
	if err != nil {
		return nil, errors.New("wrong code")
	}
	if string(plain[:32]) != string(c.pairing.identity[:]) || string(plain[32:64]) != string(p.keys.identity.Pub[:]) {
		return nil, errors.New("key bundle names other identities")
	}
	identity, err := curve25519.X25519(p.keys.identity.Priv[:], plain[:32])
	if err != nil {
		return nil, err
	}
	return hkdf.Key(sha256.New, slices.Concat(shared, identity, plain[64:]), nil, "adv_secret", 32)
}
