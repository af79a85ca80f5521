package connection

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// The settings of the door: the address under which others reach it, by the operator's own tunnel or proxy or from the own network, and
// the address and port of this computer where it listens. Without a public address nothing listens; without another choice only this
// computer can knock.
const (
	settingPublic = "public_address"
	settingHost   = "hook_host"
	settingPort   = "hook_port"
)

// noDoor tells why nothing can listen: the computer has no such address, or something listens there already.
func noDoor(set doorSettings, err error) *desk.Fault {
	f := &desk.Fault{Code: desk.CodePortTaken, Next: desk.Stop, Params: map[string]string{"port": set.port, "host": set.host}, Err: err}
	if ip, bad := netip.ParseAddr(set.host); bad == nil && !ip.IsUnspecified() && !ours(ip) {
		f.Code = desk.CodeHostElsewhere
	}
	return f
}

// ours reports whether an address is one of this computer.
func ours(ip netip.Addr) bool {
	all, err := net.InterfaceAddrs()
	return err != nil || ip.IsLoopback() || slices.ContainsFunc(all, func(a net.Addr) bool {
		p, err := netip.ParsePrefix(a.String())
		return err == nil && p.Addr().Unmap() == ip
	})
}

// doorSettings are those of the door; an empty public address means that there is none.
type doorSettings struct{ public, host, port string }

func (m *Manager) doorSettings(ctx context.Context) (set doorSettings, err error) {
	err = m.DB.Read(ctx, func(v *store.View) error {
		all, err := v.Settings()
		set = doorSettings{strings.TrimRight(all[settingPublic], "/"), all[settingHost], all[settingPort]}
		return err
	})
	return set, err
}
