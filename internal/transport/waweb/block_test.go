package waweb

import (
	"fmt"
	"slices"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// names tells whether Ana is among some people, by either of her addresses.
func (r *rig) names(all []transport.Party) bool {
	return slices.ContainsFunc(all, func(p transport.Party) bool {
		return slices.Contains(p.Addresses, desk.Phone(anaNumber)) || slices.Contains(p.Addresses, desk.LID(r.ana.Phone().LID().User))
	})
}

// TestABlockOnThePhoneIsTold, whatever the addresses, and so is its end.
func TestABlockOnThePhoneIsTold(t *testing.T) {
	for _, lid := range []bool{false, true} {
		t.Run(fmt.Sprint("lid=", lid), func(t *testing.T) {
			r := newRig(t, world.Options{History: history.Plan{LID: lid}})
			phone := r.w.Business().Phone()
			phone.SetLIDMigrated(lid)
			r.link()
			phone.Block(r.ana.Phone(), true)
			wait(r.in, func(b transport.Blocklist) bool { return r.names(b.On) && !b.Whole })
			phone.Block(r.ana.Phone(), false)
			wait(r.in, func(b transport.Blocklist) bool { return r.names(b.Off) && !b.Whole })
		})
	}
}

// TestWhomThePhoneBlockedBeforeIsRead when the session begins.
func TestWhomThePhoneBlockedBeforeIsRead(t *testing.T) {
	r := newRig(t, world.Options{})
	r.w.Business().Phone().Block(r.ana.Phone(), true)
	r.link()
	wait(r.in, func(b transport.Blocklist) bool { return b.Whole && r.names(b.On) })
}
