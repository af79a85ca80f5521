package transporttest

import (
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

var block = []promise{
	{"a customer is blocked where the driver says so, and is free again, each twice like once", func(b *bench) {
		b.online()
		b.write("antes")
		if !b.conn.Caps(desk.Phone(Ana)).Block {
			if f := b.failed(b.Context(), transport.Block{To: Someone(Ana), On: true}); f.Code != desk.CodeUnsupported {
				b.Errorf("%v", f)
			}
			return
		}
		ana, can := b.Customer(Ana).(Blockable)
		if !can {
			b.Fatal("it says that it blocks, and nobody can be blocked")
		}
		b.blocks(ana, true)
		if err := b.Customer(Ana).Write("bloqueada"); err != nil {
			b.Fatal(err)
		}
		b.blocks(ana, false)
		if err := b.Customer(Ana).Write("depois"); err != nil {
			b.Fatal(err)
		}
		b.until("she is heard again", func() bool { return slices.Contains(b.texts(), "depois") })
		if slices.Contains(b.texts(), "bloqueada") {
			b.Error("she was heard while she was blocked")
		}
	}},
	{"blocking nobody is refused", func(b *bench) {
		b.online()
		b.next(b.failed(b.Context(), transport.Block{On: true}), desk.Stop, desk.Reroute)
	}},
}

// blocks has the network block Ana, or free her, twice.
func (b *bench) blocks(ana Blockable, on bool) {
	b.Helper()
	for range 2 {
		if _, err := b.conn.Send(b.Context(), transport.Block{To: Someone(Ana), On: on}); err != nil {
			b.Fatal(err)
		}
	}
	if ana.Blocked() != on {
		b.Errorf("blocked: %t, want %t", ana.Blocked(), on)
	}
}
