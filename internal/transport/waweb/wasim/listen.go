package wasim

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"sync/atomic"
	"time"
)

// gate is the TLS listener with a switch that turns new connections away.
type gate struct {
	net.Listener
	cert   *tls.Config
	closed atomic.Bool
}

func newGate(l net.Listener, cert tls.Certificate) *gate {
	return &gate{Listener: l, cert: &tls.Config{
		Certificates: []tls.Certificate{cert},
		NextProtos:   []string{"http/1.1"},
		MinVersion:   tls.VersionTLS13,
	}}
}

// Accept returns the next connection; while the gate is shut, connections are dropped before they say a word.
func (g *gate) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if !g.closed.Load() {
			return tls.Server(c, g.cert), nil
		}
		c.Close()
	}
}

// selfSigned makes the certificate for the hosts that clients ask for.
func selfSigned(now time.Time) (tls.Certificate, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("make simulator key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "WhatsApp simulator"},
		DNSNames:              []string{"web.whatsapp.com", "*.whatsapp.net", "*.whatsapp.com"},
		NotBefore:             now.Add(-24 * time.Hour),
		NotAfter:              now.AddDate(10, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("make simulator certificate: %w", err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, text, nil
}

func newLink(o Options, certificate []byte) Link {
	root := RootKey()
	return Link{
		Address:     o.Listener.Addr().String(),
		Certificate: string(certificate),
		Root:        hex.EncodeToString(root[:]),
		dial:        o.Dial,
	}
}
