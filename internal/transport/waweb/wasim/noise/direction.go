package noise

import "crypto/cipher"

// Direction encrypts or decrypts the frames of one direction, in order. It is not safe for concurrent use.
type Direction struct {
	aead    cipher.AEAD
	counter uint32
}

func newDirection(key []byte) (*Direction, error) {
	aead, err := newGCM(key)
	return &Direction{aead: aead}, err
}

// Seal encrypts the next outgoing frame.
func (d *Direction) Seal(plain []byte) []byte {
	out := d.aead.Seal(nil, nonce(d.counter), plain, nil)
	d.counter++
	return out
}

// Open decrypts the next incoming frame; a frame that was changed, lost or reordered is an error.
func (d *Direction) Open(sealed []byte) ([]byte, error) {
	plain, err := d.aead.Open(sealed[:0], nonce(d.counter), sealed, nil)
	d.counter++
	return plain, err
}
