package wasim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// linkPatience is how long a phone waits for the client's part of linking.
const linkPatience = 20 * time.Second

// ScanQR links the client that shows the code. It returns once the client has accepted, or why it did not.
func (p *Phone) ScanQR(code string) error {
	qr, err := parseQR(code)
	if err != nil {
		return err
	}
	c := p.server.pairingSession(func(w *pairing) bool { return slices.Contains(w.refs, qr.ref) })
	if c == nil {
		return errors.New("scan code: no client shows it any more")
	}
	if c.pairing.noise != qr.noise || c.pairing.identity != qr.identity {
		return errors.New("scan code: its keys are not those of the client")
	}
	return p.link(c, qr.secret)
}

type qrCode struct {
	ref             string
	noise, identity [32]byte
	secret          []byte
}

func parseQR(code string) (qrCode, error) {
	if _, after, ok := strings.Cut(code, "#"); ok {
		code = after
	}
	fields := strings.Split(code, ",")
	if len(fields) < 4 {
		return qrCode{}, fmt.Errorf("scan code: %d fields instead of four", len(fields))
	}
	var parts [3][32]byte
	for i := range parts {
		raw, err := base64.StdEncoding.DecodeString(fields[i+1])
		if err != nil || len(raw) != 32 {
			return qrCode{}, fmt.Errorf("scan code: field %d is not a key: %w", i+2, err)
		}
		parts[i] = [32]byte(raw)
	}
	return qrCode{ref: fields[0], noise: parts[0], identity: parts[1], secret: parts[2][:]}, nil
}

// link runs the part of linking that both ways share, with the secret that proves the code was seen.
func (p *Phone) link(c *Session, secret []byte) error {
	number := p.server.reserve(p.account)
	signed, err := p.keys.certify(c.pairing.identity, uint32(number), p.server.now())
	if err != nil {
		return fmt.Errorf("link companion: %w", err)
	}
	container, err := seal(signed, secret)
	if err != nil {
		return fmt.Errorf("link companion: %w", err)
	}
	answer, err := c.await(c.ask(p.pairSuccess(number, container)))
	if err != nil {
		return fmt.Errorf("link companion: %w", err)
	}
	if err := checkPairAnswer(answer, signed, c.pairing.identity); err != nil {
		return fmt.Errorf("link companion: %w", err)
	}
	p.server.enlist(p.account, number, c.pairing)
	c.end(restartStream())
	p.server.Changed()
	return nil
}

func seal(signed *waAdv.ADVSignedDeviceIdentity, secret []byte) ([]byte, error) {
	details, err := proto.Marshal(signed)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(details)
	return proto.Marshal(&waAdv.ADVSignedDeviceIdentityHMAC{Details: details, HMAC: mac.Sum(nil), AccountType: waAdv.ADVEncryptionType_E2EE.Enum()})
}

func (p *Phone) pairSuccess(number uint16, container []byte) waBinary.Node {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	s := p.server
	return waBinary.Node{
		Tag:   "iq",
		Attrs: waBinary.Attrs{"from": types.ServerJID, "type": "set", "id": s.newID(), "xmlns": "md", "t": s.now().Unix()},
		Content: []waBinary.Node{{Tag: "pair-success", Content: []waBinary.Node{
			{Tag: "device-identity", Content: container},
			{Tag: "device", Attrs: waBinary.Attrs{"jid": p.account.address(types.DefaultUserServer, number), "lid": p.account.address(types.HiddenUserServer, number)}},
			{Tag: "platform", Attrs: waBinary.Attrs{"name": "android"}},
		}}},
	}
}

// await waits for the client's answer.
func (c *Session) await(answer <-chan *waBinary.Node) (*waBinary.Node, error) {
	patience := time.NewTimer(linkPatience)
	defer patience.Stop()
	select {
	case n := <-answer:
		return n, nil
	case <-c.done:
		return nil, errors.New("the client has gone")
	case <-patience.C:
		return nil, fmt.Errorf("the client has not answered for %s", linkPatience)
	}
}

// checkPairAnswer verifies the companion's own signature and that it repeats the account's.
func checkPairAnswer(n *waBinary.Node, sent *waAdv.ADVSignedDeviceIdentity, companion [32]byte) error {
	if refusal, ok := n.GetOptionalChildByTag("error"); ok {
		return fmt.Errorf("the client refused: %s %s", text(&refusal, "code"), text(&refusal, "text"))
	}
	var got waAdv.ADVSignedDeviceIdentity
	if err := proto.Unmarshal(data(n, "pair-device-sign", "device-identity"), &got); err != nil {
		return fmt.Errorf("read the client's identity: %w", err)
	}
	switch {
	case len(got.AccountSignatureKey) != 0:
		return errors.New("the client repeats the account's key")
	case string(got.Details) != string(sent.Details) || string(got.AccountSignature) != string(sent.AccountSignature):
		return errors.New("the client has changed the account's statement")
	case !verify(companion, got.DeviceSignature, prefixDevice, sent.Details, companion[:], sent.AccountSignatureKey):
		return errors.New("the client's signature is wrong")
	}
	return nil
}
