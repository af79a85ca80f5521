package worldtest

import (
	"testing"

	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/types/events"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// settled waits until the work that follows linking is done.
func (c *Client) settled() {
	c.t.Helper()
	for _, name := range appstate.AllPatchNames {
		Wait(c, func(e *events.AppStateSyncComplete) bool { return e.Name == name })
	}
	Wait(c, func(e *events.Message) bool {
		return e.Message.GetProtocolMessage().GetHistorySyncNotification().GetProgress() == 100
	})
}

// Notices lists the announcements of history blobs so far, oldest first.
func (c *Client) Notices() []*waE2E.HistorySyncNotification {
	var found []*waE2E.HistorySyncNotification
	for _, e := range All[*events.Message](c) {
		if n := e.Message.GetProtocolMessage().GetHistorySyncNotification(); n != nil {
			found = append(found, n)
		}
	}
	return found
}

// Blob downloads the history blob of an announcement.
func (c *Client) Blob(n *waE2E.HistorySyncNotification) *waHistorySync.HistorySync {
	c.t.Helper()
	blob, err := c.DownloadHistorySync(c.t.Context(), n, true)
	if err != nil {
		c.t.Fatal(err)
	}
	return blob
}

// New makes a world that is checked when the test ends: no stanza without an answer, no complaint of a phone.
func New(t testing.TB, o world.Options) *world.World {
	t.Helper()
	w, err := world.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		Check(t, w)
		w.Close()
	})
	return w
}

// Check reports what the simulator found wrong in the client's behaviour.
func Check(t testing.TB, w *world.World) {
	t.Helper()
	for _, stanza := range w.Server().Unknown() {
		t.Errorf("not understood: %s", stanza)
	}
	for _, err := range w.Errors() {
		t.Errorf("phone: %v", err)
	}
}
