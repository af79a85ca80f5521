package uplink

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

func address(s string) net.Addr {
	ip, network, _ := net.ParseCIDR(s)
	network.IP = ip
	return network
}

// TestWatch rings for a new address, for the loss of one and after a sleep, and not for what only this computer sees.
func TestWatch(t *testing.T) {
	home, cafe, local, own := address("192.168.0.7/24"), address("10.1.1.9/16"), address("169.254.3.4/16"), address("127.0.0.1/8")
	synctest.Test(t, func(t *testing.T) {
		has, fails, slept := []net.Addr{own, home}, error(nil), time.Duration(0)
		w := &Watch{addresses: func() ([]net.Addr, error) { return has, fails }, now: func() time.Time { return time.Now().Add(slept) }}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := make(chan error)
		go func() { ended <- w.Run(ctx) }()
		for _, step := range []struct {
			name string
			do   func()
			want bool
		}{
			{"nothing", func() {}, false},
			{"lost", func() { has = []net.Addr{own} }, true},
			{"an address of its own making", func() { has = []net.Addr{own, local} }, false},
			{"back", func() { has = []net.Addr{home, own} }, true},
			{"elsewhere", func() { has = []net.Addr{cafe, own} }, true},
			{"the system does not say", func() { fails = errors.New("busy") }, false},
			{"the system says again", func() { fails = nil }, false},
			{"slept for an hour", func() { slept = time.Hour }, true},
			{"awake", func() {}, false},
		} {
			synctest.Wait()
			rang := w.Next()
			step.do()
			time.Sleep(every + time.Millisecond)
			synctest.Wait()
			select {
			case <-rang:
				if !step.want {
					t.Errorf("%s: rang", step.name)
				}
			default:
				if step.want {
					t.Errorf("%s: did not ring", step.name)
				}
			}
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
