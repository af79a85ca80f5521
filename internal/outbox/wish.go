package outbox

import (
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// marketing is the category of templates that a customer can ask not to get.
const marketing = "MARKETING"

// unwanted refuses what the customer asked not to get. The network would refuse it too, and takes it amiss.
func unwanted(d Draft, who desk.Contact) error { return wanted(d.Content, who) }

// mayStill asks once more of a message that was written before: the customer may have stopped marketing since. The error is a fault of
// the message, opted_out, or that of reading the rows. A message that arrived is not asked about: what is done is done.
func mayStill(v *store.View, m desk.Message) error {
	if !promotes(m.Content) || m.Status.Rung() >= desk.Sent.Rung() {
		return nil
	}
	who, err := v.Contact(m.Contact)
	if err != nil {
		return err
	}
	return wanted(m.Content, who)
}

func wanted(c *desk.Content, who desk.Contact) error {
	if who.NoMarketing && promotes(c) {
		return desk.Refuse(desk.CodeOptedOut)
	}
	return nil
}

// promotes tells whether a message is known for marketing. The category is the one that the network told with its templates; where the
// page did not pass it on, the network decides.
func promotes(c *desk.Content) bool {
	return c != nil && c.Template != nil && strings.EqualFold(c.Template.Category, marketing)
}
