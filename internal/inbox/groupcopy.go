package inbox

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// groupKnown finds a message of a group that is stored already, 0 if none is. The id of a message is unique only among those of its
// author: what somebody wrote under an id that another one used gets the id that RemoteID.OfAuthor makes.
func (w *intake) groupKnown(group desk.ContactID, d desk.Direction, ev *transport.Incoming) (desk.MessageID, error) {
	id, copied, err := w.groupFound(group, d, *ev)
	if err != nil || id == 0 {
		return id, err
	}
	another, err := w.another(id, *ev)
	if err != nil {
		return 0, err
	}
	if another {
		author, err := w.author(group, ev.Author, ev.At)
		if err != nil {
			return 0, err
		}
		mark := desk.AuthorID(0)
		if author != nil {
			mark = author.ID
		}
		ev.Remote, ev.Wire = ev.Remote.OfAuthor(mark), ""
		if id, copied, err = w.groupFound(group, d, *ev); err != nil || id == 0 {
			return id, err
		}
	}
	if !copied {
		return id, nil
	}
	return id, w.groupCopy(group, d, *ev, id)
}

// groupFound finds what is stored under the id of a message: by this connection, or as the copy that another one of ours brought.
func (w *intake) groupFound(group desk.ContactID, d desk.Direction, ev transport.Incoming) (id desk.MessageID, copied bool, err error) {
	if id, err = w.tx.Sighted(w.on, group, d, ev.Remote); err != nil || id != 0 {
		return id, false, err
	}
	id, err = w.tx.GroupCopy(group, ev.Remote, ev.Wire)
	return id, true, err
}

// another reports whether a message that is stored was certainly written by somebody else.
func (w *intake) another(id desk.MessageID, ev transport.Incoming) (bool, error) {
	m, err := w.tx.Message(id)
	if err != nil {
		return false, err
	}
	wrote := []desk.Address{desk.Phone(m.Number)}
	if m.Author != nil {
		if wrote, err = w.tx.AuthorAddresses(m.Author.ID); err != nil {
			return false, err
		}
	} else if m.Direction == desk.In || m.Number == "" {
		return false, nil
	}
	if ev.Author != nil {
		return desk.Apart(wrote, ev.Author.Addresses), nil
	}
	if err := w.findHome(); err != nil || !ev.Echo || w.ours == "" {
		return false, err
	}
	return desk.Apart(wrote, []desk.Address{desk.Phone(w.ours)}), nil
}

// groupCopy notes that this connection saw a message that another account of ours in the same group heard, or sent. What one of our
// numbers wrote and another one heard has arrived.
func (w *intake) groupCopy(group desk.ContactID, d desk.Direction, ev transport.Incoming, id desk.MessageID) error {
	if _, err := w.tx.AddSighting(w.on, group, d, ev.Remote, id); err != nil {
		return err
	}
	if d == desk.In {
		if err := w.prove(id, nil, desk.Sent, time.Time{}); err != nil {
			return err
		}
	}
	return w.early(id, group, d, ev.Remote)
}
