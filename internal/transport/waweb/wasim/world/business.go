package world

import (
	"fmt"
	"sync"

	"go.mau.fi/whatsmeow/proto/waHistorySync"
	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/history"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/settings"
)

// Business is the account that companions link to: its phone, its settings and its memory.
type Business struct {
	world    *World
	phone    *wasim.Phone
	settings *settings.Account
	archive  *history.Archive
	plan     history.Plan
	groups   *history.Archive // what the phone remembers of groups, which it passes on to nobody

	mu    sync.Mutex
	keyed map[types.JID]bool                    // companions that have been given the settings key
	files map[string][]byte                     // plaintext of media, by message id
	blobs map[string]*waHistorySync.HistorySync // what was passed on, by the id of its announcement
}

func newBusiness(w *World, number, name string, plan history.Plan) (*Business, error) {
	b := &Business{
		world: w, phone: w.server.AddPhone(number, name), settings: settings.New(w.server.Now),
		archive: &history.Archive{}, groups: &history.Archive{}, plan: plan, keyed: map[types.JID]bool{}, files: map[string][]byte{},
		blobs: map[string]*waHistorySync.HistorySync{},
	}
	b.plan.LID = b.plan.LID || b.phone.LIDMigrated()
	b.phone.SetLIDMigrated(b.plan.LID)
	if err := b.settings.Seed(name); err != nil {
		return nil, fmt.Errorf("world: settings of %s: %w", name, err)
	}
	b.settings.OnChange(b.announce)
	b.phone.OnMessage(b.record)
	b.phone.OnReceipt(b.noteRead)
	b.phone.OnPeer(b.answerPeer)
	b.phone.OnServerError(b.answerRetry)
	b.phone.OnLinked(b.welcome)
	return b, nil
}

// Phone is the business's phone.
func (b *Business) Phone() *wasim.Phone { return b.phone }

// Settings is the business's settings sync.
func (b *Business) Settings() *settings.Account { return b.settings }

// Archive is what the business phone remembers of its chats.
func (b *Business) Archive() *history.Archive { return b.archive }

// Know adds a customer to the phone's address book.
func (b *Business) Know(c *Customer, name string) error {
	return b.settings.SetContacts(settings.Contact{JID: c.phone.PN(), Name: name})
}

// Remember gives the phone an earlier conversation with a customer; its addresses and push name are filled in.
func (b *Business) Remember(c *Customer, past history.Chat) {
	past.PN, past.LID, past.PushName = c.phone.PN(), c.phone.LID(), c.phone.Name()
	b.archive.Add(past)
}

// Write sends a text to a customer from the business phone itself.
func (b *Business) Write(c *Customer, text string) (id string, err error) {
	id, err = b.phone.Text(c.phone, text)
	if err != nil {
		return "", fmt.Errorf("world: phone writes to %s: %w", c.phone.Number(), err)
	}
	b.archive.Record(c.phone.PN(), history.Message{ID: id, FromMe: true, At: b.world.server.Now(), Text: text})
	return id, nil
}

// Keeps tells whether the phone has the file of a message.
func (b *Business) Keeps(id string) bool {
	_, has := b.file(id)
	return has
}

// ForgetFile lets the phone lose the file of a message.
func (b *Business) ForgetFile(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.files, id)
}
