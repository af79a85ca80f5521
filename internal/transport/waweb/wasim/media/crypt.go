// Package media is the media host of the simulator: it stores encrypted files for clients and phones, hands them
// out again, and can be told to expire, lose or refuse them. It also does the phone's side of media encryption.
package media

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// Kind names a family of files. Each has its own key derivation and its own upload folder.
type Kind struct {
	info   string // key derivation label
	folder string // path element below /mms/
}

// The kinds of files that the simulator knows. Stickers are filed as images.
var (
	Image    = Kind{"WhatsApp Image Keys", "image"}
	Video    = Kind{"WhatsApp Video Keys", "video"}
	Audio    = Kind{"WhatsApp Audio Keys", "audio"}
	Document = Kind{"WhatsApp Document Keys", "document"}
	History  = Kind{"WhatsApp History Keys", "md-msg-hist"}
	AppState = Kind{"WhatsApp App State Keys", "md-app-state"}
)

// String is the folder name of the kind, as clients write it.
func (k Kind) String() string { return k.folder }

// ErrDamaged says that a file does not belong to its key: wrong length, authentication code or padding.
var ErrDamaged = errors.New("media: file does not match its key")

const macLength = 10

type keys struct{ iv, cipher, mac []byte }

func deriveKeys(kind Kind, mediaKey []byte) (keys, error) {
	raw, err := hkdf.Key(sha256.New, mediaKey, nil, kind.info, 112)
	if err != nil {
		return keys{}, fmt.Errorf("media: derive keys: %w", err)
	}
	return keys{iv: raw[:16], cipher: raw[16:48], mac: raw[48:80]}, nil
}

// Encrypt turns a plaintext into the file that is uploaded, under a 32-byte media key.
func Encrypt(kind Kind, mediaKey, plain []byte) ([]byte, error) {
	k, err := deriveKeys(kind, mediaKey)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(k.cipher)
	if err != nil {
		return nil, fmt.Errorf("media: encrypt: %w", err)
	}
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	body := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, k.iv).CryptBlocks(body, body)
	return append(body, k.code(body)...), nil
}

// Decrypt is the reverse of Encrypt. It fails with ErrDamaged when the file is not of this key.
func Decrypt(kind Kind, mediaKey, file []byte) ([]byte, error) {
	k, err := deriveKeys(kind, mediaKey)
	if err != nil {
		return nil, err
	}
	if len(file) < aes.BlockSize+macLength || (len(file)-macLength)%aes.BlockSize != 0 {
		return nil, ErrDamaged
	}
	body, code := file[:len(file)-macLength], file[len(file)-macLength:]
	if !hmac.Equal(code, k.code(body)) {
		return nil, ErrDamaged
	}
	block, err := aes.NewCipher(k.cipher)
	if err != nil {
		return nil, fmt.Errorf("media: decrypt: %w", err)
	}
	plain := make([]byte, len(body))
	cipher.NewCBCDecrypter(block, k.iv).CryptBlocks(plain, body)
	return unpad(plain)
}

func unpad(plain []byte) ([]byte, error) {
	pad := int(plain[len(plain)-1])
	if pad == 0 || pad > aes.BlockSize {
		return nil, ErrDamaged
	}
	for _, b := range plain[len(plain)-pad:] {
		if int(b) != pad {
			return nil, ErrDamaged
		}
	}
	return plain[:len(plain)-pad], nil
}

func (k keys) code(body []byte) []byte {
	h := hmac.New(sha256.New, k.mac)
	h.Write(k.iv)
	h.Write(body)
	return h.Sum(nil)[:macLength]
}

// NewKey makes a fresh 32-byte media key.
func NewKey() []byte {
	key := make([]byte, 32)
	rand.Read(key)
	return key
}
