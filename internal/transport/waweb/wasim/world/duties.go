package world

import (
	"errors"
	"strconv"

	"go.mau.fi/whatsmeow/appstate"
	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/settings"
)

// welcome does what a phone owes a companion that has just linked: the settings key first, because everything else
// may mention settings, then its memory.
func (b *Business) welcome(device types.JID) {
	b.send(device, b.settings.KeyShare(nil))
	b.mu.Lock()
	b.keyed[device] = true
	b.mu.Unlock()
	plan := b.plan
	plan.LID = b.phone.LIDMigrated()
	for _, blob := range b.archive.Blobs(plan, b.world.server.Now()) {
		b.pass(device, blob)
	}
}

// pass uploads a piece of the phone's memory and announces it to a companion.
func (b *Business) pass(device types.JID, blob *waHistorySync.HistorySync) {
	notice, err := history.Publish(b.world.media, blob, "")
	if err != nil {
		b.phone.Fail(err)
		return
	}
	id := b.send(device, notice)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.blobs[id] = blob
}

// noteRead keeps the phone's unread marks in step with what companions read.
func (b *Business) noteRead(r wasim.Receipt) {
	if !r.Chat.IsEmpty() && r.Type != types.ReceiptTypeDelivered {
		b.archive.MarkRead(r.Chat)
	}
}

// record keeps what is said in the business's chats. Corrections and deletions leave the remembered text as it was.
func (b *Business) record(m wasim.Received) {
	partner := b.world.customerAt(m.Chat)
	if m.Edit != "" || m.Message.GetProtocolMessage() != nil {
		return
	}
	if m.Chat.Server == types.GroupServer {
		b.groups.Record(m.Chat, history.Message{ID: m.ID, FromMe: m.FromMe, At: m.Time, Content: m.Message})
		b.keepFile(m)
		return
	}
	if partner == nil {
		return
	}
	b.keepFile(m)
	b.archive.Introduce(partner.phone.PN(), partner.phone.LID(), partner.phone.Name())
	b.archive.Record(partner.phone.PN(), history.Message{ID: m.ID, FromMe: m.FromMe, At: m.Time, Content: m.Message})
}

// keepFile fetches the file of a message while it is there, so that it can be uploaded again later.
func (b *Business) keepFile(m wasim.Received) {
	file, ok := media.Of(m.Message)
	if !ok {
		return
	}
	plain, err := b.world.media.Fetch(file)
	if err != nil {
		b.phone.Fail(err)
		return
	}
	b.KeepFile(m.ID, plain)
}

// KeepFile gives the phone the plaintext of a remembered message's file, for uploading it again when asked.
func (b *Business) KeepFile(id string, plain []byte) {
	b.mu.Lock()
	b.files[id] = plain
	b.mu.Unlock()
	b.world.server.Changed()
}

func (b *Business) file(id string) ([]byte, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	plain, ok := b.files[id]
	return plain, ok
}

// answerPeer answers what companions ask of their phone.
func (b *Business) answerPeer(m wasim.Received) {
	p := m.Message.GetProtocolMessage()
	switch p.GetType() {
	case waE2E.ProtocolMessage_APP_STATE_SYNC_KEY_REQUEST:
		b.send(m.From, b.settings.KeyShare(p.GetAppStateSyncKeyRequest()))
	case waE2E.ProtocolMessage_PEER_DATA_OPERATION_REQUEST_MESSAGE:
		answer, err := b.archive.Answer(b.world.media, m.ID, p.GetPeerDataOperationRequestMessage(), b.phone.LIDMigrated())
		if err != nil {
			b.phone.Fail(err)
		}
		if answer != nil {
			b.send(m.From, answer)
		}
	}
}

// answerRetry uploads an expired file again. A request that names no message is about a piece of history; real phones'
// answer to it is not known, the obvious one is to announce that piece once more.
func (b *Business) answerRetry(device types.JID, receipt *waBinary.Node) {
	lost, names := receipt.GetOptionalChildByTag("rmr")
	if !names {
		b.mu.Lock()
		blob := b.blobs[receipt.AttrGetter().OptionalString("id")]
		b.mu.Unlock()
		if blob != nil {
			b.pass(device, blob)
		}
		return
	}
	archive := b.archive
	if ag := lost.AttrGetter(); ag.JID("jid").Server == types.GroupServer {
		archive = b.groups
		if ag.OptionalJIDOrEmpty("participant").IsEmpty() {
			b.phone.Fail(errors.New("world: a file of a group is asked for, and not whose"))
		}
	}
	notification, err := archive.Retry(b.world.media, b.phone.PN(), receipt, b.file)
	if err != nil {
		b.phone.Fail(err)
		return
	}
	b.inject(device, notification)
}

// announce tells the companions of a change in the settings, except the one that made it and those that cannot read
// it yet.
func (b *Business) announce(c settings.Change) {
	for _, device := range b.phone.Companions() {
		b.mu.Lock()
		ready := b.keyed[device]
		b.mu.Unlock()
		if ready && device != c.By {
			n := c.Notification(b.phone.PN())
			n.Attrs["id"] = b.world.server.NewID()
			b.inject(device, n)
		}
	}
}

func (b *Business) inject(device types.JID, n waBinary.Node) {
	n.Attrs["t"] = strconv.FormatInt(b.world.server.Now().Unix(), 10)
	b.world.server.Inject(device, n)
}

func (b *Business) send(device types.JID, m *waE2E.Message) (id string) {
	id, err := b.phone.SendPeer(device, m)
	if err != nil {
		b.phone.Fail(err)
	}
	return id
}

// Archived archives or unarchives a chat on the phone.
func (b *Business) Archived(c *Customer, on bool) error {
	return b.settings.Patch(appstate.BuildArchive(c.phone.PN(), on, b.world.server.Now(), nil))
}
