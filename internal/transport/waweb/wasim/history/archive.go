// Package history is what the simulated phone remembers of its chats and how it passes that on to a companion: the
// blobs after linking, older messages on demand, single messages again, and files that expired.
package history

import (
	"slices"
	"sync"
	"time"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/proto/waWeb"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// Message is one remembered message.
type Message struct {
	ID      string
	FromMe  bool
	At      time.Time
	Text    string         // used when Content is nil
	Content *waE2E.Message // any kind of message
	Status  waWeb.WebMessageInfo_Status
}

// Chat is one remembered direct chat.
type Chat struct {
	PN       types.JID // the customer's phone number address, without device
	LID      types.JID // the customer's hidden address; may be empty
	Name     string    // from the phone's address book; "" for strangers
	PushName string    // the name that the customer has given to themselves
	Messages []Message // oldest first
	Unread   int
	Archived bool
	Pinned   time.Time // zero: not pinned
	Muted    time.Time // end of muting; zero: not muted
}

// Archive is a phone's memory of its chats. It is safe for use by many goroutines; its zero value is empty and usable.
type Archive struct {
	mu    sync.Mutex
	order []types.JID
	chats map[types.JID]*Chat
	known map[messageKey]bool // so that recording stays quick in long chats
}

type messageKey struct {
	chat types.JID
	id   string
}

// Add remembers a chat. Messages of a chat that is known already are added to it, in order of time.
func (a *Archive) Add(c Chat) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c.Messages = slices.Clone(c.Messages)
	old := a.chat(c.PN)
	for _, m := range c.Messages {
		a.known[messageKey{old.PN, m.ID}] = true
	}
	c.PN = old.PN
	c.Messages = append(c.Messages, old.Messages...)
	slices.SortStableFunc(c.Messages, func(x, y Message) int { return x.At.Compare(y.At) })
	*old = c
}

// Record remembers one message of a running chat. A message with a known id is not remembered twice.
func (a *Archive) Record(pn types.JID, m Message) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.chat(pn)
	key := messageKey{c.PN, m.ID}
	if a.known[key] {
		return
	}
	a.known[key] = true
	c.Messages = append(c.Messages, m)
	c.Unread++
	if m.FromMe {
		c.Unread = 0 // who answers has read
	}
}

// MarkRead notes that a chat (either form of address) has been read to its end.
func (a *Archive) MarkRead(chat types.JID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.lookup(chat); c != nil {
		c.Unread = 0
	}
}

// Introduce sets the addresses and names of a chat partner, without messages.
func (a *Archive) Introduce(pn, lid types.JID, pushName string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.chat(pn)
	c.LID, c.PushName = lid, pushName
}

// Find returns a remembered message of the chat with the given address (either form).
func (a *Archive) Find(chat types.JID, id string) (Message, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.lookup(chat)
	if c == nil {
		return Message{}, false
	}
	i := slices.IndexFunc(c.Messages, func(m Message) bool { return m.ID == id })
	if i < 0 {
		return Message{}, false
	}
	return c.Messages[i], true
}

// Chats lists copies of all remembered chats in the order they became known.
func (a *Archive) Chats() []Chat {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := make([]Chat, 0, len(a.order))
	for _, pn := range a.order {
		c := *a.chats[pn]
		c.Messages = slices.Clone(c.Messages)
		all = append(all, c)
	}
	return all
}

func (a *Archive) chat(pn types.JID) *Chat {
	pn = pn.ToNonAD()
	if a.chats == nil {
		a.chats, a.known = map[types.JID]*Chat{}, map[messageKey]bool{}
	}
	c := a.chats[pn]
	if c == nil {
		c = &Chat{PN: pn}
		a.chats[pn] = c
		a.order = append(a.order, pn)
	}
	return c
}

func (a *Archive) lookup(address types.JID) *Chat {
	address = address.ToNonAD()
	if c := a.chats[address]; c != nil {
		return c
	}
	for _, c := range a.chats {
		if c.LID == address {
			return c
		}
	}
	return nil
}

// content is what the message says, in the client's form.
func (m Message) content() *waE2E.Message {
	if m.Content != nil {
		return m.Content
	}
	return &waE2E.Message{Conversation: proto.String(m.Text)}
}
