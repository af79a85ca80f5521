// Package uplink notices when the computer's way to the network changed, and may have come back or gone: its addresses are others, or it
// was asleep. It looks at the computer alone and sends nothing.
package uplink

import (
	"context"
	"net"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/bell"
)

// every is the pause between two looks.
const every = 2 * time.Second

// asleep is how much longer than that a pause has to be for the computer to have slept.
const asleep = 8 * time.Second

// Watch rings its bell when the way to the network changed. Make it with New.
type Watch struct {
	bell.Bell
	addresses func() ([]net.Addr, error)
	now       func() time.Time
}

// New makes a watch of this computer.
func New() *Watch { return &Watch{addresses: net.InterfaceAddrs, now: time.Now} }

// Run watches while ctx lives.
func (w *Watch) Run(ctx context.Context) error {
	had, at := w.look(nil), w.wall()
	for bell.Rest(ctx, time.Now().Add(every), nil) {
		has, now := w.look(had), w.wall()
		if now.Sub(at) > every+asleep || !slices.Equal(has, had) {
			w.Ring()
		}
		had, at = has, now
	}
	return nil
}

// wall is the time on the wall: the one by which pauses are measured stands still in a computer's sleep on some systems.
func (w *Watch) wall() time.Time { return w.now().Round(0) }

// look lists the addresses by which others reach this computer; what was seen before where the system does not say.
func (w *Watch) look(before []string) []string {
	all, err := w.addresses()
	if err != nil {
		return before
	}
	var seen []string
	for _, a := range all {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && !ip.IP.IsLinkLocalUnicast() {
			seen = append(seen, ip.String())
		}
	}
	slices.Sort(seen)
	return seen
}
