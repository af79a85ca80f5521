package media

import (
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// How long clients may use one answer of Conn.
const (
	hostListLife = 5 * time.Minute
	authLife     = 6 * time.Hour
)

// Conn is the child of the answer to a client's request for media hosts (xmlns w:m, media_conn).
func (h *Host) Conn() waBinary.Node {
	return waBinary.Node{
		Tag: "media_conn",
		Attrs: waBinary.Attrs{
			"auth": "simulated", "ttl": int(hostListLife.Seconds()), "auth_ttl": int(authLife.Seconds()), "max_buckets": 12,
		},
		Content: []waBinary.Node{{Tag: "host", Attrs: waBinary.Attrs{"hostname": h.name, "type": "primary"}}},
	}
}
