package cloudapi

import (
	"encoding/base64"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
)

// The direction that an id seems to carry.
const (
	towardsCustomer = 0x11
	towardsBusiness = 0x12
)

// anatomy is what an id of the network holds inside. It is observed, not promised: it is a hint for finding the same message
// on another connection, and nothing depends on finding it.
type anatomy struct {
	stanza    string // under which every device of the account knows the message
	direction byte   // 0 if unknown
}

// dissect reads an id: 1C 18 length number 15 02 00 direction 18 length stanza 00. Ids of customers without number may lack
// the second field.
func dissect(id desk.RemoteID) (a anatomy, ok bool) {
	coded, found := strings.CutPrefix(string(id), "wamid.")
	if !found || len(coded) > 512 {
		return a, false
	}
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(coded, "="))
	if err != nil || len(b) < 2 || b[0] != 0x1c {
		return a, false
	}
	b = b[1:]
	if b[0] == 0x18 && len(b) > 1 {
		n := int(b[1])
		if len(b) < 2+n {
			return a, false
		}
		b = b[2+n:]
	}
	if len(b) < 6 || b[0] != 0x15 || b[1] != 0x02 || b[2] != 0x00 || b[4] != 0x18 {
		return a, false
	}
	a.direction = b[3]
	n := int(b[5])
	if n < 8 || len(b) != 6+n+1 || b[6+n] != 0 {
		return anatomy{}, false
	}
	a.stanza = string(b[6 : 6+n])
	for _, r := range a.stanza {
		if !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
			return anatomy{}, false
		}
	}
	return a, true
}

// wire is the id under which every device knows the message; empty if it cannot be told.
func wire(id desk.RemoteID) desk.RemoteID {
	a, _ := dissect(id)
	return desk.RemoteID(a.stanza)
}

// ours guesses whose message an id is. Customers react to what they were sent, so that is the answer without a sign.
func ours(id desk.RemoteID) bool {
	a, ok := dissect(id)
	return !ok || a.direction != towardsBusiness
}
