package transporttest

import (
	"context"
	"slices"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// Nobody is a number that no customer has.
const Nobody = "5511955509999"

var find = []promise{
	{"a number is found where somebody is, and nobody where the network says so", func(b *bench) {
		asks, can := b.conn.(transport.Finder)
		if !can {
			return
		}
		b.Customer(Ana)
		b.online()
		got, err := asks.Find(b.Context(), desk.Phone(Ana))
		if err != nil || !slices.Contains(got, desk.Phone(Ana)) {
			b.Errorf("Ana is found as %v, %v", got, err)
		}
		if got, err := asks.Find(b.Context(), desk.Phone(Nobody)); err != nil || len(got) > 0 {
			b.Errorf("nobody is found as %v, %v", got, err)
		}
	}},
	{"a number that could not be asked for is not called nobody's", func(b *bench) {
		asks, can := b.conn.(transport.Finder)
		if !can {
			return
		}
		b.online()
		ctx, end := context.WithCancel(b.Context())
		end()
		if got, err := asks.Find(ctx, desk.Phone(Nobody)); err == nil {
			b.Errorf("asked in vain: %v", got)
		}
	}},
}
