package media

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// DefaultName is the host name under which clients reach the media host.
const DefaultName = "mmg.whatsapp.net"

// File describes an uploaded file: what a message has to carry so that its reader can fetch it.
type File struct {
	Kind       Kind
	Key        []byte // 32 bytes
	SHA256     []byte // of the plaintext
	EncSHA256  []byte // of the encrypted file
	Length     uint64 // of the plaintext, bytes
	DirectPath string
	URL        string
}

// Counts says how often the host was used since it was made.
type Counts struct {
	Uploads   int `json:"uploads"`
	Downloads int `json:"downloads"`
	Deletions int `json:"deletions"`
	Refused   int `json:"refused"`
	Stored    int `json:"stored"`
}

// Host is the media host. It is safe for use by many goroutines; its zero value is not usable, make it with NewHost.
type Host struct {
	name string

	mu       sync.Mutex
	files    map[string][]byte // by path without its query
	gone     map[string]int    // status of expired paths
	faults   []Fault
	counts   Counts
	lastPath int
}

// NewHost makes an empty media host known to clients under the given host name ("" = DefaultName).
func NewHost(name string) *Host {
	if name == "" {
		name = DefaultName
	}
	return &Host{name: name, files: map[string][]byte{}, gone: map[string]int{}}
}

// Mux is the part of a server that the host needs.
type Mux interface {
	Handle(pattern string, h http.Handler)
}

// Register attaches the host's addresses to a server.
func (h *Host) Register(mux Mux) {
	mux.Handle("/mms/", http.HandlerFunc(h.serveStore))
	mux.Handle("/v/", http.HandlerFunc(h.serveFetch))
}

// Put encrypts and stores a file as a phone does when it sends one.
func (h *Host) Put(kind Kind, plain []byte) (File, error) {
	return h.PutWithKey(kind, NewKey(), plain)
}

// PutWithKey is Put with a given media key, for uploading a lost file once more.
func (h *Host) PutWithKey(kind Kind, key, plain []byte) (File, error) {
	body, err := Encrypt(kind, key, plain)
	if err != nil {
		return File{}, err
	}
	sum, encSum := sha256.Sum256(plain), sha256.Sum256(body)
	direct := h.store(body, encSum[:])
	return File{
		Kind: kind, Key: key, SHA256: sum[:], EncSHA256: encSum[:], Length: uint64(len(plain)),
		DirectPath: direct, URL: "https://" + h.name + direct,
	}, nil
}

// Fetch reads and decrypts a stored file as a phone does when it receives one. It checks both hashes of the message
// where they are given, and fails when the file is gone.
func (h *Host) Fetch(f File) ([]byte, error) {
	h.mu.Lock()
	body, ok := h.files[bare(f.DirectPath)]
	h.mu.Unlock()
	if !ok {
		return nil, fmt.Errorf("media: fetch %s: not stored", f.DirectPath)
	}
	if sum := sha256.Sum256(body); f.EncSHA256 != nil && string(sum[:]) != string(f.EncSHA256) {
		return nil, fmt.Errorf("media: fetch %s: encrypted hash differs from the message's", f.DirectPath)
	}
	plain, err := Decrypt(f.Kind, f.Key, body)
	if err != nil {
		return nil, fmt.Errorf("media: fetch %s: %w", f.DirectPath, err)
	}
	if sum := sha256.Sum256(plain); f.SHA256 != nil && string(sum[:]) != string(f.SHA256) {
		return nil, fmt.Errorf("media: fetch %s: hash differs from the message's", f.DirectPath)
	}
	return plain, nil
}

// Counts tells how the host was used.
func (h *Host) Counts() Counts {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.counts
	c.Stored = len(h.files)
	return c
}

// store files a body under a fresh path. Each upload gets its own path, as on the real host, so that expiring one
// copy leaves the others. The path ends in a query because clients append "&hash=".
func (h *Host) store(body, encSum []byte) (directPath string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lastPath++
	path := fmt.Sprintf("/v/t62.7118-24/%d_%s.enc", h.lastPath, base64.RawURLEncoding.EncodeToString(encSum[:12]))
	h.files[path] = body
	return path + "?ccb=11-4&oh=01&oe=FFFFFFFF"
}

func bare(directPath string) string {
	path, _, _ := strings.Cut(directPath, "?")
	return path
}
