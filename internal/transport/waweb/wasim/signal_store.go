package wasim

import (
	"context"
	"errors"

	"go.mau.fi/libsignal/ecc"
	groups "go.mau.fi/libsignal/groups/state/record"
	"go.mau.fi/libsignal/keys/identity"
	"go.mau.fi/libsignal/protocol"
	"go.mau.fi/libsignal/serialize"
	"go.mau.fi/libsignal/state/record"
)

var errUnused = errors.New("the simulated phone does not use this part of the store")

// signalStore keeps a phone's sessions in memory. Guarded by the lock of signal.
type signalStore struct {
	keys     *phoneKeys
	format   *serialize.Serializer
	sessions map[protocol.SignalAddress]*record.Session
	// senderKeys are the keys of groups, packed: the library changes a record also where opening a message fails.
	senderKeys map[string][]byte
}

func (s *signalStore) LoadSession(_ context.Context, a *protocol.SignalAddress) (*record.Session, error) {
	r, ok := s.sessions[*a]
	if !ok {
		return record.NewSession(s.format.Session, s.format.State), nil
	}
	return r, nil
}

// StoreSession keeps the session itself, not its bytes, which makes encryption fast. A session that was made new must
// lose that mark first: the library replaces new ones without keeping their keys for messages that are under way.
func (s *signalStore) StoreSession(_ context.Context, a *protocol.SignalAddress, r *record.Session) error {
	if r.IsFresh() {
		var err error
		if r, err = s.copy(r); err != nil {
			return err
		}
	}
	s.sessions[*a] = r
	return nil
}

func (s *signalStore) copy(r *record.Session) (*record.Session, error) {
	return record.NewSessionFromStructure(r.Structure(), s.format.Session, s.format.State)
}

func (s *signalStore) ContainsSession(_ context.Context, a *protocol.SignalAddress) (bool, error) {
	_, ok := s.sessions[*a]
	return ok, nil
}

func (s *signalStore) DeleteSession(_ context.Context, a *protocol.SignalAddress) error {
	delete(s.sessions, *a)
	return nil
}

func (s *signalStore) GetIdentityKeyPair() *identity.KeyPair {
	return identity.NewKeyPair(
		identity.NewKey(ecc.NewDjbECPublicKey(*s.keys.identity.Pub)),
		ecc.NewDjbECPrivateKey(*s.keys.identity.Priv),
	)
}

func (s *signalStore) GetLocalRegistrationID() uint32 { return s.keys.register }

// Identities are taken as they come: the server vouches for them, and the phone checks companions' certificates itself.
func (s *signalStore) SaveIdentity(context.Context, *protocol.SignalAddress, *identity.Key) error {
	return nil
}

func (s *signalStore) IsTrustedIdentity(context.Context, *protocol.SignalAddress, *identity.Key) (bool, error) {
	return true, nil
}

func (s *signalStore) LoadPreKey(_ context.Context, id uint32) (*record.PreKey, error) {
	k := s.keys.find(id)
	if k == nil {
		return nil, nil
	}
	return record.NewPreKey(id, ecc.NewECKeyPair(ecc.NewDjbECPublicKey(*k.Pub), ecc.NewDjbECPrivateKey(*k.Priv)), s.format.PreKeyRecord), nil
}

func (s *signalStore) RemovePreKey(_ context.Context, id uint32) error {
	s.keys.remove(id)
	return nil
}

func (s *signalStore) LoadSignedPreKey(_ context.Context, id uint32) (*record.SignedPreKey, error) {
	k := s.keys.signed
	if id != k.KeyID {
		return nil, nil
	}
	pair := ecc.NewECKeyPair(ecc.NewDjbECPublicKey(*k.Pub), ecc.NewDjbECPrivateKey(*k.Priv))
	return record.NewSignedPreKey(id, 0, pair, *k.Signature, s.format.SignedPreKeyRecord), nil
}

// The rest of the interface belongs to key management, which a simulated phone does without.

func (s *signalStore) GetSubDeviceSessions(context.Context, string) ([]uint32, error) {
	return nil, errUnused
}
func (s *signalStore) DeleteAllSessions(context.Context) error { return errUnused }
func (s *signalStore) StorePreKey(context.Context, uint32, *record.PreKey) error {
	return errUnused
}
func (s *signalStore) ContainsPreKey(_ context.Context, id uint32) (bool, error) {
	return s.keys.find(id) != nil, nil
}
func (s *signalStore) LoadSignedPreKeys(context.Context) ([]*record.SignedPreKey, error) {
	return nil, errUnused
}
func (s *signalStore) StoreSignedPreKey(context.Context, uint32, *record.SignedPreKey) error {
	return errUnused
}
func (s *signalStore) ContainsSignedPreKey(_ context.Context, id uint32) (bool, error) {
	return id == s.keys.signed.KeyID, nil
}
func (s *signalStore) RemoveSignedPreKey(context.Context, uint32) error { return errUnused }

func senderKeyID(name *protocol.SenderKeyName) string {
	return name.GroupID() + " " + name.Sender().String()
}

func (s *signalStore) StoreSenderKey(_ context.Context, name *protocol.SenderKeyName, key *groups.SenderKey) error {
	s.senderKeys[senderKeyID(name)] = key.Serialize()
	return nil
}

func (s *signalStore) LoadSenderKey(_ context.Context, name *protocol.SenderKeyName) (*groups.SenderKey, error) {
	packed := s.senderKeys[senderKeyID(name)]
	if packed == nil {
		return groups.NewSenderKey(s.format.SenderKeyRecord, s.format.SenderKeyState), nil
	}
	return groups.NewSenderKeyFromBytes(packed, s.format.SenderKeyRecord, s.format.SenderKeyState)
}
