package noise

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/curve25519"
)

const protocolName = "Noise_XX_25519_AESGCM_SHA256\x00\x00\x00\x00"

// state is the symmetric state of a handshake: running hash, chaining key and current cipher.
type state struct {
	hash    []byte
	salt    []byte
	aead    cipher.AEAD
	counter uint32
}

func newState(header []byte) (*state, error) {
	aead, err := newGCM([]byte(protocolName))
	if err != nil {
		return nil, err
	}
	s := &state{hash: []byte(protocolName), salt: []byte(protocolName), aead: aead}
	s.authenticate(header)
	return s, nil
}

func (s *state) authenticate(data []byte) {
	h := sha256.New()
	h.Write(s.hash)
	h.Write(data)
	s.hash = h.Sum(nil)
}

func (s *state) encrypt(plain []byte) []byte {
	out := s.aead.Seal(nil, nonce(s.counter), plain, s.hash)
	s.counter++
	s.authenticate(out)
	return out
}

func (s *state) decrypt(sealed []byte) ([]byte, error) {
	plain, err := s.aead.Open(nil, nonce(s.counter), sealed, s.hash)
	if err != nil {
		return nil, err
	}
	s.counter++
	s.authenticate(sealed)
	return plain, nil
}

func (s *state) mix(private, public []byte) error {
	secret, err := curve25519.X25519(private, public)
	if err != nil {
		return fmt.Errorf("key agreement: %w", err)
	}
	salt, key, err := expand(secret, s.salt)
	if err != nil {
		return err
	}
	if s.aead, err = newGCM(key); err != nil {
		return err
	}
	s.salt, s.counter = salt, 0
	return nil
}

func expand(secret, salt []byte) (first, second []byte, err error) {
	out, err := hkdf.Key(sha256.New, secret, salt, "", 64)
	if err != nil {
		return nil, nil, fmt.Errorf("derive keys: %w", err)
	}
	return out[:32], out[32:], nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	return cipher.NewGCM(block)
}

func nonce(counter uint32) []byte {
	iv := make([]byte, 12)
	binary.BigEndian.PutUint32(iv[8:], counter)
	return iv
}
