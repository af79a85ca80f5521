package waweb

import (
	"crypto/rand"
	"encoding/hex"
	"strings"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/desk"
)

// newID makes an id as a web session does: a fixed prefix and 9 random bytes in hexadecimal.
func newID() desk.RemoteID {
	var b [9]byte
	_, _ = rand.Read(b[:]) // never fails
	return desk.RemoteID(whatsmeow.WebMessageIDPrefix + strings.ToUpper(hex.EncodeToString(b[:])))
}
