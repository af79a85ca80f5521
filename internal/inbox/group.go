package inbox

import (
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// groupOf is the group in which something was told; false where it was told between two.
func groupOf(ev transport.Event) (desk.Address, bool) {
	var from transport.Party
	switch ev := ev.(type) {
	case transport.Incoming:
		from = ev.From
	case transport.Receipt:
		from = ev.From
	case transport.Edit:
		from = ev.From
	case transport.Revoke:
		from = ev.From
	case transport.Reaction:
		from = ev.From
	case transport.Rekeyed:
		from = ev.From
	case transport.Preference:
		from = ev.From
	case transport.Moved:
		from = ev.From
	case transport.Call:
		from = ev.From
	case transport.Seen:
		from = ev.Who
	}
	return desk.GroupOf(from.Addresses)
}

// inGroup stores what was told in a group. While the operator does not want to see groups nothing is kept of them; how far our own
// messages came is still heard, because they left before.
func (w *intake) inGroup(group desk.Address, ev transport.Event) error {
	on, err := w.tx.Switched("groups")
	if err != nil {
		return err
	}
	if receipt, is := ev.(transport.Receipt); is && !on {
		receipt.From = transport.Party{}
		return w.receipt(receipt)
	}
	if !on || group.Value == "" {
		return nil
	}
	id, err := w.tx.PutGroup(group)
	if err != nil {
		return err
	}
	switch ev := ev.(type) {
	case transport.Incoming:
		return w.groupMessage(id, ev)
	case transport.Seen:
		return w.name(id, ev.Who, w.now)
	case transport.Receipt, transport.Edit, transport.Revoke, transport.Reaction:
		return w.heard(ev)
	}
	return nil // whatever else is about a person
}

// groupMessage stores what somebody wrote in a group, or our account on another device.
func (w *intake) groupMessage(group desk.ContactID, ev transport.Incoming) error {
	if ev.Kind == desk.Call {
		return nil
	}
	if err := w.name(group, ev.From, ev.At); err != nil {
		return err
	}
	d := side(ev.Echo)
	known, err := w.groupKnown(group, d, &ev)
	switch {
	case err != nil:
		return err
	case known > 0 && ev.Echo:
		return w.prove(known, nil, echoStatus(ev), time.Time{})
	case known > 0:
		return nil
	}
	if ev.Echo {
		if ignored, err := w.ignored(); err != nil || ignored {
			return err
		}
	}
	ticket, err := w.groupTicket(group, ev.At)
	if err != nil {
		return err
	}
	m := w.compose(ticket, group, d, ev)
	if m.Author, err = w.author(group, ev.Author, ev.At); err != nil {
		return err
	}
	if m.Author != nil {
		if err := w.tx.AuthorWrote(m.Author.ID, ev.At); err != nil {
			return err
		}
	}
	// That it was read is told to nobody: networks want to hear who wrote each message, and there is no one who waits for it.
	_, err = w.file(m, ev, ev.Echo, true)
	return err
}

// groupTicket is the one ticket of a group in the channel at which this connection is at home.
func (w *intake) groupTicket(group desk.ContactID, at time.Time) (desk.TicketID, error) {
	if err := w.findHome(); err != nil {
		return 0, err
	}
	id, err := w.tx.LiveTicket(w.home, group)
	if err != nil || id != 0 {
		return id, err
	}
	return w.tx.AddGroupTicket(w.home, group, at)
}

// author finds or notes who wrote or reacted in a group; nil of our side and of whom nothing was told.
func (w *intake) author(group desk.ContactID, who *transport.Party, at time.Time) (*desk.Author, error) {
	if who == nil {
		return nil, nil
	}
	id, err := w.tx.PutAuthor(group, who.Addresses)
	if err != nil || id == 0 {
		return nil, err
	}
	return &desk.Author{ID: id}, w.tx.NameAuthor(id, desk.Excerpt(desk.Clean(who.Name), maxName), desk.Excerpt(desk.Clean(who.Saved), maxName), at)
}

// own reports whether a message may be edited or deleted by somebody: in a group only by who wrote it. Between two the side says so.
func (w *intake) own(id desk.MessageID, by *transport.Party) (bool, error) {
	group, wrote, err := w.tx.Authored(id)
	if err != nil || by == nil || wrote == 0 {
		return by == nil && wrote == 0, err
	}
	author, err := w.tx.FindAuthor(group, by.Addresses)
	return author == wrote, err
}

func (w *intake) react(id desk.MessageID, r transport.Reaction) error {
	said := desk.Reaction{Direction: side(r.Echo), Emoji: r.Emoji, At: r.At, By: r.By}
	if r.Author != nil && !r.Echo {
		group, _, err := w.tx.Authored(id)
		if err != nil {
			return err
		}
		if said.Author, err = w.author(group, r.Author, r.At); err != nil {
			return err
		}
	}
	return w.tx.SetReaction(id, said)
}
