package wasim_test

import (
	"testing"
	"testing/synctest"
	"time"

	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/transport/memnet"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

func TestSimulatedTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := memnet.NewListener("wasim")
		r := rigOn(t, wasim.Options{Listener: m, Dial: m.Dial})
		c := r.linked()
		must(t)(r.customer.Text(r.owner, "oi"))
		await[*events.Message](c, 1)
		start := time.Now()
		r.server.SetSilent(true)
		await[*events.KeepAliveTimeout](c, 1)
		r.server.SetSilent(false)
		await[*events.KeepAliveRestored](c, 1)
		if took := time.Since(start); took < 20*time.Second {
			t.Fatalf("a keep-alive was missed and answered within %s", took)
		}
		c.close()
	})
}
