package waweb

import (
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/media/thumb"
	"github.com/balcao-app/balcao/internal/transport"
)

// small are the bounds of what the customer's phone shows until it has the whole picture, as long as in the network's own programs.
var small = thumb.Bounds{Side: 100, Pixels: 32_000_000}

// thumbnail is nil where there can be none. That is no reason not to send the picture.
func thumbnail(m transport.Say) []byte {
	if m.Kind != desk.Image {
		return nil
	}
	from, err := m.File.Open()
	if err != nil {
		return nil
	}
	defer from.Close()
	return small.Of(from)
}
