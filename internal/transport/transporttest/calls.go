package transporttest

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// rings lets Ana call, and waits until that is heard; nothing where the driver says that it tells of none, or the network does not.
func (b *bench) rings(video bool) (Caller, transport.Call) {
	b.Helper()
	if !b.Driver().Caps.Calls {
		return nil, transport.Call{}
	}
	ana, can := b.Customer(Ana).(Caller)
	if !can {
		b.Fatal("it says that it tells of calls, and nobody can call")
	}
	b.online()
	id, told := ana.Call(video)
	if !told {
		b.lacks = true
		return nil, transport.Call{}
	}
	var heard transport.Call
	b.until("the call is heard", func() bool {
		all := b.calls(id)
		if len(all) > 0 {
			heard = all[0]
		}
		return len(all) > 0
	})
	return ana, heard
}

// calls is what was heard of a call.
func (b *bench) calls(id desk.RemoteID) (all []transport.Call) {
	for _, c := range heard[transport.Call](b) {
		if c.Remote == id {
			all = append(all, c)
		}
	}
	return all
}

var calls = []promise{
	{"a call is told with who and when, and what became of it", func(b *bench) {
		ana, call := b.rings(false)
		if ana == nil {
			return
		}
		if call.State != desk.CallRinging || call.Late || call.Video {
			b.Errorf("%+v", call)
		}
		if d := time.Since(call.At); d > time.Minute || d < -time.Minute {
			b.Errorf("called at %v", call.At)
		}
		if !slices.Contains(call.From.Addresses, Someone(Ana)[0]) {
			b.Errorf("from %v", call.From.Addresses)
		}
		if ana.HangUp(call.Remote) {
			b.until("its end is heard", func() bool {
				all := b.calls(call.Remote)
				return all[len(all)-1].State == desk.CallMissed
			})
		}
	}},
	{"a call with a picture says so", func(b *bench) {
		if ana, call := b.rings(true); ana != nil && !call.Video {
			b.Errorf("%+v", call)
		}
	}},
	{"a call can be rejected where the driver says so, twice like once", func(b *bench) {
		ana, call := b.rings(false)
		if ana == nil {
			return
		}
		no := transport.Reject{Call: call.Remote, To: call.From.Addresses}
		if !b.Driver().Caps.Reject {
			if f := b.failed(b.Context(), no); f.Code != desk.CodeUnsupported {
				b.Errorf("%v", f)
			}
			return
		}
		for range 2 {
			if _, err := b.conn.Send(b.Context(), no); err != nil {
				b.Fatal(err)
			}
		}
		b.until("the network heard it", func() bool { return ana.Rejected(call.Remote) })
	}},
}
