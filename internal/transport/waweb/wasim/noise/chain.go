package noise

import (
	"fmt"
	"time"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/whatsmeow/proto/waCert"
	"go.mau.fi/whatsmeow/util/keys"
	"google.golang.org/protobuf/proto"
)

const (
	rootSerial         = 0
	intermediateSerial = 1
	leafSerial         = 2
)

// NewIdentity makes a server key and a chain root → intermediate → server key that is valid from a day before now for
// ten years.
func NewIdentity(root *keys.KeyPair, now time.Time) (Identity, error) {
	intermediate, static := keys.NewKeyPair(), keys.NewKeyPair()
	middle, err := certify(root, intermediate, intermediateSerial, rootSerial, now)
	if err != nil {
		return Identity{}, fmt.Errorf("certify intermediate key: %w", err)
	}
	leaf, err := certify(intermediate, static, leafSerial, intermediateSerial, now)
	if err != nil {
		return Identity{}, fmt.Errorf("certify server key: %w", err)
	}
	chain, err := proto.Marshal(&waCert.CertChain{Leaf: leaf, Intermediate: middle})
	if err != nil {
		return Identity{}, fmt.Errorf("write certificate chain: %w", err)
	}
	return Identity{Static: static, Chain: chain}, nil
}

func certify(issuer, subject *keys.KeyPair, serial, issuerSerial uint32, now time.Time) (*waCert.CertChain_NoiseCertificate, error) {
	details, err := proto.Marshal(&waCert.CertChain_NoiseCertificate_Details{
		Serial:       proto.Uint32(serial),
		IssuerSerial: proto.Uint32(issuerSerial),
		Key:          subject.Pub[:],
		NotBefore:    proto.Uint64(uint64(now.Add(-24 * time.Hour).Unix())),
		NotAfter:     proto.Uint64(uint64(now.AddDate(10, 0, 0).Unix())),
	})
	if err != nil {
		return nil, err
	}
	sig := ecc.CalculateSignature(ecc.NewDjbECPrivateKey(*issuer.Priv), details)
	return &waCert.CertChain_NoiseCertificate{Details: details, Signature: sig[:]}, nil
}
