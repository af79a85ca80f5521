package waweb

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

func about(id string, state desk.CallState) func(transport.Call) bool {
	return func(c transport.Call) bool { return c.Remote == desk.RemoteID(id) && c.State == state }
}

// TestCallsAreToldWhateverTheAddresses, and what another device of ours did about them.
func TestCallsAreToldWhateverTheAddresses(t *testing.T) {
	for _, lid := range []bool{false, true} {
		t.Run(fmt.Sprint("lid=", lid), func(t *testing.T) {
			r := newRig(t, world.Options{History: history.Plan{LID: lid}})
			r.w.Business().Phone().SetLIDMigrated(lid)
			r.link()
			business := r.w.Business().Phone()
			for state, end := range map[desk.CallState]func(string){
				desk.CallMissed: r.ana.HangUp, desk.CallAnswered: business.Answer, desk.CallRejected: business.Decline,
			} {
				id := r.ana.Call(state == desk.CallMissed)
				rang := wait(r.in, about(id, desk.CallRinging))
				for _, a := range []desk.Address{desk.Phone(anaNumber), desk.LID(r.ana.Phone().LID().User)} {
					if !slices.Contains(rang.From.Addresses, a) {
						t.Errorf("addresses %v lack %v", rang.From.Addresses, a)
					}
				}
				if rang.Late || rang.Video != (state == desk.CallMissed) {
					t.Errorf("%+v", rang)
				}
				end(id)
				wait(r.in, about(id, state))
			}
			device := business.Companions()[0]
			r.await("everything is acknowledged", func() bool { return len(r.w.Server().Pending(device)) == 0 })
		})
	}
}

// TestCallsOfAnAbsenceAreLate: what the network kept rings no more.
func TestCallsOfAnAbsenceAreLate(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	id := r.ana.Call(false)
	r.run()
	if rang := wait(r.in, about(id, desk.CallRinging)); !rang.Late {
		t.Errorf("%+v", rang)
	}
	for { // once the network has told all that it kept, calls ring again
		next := r.ana.Call(false)
		if rang := wait(r.in, about(next, desk.CallRinging)); !rang.Late {
			break
		}
	}
}

// TestACallThatCannotBeStoredComesAgain, although the library acknowledges calls whatever their handler says.
func TestACallThatCannotBeStoredComesAgain(t *testing.T) {
	r := newRig(t, world.Options{}).link()
	r.conn.wait.store = 0
	r.in.setRefuse(func(e transport.Event) error {
		if _, is := e.(transport.Call); is {
			return errors.New("the disk is full")
		}
		return nil
	})
	id := r.ana.Call(false)
	select {
	case <-r.over:
	case <-time.After(patience):
		t.Fatal("the session does not end")
	}
	if f := desk.AsFault(r.end()); f.Next != desk.Retry {
		t.Errorf("ended with %v", f)
	}
	r.in.setRefuse(nil)
	r.run()
	wait(r.in, about(id, desk.CallRinging))
	device := r.w.Business().Phone().Companions()[0]
	r.await("everything is acknowledged", func() bool { return len(r.w.Server().Pending(device)) == 0 })
}
