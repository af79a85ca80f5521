package history

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waMmsRetry"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
)

// notOnPhone is the error code by which a phone says that it has lost a file too.
const notOnPhone = 2

// Retry answers a server-error receipt: the companion could not fetch a file and asks for a new upload. plain gives
// the plaintext of a message's file, false when the phone does not have it. The returned notification goes to the
// companion that asked; the sender adds the time.
func (a *Archive) Retry(store Store, own types.JID, receipt *waBinary.Node, plain func(id string) ([]byte, bool)) (waBinary.Node, error) {
	ag := receipt.AttrGetter()
	id := ag.String("id")
	rmr, ok := receipt.GetOptionalChildByTag("rmr")
	if !ok {
		return waBinary.Node{}, fmt.Errorf("history: media retry for %s names no message", id)
	}
	rag := rmr.AttrGetter()
	chat := rag.JID("jid")
	if err := rag.Error(); err != nil {
		return waBinary.Node{}, fmt.Errorf("history: media retry for %s: %w", id, err)
	}
	answer, err := a.reupload(store, chat, id, receipt, plain)
	if err != nil {
		return waBinary.Node{}, err
	}
	return waBinary.Node{
		Tag:     "notification",
		Attrs:   waBinary.Attrs{"from": own.ToNonAD(), "type": "mediaretry", "id": id},
		Content: []waBinary.Node{{Tag: "rmr", Attrs: rmr.Attrs}, answer},
	}, nil
}

func (a *Archive) reupload(store Store, chat types.JID, id string, receipt *waBinary.Node, plain func(string) ([]byte, bool)) (waBinary.Node, error) {
	missing := waBinary.Node{Tag: "error", Attrs: waBinary.Attrs{"code": notOnPhone}}
	m, known := a.Find(chat, id)
	if !known {
		return missing, nil
	}
	old, has := media.Of(m.Content)
	content, kept := plain(id)
	if !has || !kept {
		return missing, nil
	}
	seal, err := newSeal(old.Key, id)
	if err != nil {
		return waBinary.Node{}, err
	}
	if err := seal.check(receipt); err != nil {
		return waBinary.Node{}, err
	}
	file, err := store.PutWithKey(old.Kind, old.Key, content)
	if err != nil {
		return waBinary.Node{}, fmt.Errorf("history: upload file of %s again: %w", id, err)
	}
	return seal.answer(file.DirectPath)
}

// seal is the encryption of media retries, keyed by the file's media key and bound to the message's id.
type seal struct {
	gcm cipher.AEAD
	id  string
}

func newSeal(mediaKey []byte, id string) (seal, error) {
	key, err := hkdf.Key(sha256.New, mediaKey, nil, "WhatsApp Media Retry Notification", 32)
	if err != nil {
		return seal{}, fmt.Errorf("history: media retry key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return seal{}, fmt.Errorf("history: media retry key: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return seal{}, fmt.Errorf("history: media retry key: %w", err)
	}
	return seal{gcm, id}, nil
}

func (s seal) check(receipt *waBinary.Node) error {
	box := receipt.GetChildByTag("encrypt")
	p, iv := box.GetChildByTag("enc_p"), box.GetChildByTag("enc_iv")
	text, _ := p.Content.([]byte)
	nonce, _ := iv.Content.([]byte)
	if len(nonce) != s.gcm.NonceSize() {
		return fmt.Errorf("history: media retry for %s has no nonce", s.id)
	}
	plain, err := s.gcm.Open(nil, nonce, text, []byte(s.id))
	if err != nil {
		return fmt.Errorf("history: media retry for %s: %w", s.id, err)
	}
	var claim waMmsRetry.ServerErrorReceipt
	if err := proto.Unmarshal(plain, &claim); err != nil || claim.GetStanzaID() != s.id {
		return fmt.Errorf("history: media retry for %s is sealed for %q (%v)", s.id, claim.GetStanzaID(), err)
	}
	return nil
}

func (s seal) answer(directPath string) (waBinary.Node, error) {
	plain, err := proto.Marshal(&waMmsRetry.MediaRetryNotification{
		StanzaID: &s.id, DirectPath: &directPath, Result: waMmsRetry.MediaRetryNotification_SUCCESS.Enum(),
	})
	if err != nil {
		return waBinary.Node{}, fmt.Errorf("history: media retry answer for %s: %w", s.id, err)
	}
	nonce := make([]byte, s.gcm.NonceSize())
	rand.Read(nonce)
	return waBinary.Node{Tag: "encrypt", Content: []waBinary.Node{
		{Tag: "enc_p", Content: s.gcm.Seal(nil, nonce, plain, []byte(s.id))},
		{Tag: "enc_iv", Content: nonce},
	}}, nil
}
