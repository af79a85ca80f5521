package world

import (
	waBinary "go.mau.fi/whatsmeow/binary"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

// routes adds to the server what is not its own: media and settings.
func (w *World) routes() {
	w.media.Register(w.server)
	w.server.HandleIQ("w:m", "set", "media_conn", func(*wasim.Session, *waBinary.Node) waBinary.Node {
		return w.media.Conn()
	})
	w.server.HandleIQ("w:sync:app:state", "set", "sync", w.syncSettings)
}

func (w *World) syncSettings(s *wasim.Session, iq *waBinary.Node) waBinary.Node {
	account := w.settingsOf(s.Phone())
	if account == nil {
		return wasim.IQError(404, "item-not-found")
	}
	answer, err := account.Sync(s.Device(), iq)
	if err != nil {
		s.Phone().Fail(err)
	}
	return answer
}
