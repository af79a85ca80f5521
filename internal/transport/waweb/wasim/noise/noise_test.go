package noise

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/whatsmeow/proto/waCert"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/socket"
	"go.mau.fi/whatsmeow/util/keys"
	"google.golang.org/protobuf/proto"
)

var header = []byte{'W', 'A', 6, 3}

// initiator plays the client on the library's own handshake state, inside the calls of the responder.
type initiator struct {
	nh        *socket.NoiseHandshake
	ephemeral *keys.KeyPair
	static    *keys.KeyPair
	step      int
	chain     []byte
	spoil     bool
}

func (i *initiator) ReadFrame() ([]byte, error) {
	i.step++
	if i.step == 1 {
		i.nh.Start(socket.NoiseStartPattern, header)
		i.nh.Authenticate(i.ephemeral.Pub[:])
		return proto.Marshal(&waWa6.HandshakeMessage{ClientHello: &waWa6.HandshakeMessage_ClientHello{Ephemeral: i.ephemeral.Pub[:]}})
	}
	payload, err := proto.Marshal(&waWa6.ClientPayload{Username: proto.Uint64(7)})
	if err != nil {
		return nil, err
	}
	sealed := i.nh.Encrypt(payload)
	if i.spoil {
		sealed[0] ^= 1
	}
	finish := &waWa6.HandshakeMessage_ClientFinish{Static: i.chain, Payload: sealed}
	return proto.Marshal(&waWa6.HandshakeMessage{ClientFinish: finish})
}

func (i *initiator) WriteFrame(b []byte) error {
	var m waWa6.HandshakeMessage
	if err := proto.Unmarshal(b, &m); err != nil {
		return err
	}
	server := [32]byte(m.ServerHello.Ephemeral)
	i.nh.Authenticate(server[:])
	if err := i.nh.MixSharedSecretIntoKey(*i.ephemeral.Priv, server); err != nil {
		return err
	}
	static, err := i.nh.Decrypt(m.ServerHello.Static)
	if err != nil {
		return err
	}
	if err := i.nh.MixSharedSecretIntoKey(*i.ephemeral.Priv, [32]byte(static)); err != nil {
		return err
	}
	if _, err := i.nh.Decrypt(m.ServerHello.Payload); err != nil {
		return err
	}
	i.chain = i.nh.Encrypt(i.static.Pub[:])
	return i.nh.MixSharedSecretIntoKey(*i.static.Priv, server)
}

func newInitiator() *initiator {
	return &initiator{nh: socket.NewNoiseHandshake(), ephemeral: keys.NewKeyPair(), static: keys.NewKeyPair()}
}

func TestRespond(t *testing.T) {
	id, err := NewIdentity(keys.NewKeyPair(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	c := newInitiator()
	res, err := Respond(c, header, id)
	if err != nil {
		t.Fatal(err)
	}
	if res.ClientStatic != *c.static.Pub || res.Payload.GetUsername() != 7 {
		t.Fatalf("handshake yields %+v", res)
	}
	c = newInitiator()
	c.spoil = true
	if _, err := Respond(c, header, id); err == nil {
		t.Fatal("a spoilt payload was accepted")
	}
}

func TestChainLeadsToTheRoot(t *testing.T) {
	root, now := keys.NewKeyPair(), time.Now()
	id, err := NewIdentity(root, now)
	if err != nil {
		t.Fatal(err)
	}
	var chain waCert.CertChain
	if err := proto.Unmarshal(id.Chain, &chain); err != nil {
		t.Fatal(err)
	}
	middle, err := open(*root.Pub, chain.Intermediate)
	if err != nil || middle.GetIssuerSerial() != rootSerial {
		t.Fatalf("intermediate %v: %v", middle, err)
	}
	leaf, err := open([32]byte(middle.Key), chain.Leaf)
	if err != nil || leaf.GetIssuerSerial() != middle.GetSerial() || !bytes.Equal(leaf.Key, id.Static.Pub[:]) {
		t.Fatalf("leaf %v: %v", leaf, err)
	}
	if leaf.GetNotBefore() > uint64(now.Unix()) || leaf.GetNotAfter() < uint64(now.Unix()) {
		t.Fatal("leaf is not valid now")
	}
}

func open(issuer [32]byte, c *waCert.CertChain_NoiseCertificate) (*waCert.CertChain_NoiseCertificate_Details, error) {
	if !ecc.VerifySignature(ecc.NewDjbECPublicKey(issuer), c.Details, [64]byte(c.Signature)) {
		return nil, errors.New("wrong signature")
	}
	var d waCert.CertChain_NoiseCertificate_Details
	return &d, proto.Unmarshal(c.Details, &d)
}

func TestDirectionNoticesLoss(t *testing.T) {
	key := bytes.Repeat([]byte{1}, 32)
	send, err := newDirection(key)
	if err != nil {
		t.Fatal(err)
	}
	receive, _ := newDirection(key)
	first := send.Seal([]byte("um"))
	if got, err := receive.Open(first); err != nil || string(got) != "um" {
		t.Fatalf("opened %q: %v", got, err)
	}
	send.Seal([]byte("perdido"))
	if _, err := receive.Open(send.Seal([]byte("três"))); err == nil {
		t.Fatal("a lost frame went unnoticed")
	}
}
