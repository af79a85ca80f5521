package transporttest

import (
	"runtime"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

var run = []promise{
	{"it says that it connects, and then that it is online", func(b *bench) {
		b.online()
		if all := heard[transport.Health](b); all[0].State != desk.HealthConnecting {
			b.Errorf("the first word is %s", all[0].State)
		}
	}},
	{"it does not say that it is online while there is no network", func(b *bench) {
		b.Cut()
		b.start()
		f := b.failed(b.Context(), b.say("cedo demais"))
		b.next(f, desk.Retry)
		for _, h := range heard[transport.Health](b) {
			if h.State == desk.HealthOnline {
				b.Error("it says that it is online")
			}
		}
		b.end()
		_ = b.ended()
		b.end = nil
	}},
	{"it ends without an error when it is told to", func(b *bench) { b.online() }}, // which every case checks at its end
	{"it may be run again after it ended", func(b *bench) {
		for i := range 3 {
			b.mu.Lock()
			b.heard = nil
			b.mu.Unlock()
			b.online()
			b.sent(b.say(strings.Repeat("x", i+1)))
			if err := b.stop(); err != nil {
				b.Fatal(err)
			}
		}
		b.arrived(3)
	}},
	{"it leaves nothing running behind", func(b *bench) {
		b.online()
		if err := b.stop(); err != nil {
			b.Fatal(err)
		}
		before := runtime.NumGoroutine()
		for range 5 {
			b.mu.Lock()
			b.heard = nil
			b.mu.Unlock()
			b.online()
			if err := b.stop(); err != nil {
				b.Fatal(err)
			}
		}
		b.until("as much runs as before", func() bool { return runtime.NumGoroutine() <= before+3 }) // the network's own come and go
	}},
	{"it comes back after its network was gone", func(b *bench) {
		b.online()
		b.Cut()
		b.Mend()
		if err := b.Customer(Ana).Write("de volta?"); err != nil {
			b.Fatal(err)
		}
		b.until("it hears again", func() bool { return len(b.texts()) == 1 })
	}},
	{"it ends, and says why, when it is signed out", func(b *bench) {
		b.online()
		b.SignOut()
		if _, err := b.conn.Send(b.Context(), b.say("ainda estou aí?")); err == nil {
			b.Error("a message was taken after the session had ended")
		}
		err := b.ended()
		if err == nil || desk.AsFault(err).Code != desk.CodeSignedOut {
			b.Errorf("ended with %v", err)
		}
		if h := b.health(); h != desk.HealthSignedOut {
			b.Errorf("the last word is %s", h)
		}
	}},
}
