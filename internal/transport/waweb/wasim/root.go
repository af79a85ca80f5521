package wasim

import (
	"sync"

	"go.mau.fi/whatsmeow/util/keys"
)

// rootPair is shared by every Server of the process: the client library keeps one trust root for the whole process, so
// two servers with different roots could not be used side by side.
var rootPair = sync.OnceValue(keys.NewKeyPair)

// RootKey returns the public half of the process-wide root key that signs every server's certificate chain. Assign it to
// the client library's trust root before the first handshake.
func RootKey() [32]byte { return *rootPair().Pub }
