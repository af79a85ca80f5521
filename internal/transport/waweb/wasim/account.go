package wasim

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"time"

	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/util/keys"

	waBinary "go.mau.fi/whatsmeow/binary"
)

// account is one telephone number with its phone (device 0) and companions. Guarded by Server.mu.
type account struct {
	pn, lid  types.JID // without device
	name     string
	about    string
	phone    *Phone
	devices  map[uint16]*device
	next     uint16                // number of the next companion
	contacts map[*account]struct{} // who learns of new and removed companions
	blocked  map[string]types.JID  // by LID user
	privacy  map[string]string
	failure  *waBinary.Node // answer to every login, nil while the account is in good standing

	lastSeen time.Time
	watchers map[*device]types.JID // who subscribed to the presence, and under which address
}

// device is the phone or a companion of an account. Guarded by Server.mu.
type device struct {
	account   *account
	number    uint16
	noise     [32]byte
	identity  [32]byte
	register  uint32
	signed    keys.PreKey
	stock     []oneTimeKey
	keyIndex  uint32
	queue     queue
	session   *Session
	linked    bool // has been active before
	available bool
}

// oneTimeKey is an uploaded one-time prekey; the server only ever knows the public half.
type oneTimeKey struct{ id, value []byte }

func (d *device) isPhone() bool { return d.number == 0 }

// address returns the device's address of the given kind (server part of a JID).
func (d *device) address(server string) types.JID { return d.account.address(server, d.number) }

func (a *account) address(server string, number uint16) types.JID {
	j := a.pn
	if server == types.HiddenUserServer {
		j = a.lid
	}
	j.Device = number
	return j
}

// sorted returns the devices by number, the phone first.
func (a *account) sorted() []*device {
	out := make([]*device, 0, len(a.devices))
	for _, n := range slices.Sorted(maps.Keys(a.devices)) {
		out = append(out, a.devices[n])
	}
	return out
}

func (a *account) companions() []*device {
	return slices.DeleteFunc(a.sorted(), (*device).isPhone)
}

func (s *Server) account(j types.JID) *account {
	switch j.Server {
	case types.DefaultUserServer, types.LegacyUserServer:
		return s.byPN[j.User]
	case types.HiddenUserServer:
		return s.byLID[j.User]
	}
	return nil
}

func (s *Server) device(j types.JID) *device {
	if a := s.account(j); a != nil {
		return a.devices[j.Device]
	}
	return nil
}

// deviceHash condenses a device list as both sides do to notice that their lists differ.
func deviceHash(jids []types.JID) string {
	names := make([]string, len(jids))
	for i, j := range jids {
		names[i] = j.ADString()
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(strings.Join(names, "")))
	return "2:" + base64.RawStdEncoding.EncodeToString(sum[:6])
}

func addresses(devices []*device, server string) []types.JID {
	out := make([]types.JID, len(devices))
	for i, d := range devices {
		out[i] = d.address(server)
	}
	return out
}
