package demo

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"path"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/transport/memnet"
)

// Pages are the ways to a simulated web, in which every https link leads to a page that speaks of it. It lies in memory: nothing leaves
// the process.
type Pages struct {
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	Dial   func(ctx context.Context, network, address string) (net.Conn, error)
	Roots  *x509.CertPool
}

// everywhere is the address of every host. It is a public one, as those of pages are, and nobody goes there.
var everywhere = netip.AddrFrom4([4]byte{192, 0, 66, 1})

// Web starts the simulated web; the function ends it.
func Web() (Pages, func() error, error) {
	office, err := newOffice()
	if err != nil {
		return Pages{}, nil, fmt.Errorf("start the simulated web: %w", err)
	}
	listener := memnet.NewListener("web")
	server := &http.Server{Handler: http.HandlerFunc(turn), TLSConfig: &tls.Config{GetCertificate: office.vouch}, ReadHeaderTimeout: time.Minute,
		ErrorLog: log.New(io.Discard, "", 0)} // a visitor who hangs up is none of the operator's business
	done := make(chan error, 1)
	go func() { done <- server.ServeTLS(listener, "", "") }()
	end := func() error {
		err := server.Close()
		if served := <-done; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}
	return Pages{
		Lookup: func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{everywhere}, nil },
		Dial:   func(ctx context.Context, _, _ string) (net.Conn, error) { return listener.Dial(ctx) },
		Roots:  office.roots,
	}, end, nil
}

// turn shows the page of an address. One that ends in /nada says nothing of itself.
func turn(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/nada"):
		http.NotFound(w, r)
	case strings.HasSuffix(r.URL.Path, ".png"):
		w.Header().Set("Content-Type", "image/png")
		_ = png.Encode(w, cake{})
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><title>%s</title><meta name="description" content="%s é uma página simulada"><meta property="og:image" content="/bolo.png">`,
			html.EscapeString(titleOf(r)), html.EscapeString(r.Host))
	}
}

// titleOf makes a title of the words of an address.
func titleOf(r *http.Request) string {
	words := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_.+", r) {
			return ' '
		}
		return r
	}, path.Base(r.URL.Path)), " /")
	if words == "" {
		return r.Host
	}
	first := []rune(words)
	return strings.ToUpper(string(first[0])) + string(first[1:])
}

// cake is the picture of every page.
type cake struct{}

func (cake) ColorModel() color.Model { return color.RGBAModel }
func (cake) Bounds() image.Rectangle { return image.Rect(0, 0, 240, 240) }

func (cake) At(x, y int) color.Color {
	switch far := (x-120)*(x-120) + (y-128)*(y-128); {
	case far < 66*66:
		return color.RGBA{240, 192, 96, 255}
	case far < 86*86:
		return color.RGBA{221, 166, 74, 255}
	}
	return color.RGBA{244, 228, 205, 255}
}

// office vouches for every host of the simulated web.
type office struct {
	key   *ecdsa.PrivateKey
	seal  *x509.Certificate
	roots *x509.CertPool
}

func newOffice() (*office, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	seal := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "simulated web"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
	raw, err := x509.CreateCertificate(rand.Reader, seal, seal, key.Public(), key)
	if err != nil {
		return nil, err
	}
	if seal, err = x509.ParseCertificate(raw); err != nil {
		return nil, err
	}
	o := &office{key: key, seal: seal, roots: x509.NewCertPool()}
	o.roots.AddCert(seal)
	return o, nil
}

func (o *office) vouch(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: []string{hello.ServerName}, NotBefore: o.seal.NotBefore, NotAfter: o.seal.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	raw, err := x509.CreateCertificate(rand.Reader, leaf, o.seal, o.key.Public(), o.key)
	if err != nil {
		return nil, fmt.Errorf("vouch for %s: %w", hello.ServerName, err)
	}
	return &tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: o.key}, nil
}
