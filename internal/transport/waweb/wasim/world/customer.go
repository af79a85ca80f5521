package world

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
)

// Customer is a person who writes to the business with a phone of their own.
type Customer struct {
	world *World
	phone *wasim.Phone

	mu       sync.Mutex
	received []Text
	offline  bool
	unsaid   []string // what came while offline, not yet reported as delivered
}

// Text is one message that a customer has got from the business.
type Text struct {
	ID   string    `json:"id"`
	Text string    `json:"text"` // caption for pictures and documents; "" for what has no words
	At   time.Time `json:"at"`
}

func newCustomer(w *World, number, name string) *Customer {
	c := &Customer{world: w, phone: w.server.AddPhone(number, name)}
	c.phone.OnMessage(c.take)
	return c
}

// Phone is the customer's phone.
func (c *Customer) Phone() *wasim.Phone { return c.phone }

// Name is what the customer calls themselves.
func (c *Customer) Name() string { return c.phone.Name() }

// Number is the customer's number, digits with country code.
func (c *Customer) Number() string { return c.phone.Number() }

// Write sends a text to the business.
func (c *Customer) Write(text string) (id string, err error) { return c.WriteAs("", text) }

// WriteAs is Write with a message id of the caller's choice ("": a fresh one).
func (c *Customer) WriteAs(id, text string) (string, error) {
	return c.Send(&waE2E.Message{Conversation: proto.String(text)}, id)
}

// Send sends any message to the business.
func (c *Customer) Send(m *waE2E.Message, id string) (string, error) {
	id, err := c.phone.Send(c.world.business.phone, m, wasim.SendOptions{ID: id})
	if err != nil {
		return "", fmt.Errorf("world: %s writes to the business: %w", c.phone.Number(), err)
	}
	return id, nil
}

// Received lists the business's messages that this customer has got, oldest first, from the given index on.
func (c *Customer) Received(from int) []Text {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Text{}, c.received[min(max(from, 0), len(c.received)):]...)
}

// Typing shows or hides "typing" in the business's clients. It is lost when none is connected.
func (c *Customer) Typing(on bool) {
	state := "paused"
	if on {
		state = "composing"
	}
	c.each(waBinary.Node{Tag: "chatstate", Content: []waBinary.Node{{Tag: state}}})
}

// Call rings the business and returns the id of the call; HangUp ends it.
func (c *Customer) Call(video bool) (id string) {
	return c.phone.Ring(c.world.business.phone, video)
}

// HangUp ends a call that the customer began.
func (c *Customer) HangUp(id string) { c.phone.HangUp(id) }

// SetOffline takes the customer's phone off the network or puts it back. What comes meanwhile is listed by Received, but no
// receipt leaves; once back, the phone reports all of it as delivered.
func (c *Customer) SetOffline(on bool) {
	c.phone.SetAutoReceipt(!on, false)
	c.mu.Lock()
	c.offline = on
	late := c.unsaid
	if !on {
		c.unsaid = nil
	}
	c.mu.Unlock()
	if !on {
		c.Delivered(late...)
	}
}

// Delivered tells the business that messages have arrived on the customer's phone.
func (c *Customer) Delivered(ids ...string) { c.receipt("", ids) }

// Read tells the business that messages have been read.
func (c *Customer) Read(ids ...string) { c.receipt("read", ids) }

// ReadAll is Read for everything received so far.
func (c *Customer) ReadAll() {
	var ids []string
	for _, t := range c.Received(0) {
		ids = append(ids, t.ID)
	}
	c.Read(ids...)
}

func (c *Customer) take(m wasim.Received) {
	if m.FromMe || m.Edit != "" || m.Message.GetProtocolMessage() != nil || m.Chat.Server == types.GroupServer {
		return
	}
	c.mu.Lock()
	c.received = append(c.received, Text{ID: m.ID, Text: Words(m.Message), At: m.Time})
	if c.offline {
		c.unsaid = append(c.unsaid, m.ID)
	}
	c.mu.Unlock()
	c.world.server.Changed()
}

func (c *Customer) receipt(kind string, ids []string) {
	if len(ids) == 0 {
		return
	}
	n := waBinary.Node{Tag: "receipt", Attrs: waBinary.Attrs{
		"id": ids[0], "t": strconv.FormatInt(c.world.server.Now().Unix(), 10),
	}}
	if kind != "" {
		n.Attrs["type"] = kind
	}
	if len(ids) > 1 {
		n.Content = []waBinary.Node{{Tag: "list", Content: items(ids[1:])}}
	}
	c.each(n)
}

// each sends a stanza from the customer to every client of the business, each in the form of address it uses.
func (c *Customer) each(n waBinary.Node) {
	business := c.world.business.phone
	from, to := c.phone.PN(), business.PN()
	if business.LIDMigrated() {
		from, to = c.phone.LID(), business.LID()
	}
	for _, device := range business.Companions() {
		copied := n
		copied.Attrs = waBinary.Attrs{"from": from}
		for k, v := range n.Attrs {
			copied.Attrs[k] = v
		}
		if n.Tag == "chatstate" {
			copied.Attrs["to"] = to
		}
		c.world.server.Inject(device, copied)
	}
}

func items(ids []string) []waBinary.Node {
	nodes := make([]waBinary.Node, len(ids))
	for i, id := range ids {
		nodes[i] = waBinary.Node{Tag: "item", Attrs: waBinary.Attrs{"id": id}}
	}
	return nodes
}

// Words is the readable text of a message.
func Words(m *waE2E.Message) string {
	for _, s := range []string{
		m.GetConversation(), m.GetExtendedTextMessage().GetText(), m.GetImageMessage().GetCaption(),
		m.GetVideoMessage().GetCaption(), m.GetDocumentMessage().GetCaption(), m.GetReactionMessage().GetText(),
	} {
		if s != "" {
			return s
		}
	}
	return ""
}
