package transporttest

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

var driver = []promise{
	{"a driver has a name, opens, and makes ids", func(b *bench) {
		if d := b.Driver(); d.Kind == "" || d.Open == nil || d.NewID == nil {
			b.Errorf("half a driver: %+v", d)
		}
	}},
	{"its driver says how long a try may take, and gives a file no less time", func(b *bench) {
		p := b.Driver().Patience
		if p.For(0) < time.Second || p.For(100<<20) < p.For(0) {
			b.Errorf("a try may take %s, with a file %s", p.For(0), p.For(100<<20))
		}
	}},
	{"ids of messages are never made twice", func(b *bench) {
		known := map[desk.RemoteID]bool{}
		for range 2000 {
			id := b.Driver().NewID()
			if id == "" || known[id] {
				b.Fatalf("%q was made before", id)
			}
			known[id] = true
		}
	}},
	{"fields have names of their own and their check takes anything", func(b *bench) {
		var keys []string
		for _, f := range b.Driver().Fields {
			if f.Key == "" || slices.Contains(keys, f.Key) {
				b.Errorf("%q is no name of its own", f.Key)
			}
			keys = append(keys, f.Key)
			for _, value := range []string{"", " ", "\x00", "https://", "ção\u202e", string(make([]byte, 1<<16))} {
				if f.Check != nil {
					_ = f.Check(value)
				}
			}
		}
	}},
	{"it is linked by a phone, or made of fields that can be tested", func(b *bench) {
		_, pairs := b.conn.(transport.Pairer)
		_, probes := b.conn.(transport.Prober)
		if !pairs && (!probes || len(b.Driver().Fields) == 0) {
			b.Error("there is no way to link it")
		}
	}},
	{"its driver says whether it is paired", func(b *bench) {
		if _, pairs := b.conn.(transport.Pairer); pairs != b.Driver().Pairs {
			b.Errorf("it pairs: %t; its driver says %t", pairs, b.Driver().Pairs)
		}
	}},
	{"its driver says whether it is told where to call us", func(b *bench) {
		if _, called := b.conn.(transport.Subscriber); called != b.Driver().Called {
			b.Errorf("it is told: %t; its driver says %t", called, b.Driver().Called)
		}
	}},
	{"what it can do is not more than its driver says", func(b *bench) {
		most, can := b.Driver().Caps, b.conn.Caps(desk.Phone(Ana))
		for _, name := range can.Names() {
			if !slices.Contains(most.Names(), name) {
				b.Errorf("it can %s, and its driver does not say so", name)
			}
		}
		if can.Text <= 0 || can.Text > most.Text {
			b.Errorf("texts of %d runes, %d by its driver", can.Text, most.Text)
		}
	}},
}
