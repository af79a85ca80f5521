package graphsim

import (
	"encoding/base64"
	"strings"
)

// The directions that a message id knows.
const (
	fromBusiness = 0x11
	fromCustomer = 0x12
)

// wamid builds a message id as Meta does: the other side's number and WhatsApp's own id of the message inside.
func wamid(other string, direction byte, stanza string) string {
	b := []byte{0x1c, 0x18, byte(len(other))}
	b = append(b, other...)
	b = append(b, 0x15, 0x02, 0x00, direction, 0x18, byte(len(stanza)))
	b = append(b, stanza...)
	return "wamid." + base64.StdEncoding.EncodeToString(append(b, 0))
}

// Stanza takes WhatsApp's own id of a message, the one that linked devices see, out of a message id. ok is false if the
// id has another form.
func Stanza(id string) (stanza string, ok bool) {
	b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(id, "wamid."))
	if err != nil || len(b) < 3 {
		return "", false
	}
	at := 3 + int(b[2]) + 5
	if len(b) < at+1 || len(b) < at+1+int(b[at]) {
		return "", false
	}
	return string(b[at+1 : at+1+int(b[at])]), true
}
