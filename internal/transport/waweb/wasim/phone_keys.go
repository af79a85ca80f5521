package wasim

import (
	"crypto/rand"
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"go.mau.fi/libsignal/ecc"
	"go.mau.fi/whatsmeow/proto/waAdv"
	"go.mau.fi/whatsmeow/util/keys"
	"google.golang.org/protobuf/proto"
)

// maxMinted bounds how many one-time prekeys wait to be used; keys are handed out one by one, so old ones have been
// given up by whoever fetched them.
const maxMinted = 5000

// phoneKeys are an account's long-term keys and the one-time prekeys that were handed out.
type phoneKeys struct {
	identity *keys.KeyPair
	register uint32
	signed   *keys.PreKey
	rawID    uint32

	mu      sync.Mutex
	next    uint32
	minted  map[uint32]*keys.KeyPair
	ordered []uint32
}

func newPhoneKeys() *phoneKeys {
	var seed [8]byte
	rand.Read(seed[:]) // never fails
	k := &phoneKeys{
		identity: keys.NewKeyPair(),
		register: binary.BigEndian.Uint32(seed[:4])&0x3fff | 1,
		rawID:    binary.BigEndian.Uint32(seed[4:]),
		minted:   map[uint32]*keys.KeyPair{},
	}
	k.signed = k.identity.CreateSignedPreKey(1)
	return k
}

// mint makes a one-time prekey on demand, so the phone's stock never runs out.
func (k *phoneKeys) mint() oneTimeKey {
	pair := keys.NewKeyPair()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.next = k.next%0xfffffe + 1 // ids have three bytes and zero is not used
	k.minted[k.next] = pair
	k.ordered = append(k.ordered, k.next)
	if len(k.ordered) > maxMinted {
		delete(k.minted, k.ordered[0])
		k.ordered = slices.Delete(k.ordered, 0, 1)
	}
	return oneTimeKey{id: keyID(k.next), value: pair.Pub[:]}
}

func (k *phoneKeys) find(id uint32) *keys.KeyPair {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.minted[id]
}

func (k *phoneKeys) remove(id uint32) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.minted, id)
}

func (k *phoneKeys) sign(parts ...[]byte) []byte {
	sig := ecc.CalculateSignature(ecc.NewDjbECPrivateKey(*k.identity.Priv), slices.Concat(parts...))
	return sig[:]
}

// verify checks a signature over the joined parts.
func verify(public [32]byte, signature []byte, parts ...[]byte) bool {
	if len(signature) != 64 {
		return false
	}
	return ecc.VerifySignature(ecc.NewDjbECPublicKey(public), slices.Concat(parts...), [64]byte(signature))
}

var (
	prefixAccount = []byte{6, 0}
	prefixDevice  = []byte{6, 1}
	prefixIndexes = []byte{6, 2}
)

// certify makes the account's statement that a companion belongs to it.
func (k *phoneKeys) certify(companion [32]byte, keyIndex uint32, now time.Time) (*waAdv.ADVSignedDeviceIdentity, error) {
	details, err := proto.Marshal(&waAdv.ADVDeviceIdentity{
		RawID:       proto.Uint32(k.rawID),
		Timestamp:   proto.Uint64(uint64(now.Unix())),
		KeyIndex:    proto.Uint32(keyIndex),
		AccountType: waAdv.ADVEncryptionType_E2EE.Enum(),
		DeviceType:  waAdv.ADVEncryptionType_E2EE.Enum(),
	})
	if err != nil {
		return nil, err
	}
	return &waAdv.ADVSignedDeviceIdentity{
		Details:             details,
		AccountSignatureKey: k.identity.Pub[:],
		AccountSignature:    k.sign(prefixAccount, details, companion[:]),
	}, nil
}

// signIndexList signs which companions are valid.
func (k *phoneKeys) signIndexList(indexes []uint32, now time.Time) []byte {
	details, err := proto.Marshal(&waAdv.ADVKeyIndexList{
		RawID:        proto.Uint32(k.rawID),
		Timestamp:    proto.Uint64(uint64(now.Unix())),
		CurrentIndex: proto.Uint32(slices.Max(indexes)),
		ValidIndexes: indexes,
	})
	if err != nil {
		return nil
	}
	out, err := proto.Marshal(&waAdv.ADVSignedKeyIndexList{
		Details:             details,
		AccountSignature:    k.sign(prefixIndexes, details),
		AccountSignatureKey: k.identity.Pub[:],
	})
	if err != nil {
		return nil
	}
	return out
}
