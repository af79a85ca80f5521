package engine

import (
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb"
)

// drivers lists the ways into WhatsApp. A new one is one line here and one folder.
func drivers() map[desk.Kind]transport.Driver {
	all := map[desk.Kind]transport.Driver{}
	for _, d := range []transport.Driver{
		waweb.Driver(),
	} {
		all[d.Kind] = d
	}
	return all
}
