// Package noise is the answering side of the Noise XX handshake with which a companion device opens its connection,
// and the certificate chain that the server shows in it. It knows frames of bytes only, no stanzas and no accounts.
package noise

import (
	"errors"
	"fmt"

	"go.mau.fi/whatsmeow/proto/waWa6"
	"go.mau.fi/whatsmeow/util/keys"
	"google.golang.org/protobuf/proto"
)

// Frames carries whole frames during the handshake.
type Frames interface {
	ReadFrame() ([]byte, error)
	WriteFrame([]byte) error
}

// Identity is the server's long-term key with the certificate chain that vouches for it.
type Identity struct {
	Static *keys.KeyPair
	Chain  []byte
}

// Result is what a finished handshake leaves behind.
type Result struct {
	ClientStatic [32]byte             // the device's long-term key
	Payload      *waWa6.ClientPayload // registration or login
	Read, Write  *Direction
}

// Respond runs the handshake after the client's four header bytes have been read.
func Respond(f Frames, header []byte, id Identity) (*Result, error) {
	s, err := newState(header)
	if err != nil {
		return nil, err
	}
	hello, err := readHandshake(f)
	if err != nil {
		return nil, fmt.Errorf("read client hello: %w", err)
	}
	ephemeral := keys.NewKeyPair()
	if err := sendHello(f, s, ephemeral, hello.GetClientHello().GetEphemeral(), id); err != nil {
		return nil, fmt.Errorf("send server hello: %w", err)
	}
	finish, err := readHandshake(f)
	if err != nil {
		return nil, fmt.Errorf("read client finish: %w", err)
	}
	return readFinish(s, ephemeral, finish.GetClientFinish())
}

func readHandshake(f Frames) (*waWa6.HandshakeMessage, error) {
	frame, err := f.ReadFrame()
	if err != nil {
		return nil, err
	}
	var m waWa6.HandshakeMessage
	return &m, proto.Unmarshal(frame, &m)
}

func sendHello(f Frames, s *state, ephemeral *keys.KeyPair, client []byte, id Identity) error {
	if len(client) != 32 {
		return errors.New("client ephemeral key is not 32 bytes")
	}
	s.authenticate(client)
	s.authenticate(ephemeral.Pub[:])
	if err := s.mix(ephemeral.Priv[:], client); err != nil {
		return err
	}
	static := s.encrypt(id.Static.Pub[:])
	if err := s.mix(id.Static.Priv[:], client); err != nil {
		return err
	}
	out, err := proto.Marshal(&waWa6.HandshakeMessage{ServerHello: &waWa6.HandshakeMessage_ServerHello{
		Ephemeral: ephemeral.Pub[:],
		Static:    static,
		Payload:   s.encrypt(id.Chain),
	}})
	if err != nil {
		return err
	}
	return f.WriteFrame(out)
}

func readFinish(s *state, ephemeral *keys.KeyPair, m *waWa6.HandshakeMessage_ClientFinish) (*Result, error) {
	static, err := s.decrypt(m.GetStatic())
	if err != nil || len(static) != 32 {
		return nil, fmt.Errorf("open client static key (%d bytes): %w", len(static), err)
	}
	if err := s.mix(ephemeral.Priv[:], static); err != nil {
		return nil, err
	}
	plain, err := s.decrypt(m.GetPayload())
	if err != nil {
		return nil, fmt.Errorf("open client payload: %w", err)
	}
	res := &Result{ClientStatic: [32]byte(static), Payload: &waWa6.ClientPayload{}}
	if err := proto.Unmarshal(plain, res.Payload); err != nil {
		return nil, fmt.Errorf("read client payload: %w", err)
	}
	read, write, err := expand(nil, s.salt)
	if err != nil {
		return nil, err
	}
	if res.Read, err = newDirection(read); err != nil {
		return nil, err
	}
	res.Write, err = newDirection(write)
	return res, err
}
