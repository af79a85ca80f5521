package wasim

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/libsignal/keys/identity"
	"go.mau.fi/libsignal/keys/prekey"
	"go.mau.fi/libsignal/protocol"
	"go.mau.fi/libsignal/serialize"
	"go.mau.fi/libsignal/session"
	"go.mau.fi/libsignal/state/record"
	"go.mau.fi/libsignal/util/optional"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/types"
)

// signal is a phone's end of its encrypted sessions. The lock is held for a whole message, so that messages are sent in
// the order in which they were encrypted.
type signal struct {
	mu    sync.Mutex
	store signalStore
	sent  sentLog

	groups map[types.JID]*groupKeys
}

func (g *signal) init(k *phoneKeys) {
	g.groups = map[types.JID]*groupKeys{}
	g.store = signalStore{
		keys: k, format: serialize.NewProtoBufSerializer(), sessions: map[protocol.SignalAddress]*record.Session{}, senderKeys: map[string][]byte{},
	}
}

func (g *signal) cipher(a *protocol.SignalAddress) (*session.Cipher, *session.Builder) {
	b := session.NewBuilderFromSignal(&g.store, a, g.store.format)
	return session.NewCipher(b, a), b
}

// signalAddress names the session with a device; sessions are filed under LIDs however a device was addressed.
func (p *Phone) signalAddress(j types.JID) *protocol.SignalAddress {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	if d := p.server.device(j); d != nil {
		j = d.address(types.HiddenUserServer)
	}
	return j.SignalAddress()
}

// encrypt seals a padded plaintext for one device, starting a session if there is none.
func (p *Phone) encrypt(to types.JID, plain []byte) (waBinary.Node, error) {
	a := p.signalAddress(to)
	if _, ok := p.signal.store.sessions[*a]; !ok {
		if err := p.startSession(to); err != nil {
			return waBinary.Node{}, err
		}
	}
	c, _ := p.signal.cipher(a)
	out, err := c.Encrypt(context.Background(), pad(plain))
	if err != nil {
		return waBinary.Node{}, fmt.Errorf("encrypt for %s: %w", to, err)
	}
	kind := "msg"
	if out.Type() == protocol.PREKEY_TYPE {
		kind = "pkmsg"
	}
	return waBinary.Node{Tag: "enc", Attrs: waBinary.Attrs{"v": "2", "type": kind}, Content: out.Serialize()}, nil
}

// startSession fetches a device's keys and replaces the session with it.
func (p *Phone) startSession(with types.JID) error {
	p.server.mu.Lock()
	n := p.server.bundle(with)
	p.server.mu.Unlock()
	return p.useBundle(with, &n)
}

func (p *Phone) useBundle(with types.JID, n *waBinary.Node) error {
	b, err := readBundle(n, uint32(with.Device))
	if err != nil {
		return fmt.Errorf("start session with %s: %w", with, err)
	}
	_, builder := p.signal.cipher(p.signalAddress(with))
	if err := builder.ProcessBundle(context.Background(), b); err != nil {
		return fmt.Errorf("start session with %s: %w", with, err)
	}
	return nil
}

// readBundle reads keys from an answer of the server or from a retry receipt.
func readBundle(n *waBinary.Node, number uint32) (*prekey.Bundle, error) {
	keysNode, ok := n.GetOptionalChildByTag("keys")
	if !ok {
		keysNode = *n
	}
	register, ident := data(n, "registration"), data(&keysNode, "identity")
	skey := keysNode.GetChildByTag("skey")
	signed, err := readSignedKey(&skey)
	if err != nil || len(register) != 4 || len(ident) != 32 {
		return nil, errors.Join(errors.New("malformed keys"), err)
	}
	id, public := optional.NewEmptyUint32(), ecc.ECPublicKeyable(nil)
	if value := data(&keysNode, "key", "value"); len(value) == 32 {
		raw := append([]byte{0}, data(&keysNode, "key", "id")...)
		id, public = optional.NewOptionalUint32(binary.BigEndian.Uint32(raw)), ecc.NewDjbECPublicKey([32]byte(value))
	}
	return prekey.NewBundle(binary.BigEndian.Uint32(register), number, id, signed.KeyID, public,
		ecc.NewDjbECPublicKey(*signed.Pub), *signed.Signature, identity.NewKey(ecc.NewDjbECPublicKey([32]byte(ident)))), nil
}

// pad appends n bytes of value n, 1 to 15, which hides the length.
func pad(plain []byte) []byte {
	n := 1 + rand.IntN(15)
	out := make([]byte, len(plain)+n)
	copy(out, plain)
	for i := len(plain); i < len(out); i++ {
		out[i] = byte(n)
	}
	return out
}

func unpad(plain []byte) ([]byte, error) {
	if len(plain) == 0 {
		return nil, errors.New("plaintext is empty")
	}
	n := int(plain[len(plain)-1])
	if n < 1 || n > 16 || n > len(plain) {
		return nil, fmt.Errorf("plaintext has a padding of %d", n)
	}
	return plain[:len(plain)-n], nil
}
