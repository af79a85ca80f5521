package wasim

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"
)

// refCount is how many codes a client may show; with six it shows the first for a minute and the others for 20 s each.
const refCount = 6

// pairing is a connection that waits to be linked.
type pairing struct {
	refs     []string // guarded by Server.mu; nil once linked
	noise    [32]byte
	identity [32]byte
	register uint32
	signed   keys.PreKey

	hello  *codeHello          // guarded by Server.mu; set when the client asks for a code
	finish chan *waBinary.Node // the client's part of linking by code
}

// codeHello is the client's opening of linking by code.
type codeHello struct {
	number  types.JID
	wrapped []byte
	ref     string
}

func (s *Server) offerPairing(c *Session, data *waWa6.ClientPayload_DevicePairingRegistrationData, static [32]byte) bool {
	p, err := readRegistration(data, static)
	if err != nil {
		s.log.Warn("registration refused", "error", err)
		c.end(waBinary.Node{Tag: "failure", Attrs: waBinary.Attrs{"reason": "400", "location": "sim"}})
		return false
	}
	s.mu.Lock()
	if s.faults.outdated {
		s.mu.Unlock()
		c.end(ClientOutdated())
		return false
	}
	c.pairing = p
	id := s.newID()
	s.mu.Unlock()
	refs := make([]waBinary.Node, len(p.refs))
	for i, ref := range p.refs {
		refs[i] = waBinary.Node{Tag: "ref", Content: []byte(ref)}
	}
	c.send(waBinary.Node{Tag: "iq", Attrs: waBinary.Attrs{"from": types.ServerJID, "type": "set", "id": id, "xmlns": "md"}, Content: []waBinary.Node{
		{Tag: "pair-device", Content: refs},
	}})
	s.Changed()
	return true
}

func readRegistration(d *waWa6.ClientPayload_DevicePairingRegistrationData, static [32]byte) (*pairing, error) {
	if len(d.GetERegid()) != 4 || len(d.GetEIdent()) != 32 || len(d.GetESkeyID()) != 3 || len(d.GetESkeyVal()) != 32 || len(d.GetESkeySig()) != 64 {
		return nil, errors.New("malformed registration")
	}
	p := &pairing{
		noise:    static,
		identity: [32]byte(d.GetEIdent()),
		register: binary.BigEndian.Uint32(d.GetERegid()),
		signed: keys.PreKey{
			KeyPair:   keys.KeyPair{Pub: (*[32]byte)(d.GetESkeyVal())},
			KeyID:     binary.BigEndian.Uint32(append([]byte{0}, d.GetESkeyID()...)),
			Signature: (*[64]byte)(d.GetESkeySig()),
		},
		finish: make(chan *waBinary.Node, 1),
	}
	if !verify(p.identity, d.GetESkeySig(), []byte{5}, d.GetESkeyVal()) {
		return nil, errors.New("signed prekey has a wrong signature")
	}
	for range refCount {
		p.refs = append(p.refs, newRef())
	}
	return p, nil
}

func newRef() string { return "2@" + base64.StdEncoding.EncodeToString(randomBytes(48)) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

// pairingSession finds the connection that matches, among those that wait to be linked.
func (s *Server) pairingSession(match func(*pairing) bool) *Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.sessions {
		if c.pairing != nil && match(c.pairing) {
			return c
		}
	}
	return nil
}

// iqLinkCode serves the client's two steps of linking by code.
func (s *Server) iqLinkCode(c *Session, n *waBinary.Node) waBinary.Node {
	if c.pairing == nil {
		return IQError(403, "forbidden")
	}
	reg := n.GetChildByTag("link_code_companion_reg")
	switch text(&reg, "stage") {
	case "companion_hello":
		return s.companionHello(c, &reg)
	case "companion_finish":
		select {
		case c.pairing.finish <- &reg:
			return waBinary.Node{}
		default:
			return IQError(409, "conflict")
		}
	}
	return IQError(400, "bad-request")
}

func (s *Server) companionHello(c *Session, reg *waBinary.Node) waBinary.Node {
	hello := &codeHello{number: jid(reg, "jid"), wrapped: data(reg, "link_code_pairing_wrapped_companion_ephemeral_pub"), ref: newRef()}
	if len(hello.wrapped) != 80 || hello.number.IsEmpty() || string(data(reg, "companion_server_auth_key_pub")) != string(c.pairing.noise[:]) {
		return IQError(400, "bad-request")
	}
	s.mu.Lock()
	c.pairing.hello = hello
	s.mu.Unlock()
	return waBinary.Node{Tag: "link_code_companion_reg", Content: []waBinary.Node{{Tag: "link_code_pairing_ref", Content: []byte(hello.ref)}}}
}

// reserve gives out the next device number of an account.
func (s *Server) reserve(a *account) uint16 {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.next++
	return a.next
}

// enlist makes a linked companion known.
func (s *Server) enlist(a *account, number uint16, p *pairing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := &device{account: a, number: number, noise: p.noise, identity: p.identity, register: p.register, signed: p.signed, keyIndex: uint32(number)}
	a.devices[number] = d
	p.refs, p.hello = nil, nil // a connection links once
	s.counts.Links++
	s.announce(d, "add")
}
