package wasim

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Link is all a client needs to reach a Server, also from another process.
type Link struct {
	Address     string `json:"address"`     // host:port of the listener
	Certificate string `json:"certificate"` // PEM of the only certificate to trust
	Root        string `json:"root"`        // hex of the 32 byte root public key

	dial func(context.Context) (net.Conn, error) // for listeners that live in memory only
}

// ParseLink reads the JSON form of a Link.
func ParseLink(data []byte) (Link, error) {
	var l Link
	if err := json.Unmarshal(data, &l); err != nil {
		return Link{}, fmt.Errorf("read simulator link: %w", err)
	}
	_, err := l.RootKey()
	return l, err
}

// HTTPClient returns a client that reaches the server whatever host a URL names and trusts nothing but its
// certificate. It speaks HTTP/1.1, which the websocket upgrade needs.
func (l Link) HTTPClient() (*http.Client, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(l.Certificate)) {
		return nil, errors.New("simulator link: certificate is not PEM")
	}
	return &http.Client{Transport: &http.Transport{
		DialContext:         l.dialer(),
		TLSClientConfig:     &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13},
		TLSHandshakeTimeout: 20 * time.Second,
		IdleConnTimeout:     30 * time.Second,
	}}, nil
}

func (l Link) dialer() func(context.Context, string, string) (net.Conn, error) {
	if l.dial != nil {
		return func(ctx context.Context, _, _ string) (net.Conn, error) { return l.dial(ctx) }
	}
	var d net.Dialer
	return func(ctx context.Context, _, _ string) (net.Conn, error) { return d.DialContext(ctx, "tcp", l.Address) }
}

// RootKey decodes the root public key.
func (l Link) RootKey() ([32]byte, error) {
	raw, err := hex.DecodeString(l.Root)
	if err != nil {
		return [32]byte{}, fmt.Errorf("simulator link: root key: %w", err)
	}
	if len(raw) != 32 {
		return [32]byte{}, fmt.Errorf("simulator link: root key has %d bytes, not 32", len(raw))
	}
	return [32]byte(raw), nil
}
