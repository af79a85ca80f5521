package waweb

import (
	"crypto/rand"
	"fmt"

	"go.mau.fi/whatsmeow"

	"github.com/balcao-app/balcao/internal/desk"
)

// newID makes a message id in the shape that browsers use. It is random alone, because it is made before the account that
// will send is known.
func newID() desk.RemoteID {
	var b [9]byte
	_, _ = rand.Read(b[:]) // never fails
	return desk.RemoteID(fmt.Sprintf("%s%X", whatsmeow.WebMessageIDPrefix, b))
}
