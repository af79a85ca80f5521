package engine

import (
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
	"github.com/balcao-app/balcao/internal/transport/waweb"
	"github.com/balcao-app/balcao/internal/transport/wuzapi"
	"github.com/balcao-app/balcao/internal/transport/wwebjs"
)

// drivers lists the ways into WhatsApp. A new one is one line here and one folder.
func drivers(graph cloudapi.Options) []transport.Driver {
	return []transport.Driver{
		cloudapi.Driver(graph),
		waweb.Driver(),
		wwebjs.Driver(),
		wuzapi.Driver(wuzapi.Options{}),
	}
}
