package inbox

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// whose finds or makes the contact whom an address belonged to at a time.
func (w *intake) whose(who transport.Party, at time.Time) (desk.ContactID, error) {
	if id, err := w.tx.FormerHolder(who.Addresses, at); err != nil || id != 0 {
		return id, err
	}
	return w.contact(who)
}

// speaker finds or makes the contact of a customer who wrote. Who writes from a number long after its owner left it is somebody else;
// whoever it is, they are answered where they wrote.
func (w *intake) speaker(who transport.Party, at time.Time) (desk.ContactID, error) {
	if id, err := w.tx.FormerHolder(who.Addresses, at); err != nil || id != 0 {
		return id, err
	}
	if err := w.tx.Reassign(who.Addresses, at); err != nil {
		return 0, err
	}
	id, err := w.contact(who)
	if err != nil {
		return 0, err
	}
	return id, w.tx.WroteFrom(who.Addresses, at)
}

// moved records that a customer goes by another address from now on: both are one person, who is reached at the new one only. Of an
// address that the network does not replace, such as an id beside a number, nothing is said. A number may have been somebody else's
// before, or be by now: these stay persons of their own.
func (w *intake) moved(ev transport.Moved) error {
	contact, err := w.tx.FormerHolder(slices.Concat(ev.From.Addresses, ev.To.Addresses), ev.At)
	if err == nil && contact == 0 {
		contact, err = w.move(ev)
	}
	if err != nil {
		return err
	}
	said := line{Kind: lineMoved, Body: desk.Clean(ev.Body), At: ev.At}
	if from, to := phone(ev.From), phone(ev.To); to != "" && to != from {
		said.Content = &desk.Content{Moved: &desk.NewNumber{From: from, To: to}}
	}
	return w.write(contact, ev.Remote, said)
}

// move makes one contact of a customer's old and new addresses.
func (w *intake) move(ev transport.Moved) (desk.ContactID, error) {
	left := slices.DeleteFunc(slices.Clone(ev.From.Addresses), func(a desk.Address) bool {
		return slices.Contains(ev.To.Addresses, a) || !slices.ContainsFunc(ev.To.Addresses, func(b desk.Address) bool { return a.Scheme == b.Scheme })
	})
	heirs := map[desk.Address]desk.ContactID{}
	for _, a := range left {
		heir, err := w.tx.Successor(a, ev.At)
		if err != nil {
			return 0, err
		}
		if heir != 0 {
			heirs[a] = heir
		}
	}
	if err := w.tx.ClaimNumbers(ev.From.Addresses, ev.To.Addresses, ev.At); err != nil {
		return 0, err
	}
	contact, err := w.contact(transport.Party{Addresses: slices.Concat(ev.From.Addresses, ev.To.Addresses)})
	if err != nil {
		return 0, err
	}
	for a, heir := range heirs {
		if err := w.tx.Hand(a, contact, heir, ev.At); err != nil {
			return 0, err
		}
	}
	left = slices.DeleteFunc(left, func(a desk.Address) bool { return heirs[a] != 0 })
	return contact, w.tx.MoveAddresses(left, ev.To.Addresses, ev.At)
}
