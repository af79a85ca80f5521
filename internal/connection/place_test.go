package connection

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// elsewhere is an address of this computer that is not loopback, empty where it has none.
func elsewhere(t *testing.T) string {
	t.Helper()
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is4() && desk.Near(p.Addr()) && !p.Addr().IsLoopback() {
			return p.Addr().String()
		}
	}
	return ""
}

// quiet is a free port that no connection leaves by: systems give those from 32768 on.
func quiet(t *testing.T) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", ":"+strconv.Itoa(20000+rand.IntN(10000)))
		if err != nil {
			continue
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
	t.Fatal("no port is free")
	return ""
}

// TestWhereTheDoorIs: only this computer can knock, until the operator chooses another address; and it moves when they choose again.
func TestWhereTheDoorIs(t *testing.T) {
	e := newEntrance(t)
	port := quiet(t)
	settle := func(host string) error {
		e.write(func(tx *store.Tx) error {
			return errors.Join(tx.Set(settingPublic, "http://127.0.0.1:"+port), tx.Set(settingHost, host), tx.Set(settingPort, port))
		})
		return e.OpenDoor(t.Context())
	}
	knocks := func(host string) bool {
		r, err := http.Get("http://" + net.JoinHostPort(host, port) + "/hook/nowhere")
		if err != nil {
			return false
		}
		defer r.Body.Close()
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("a stranger is told %s", r.Status)
		}
		return true
	}
	far := elsewhere(t)
	for _, c := range []struct {
		host      string
		here, far bool
		fault     desk.Code
	}{
		{"127.0.0.1", true, false, ""},
		{"192.0.2.1", false, false, desk.CodeHostElsewhere}, // kept for documents: no computer has it
		{"0.0.0.0", true, true, ""},
		{"127.0.0.1", true, false, ""},
	} {
		err := settle(c.host)
		if got := desk.AsFault(err).Code; err != nil && got != c.fault || err == nil && c.fault != "" {
			t.Errorf("%s: %v", c.host, err)
		}
		if knocks("127.0.0.1") != c.here || far != "" && knocks(far) != c.far {
			t.Errorf("listening on %s, others are let in otherwise", c.host)
		}
	}
	if far == "" {
		return // a computer without any network
	}
	if err := settle(far); err != nil || !knocks(far) || knocks("127.0.0.1") {
		t.Errorf("on %s: %v", far, err)
	}
	busy, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	if err := settle("127.0.0.1"); desk.AsFault(err).Code != desk.CodePortTaken {
		t.Errorf("a port that somebody has: %v", err)
	}
}
