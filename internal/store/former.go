package store

import (
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// Settled is how long after a move the old number still counts as the customer's. Networks repeat what they told for seven days, and no
// carrier gives a number to somebody else as soon as that.
const Settled = 8 * 24 * time.Hour

// FormerHolder is the contact whom one of the addresses belonged to at a time, where it belongs to somebody else since; else 0.
func (v *View) FormerHolder(addresses []desk.Address, at time.Time) (id desk.ContactID, err error) {
	for _, a := range addresses {
		found, err := v.row("SELECT contact_id FROM former WHERE scheme=? AND value=? AND until>=? ORDER BY until LIMIT 1",
			[]any{a.Scheme, a.Value, Millis(at)}, &id)
		if err != nil || found {
			return id, err
		}
	}
	return 0, nil
}

// hold is whom an address belongs to, and what is known of their coming and going.
type hold struct {
	contact    desk.ContactID
	left, told int64
}

// holds returns the hold of an address, whichever way it is spelled; the zero value where nobody has it.
func (v *View) holds(a desk.Address) (h hold, err error) {
	for _, value := range a.Spellings() {
		found, err := v.row("SELECT contact_id, left_at, told_at FROM address WHERE scheme=? AND value=?", []any{a.Scheme, value}, &h.contact, &h.left, &h.told)
		if err != nil || found {
			return h, err
		}
	}
	return h, nil
}

// same tells whether one of the addresses that no carrier gives away, all but telephones, belongs to a contact.
func (v *View) same(addresses []desk.Address, who desk.ContactID) (bool, error) {
	for _, a := range addresses {
		if a.Scheme == desk.SchemePhone {
			continue
		}
		if h, err := v.holds(a); err != nil || h.contact == who {
			return err == nil, err
		}
	}
	return false, nil
}

// Reassign takes the telephones among the addresses, from which somebody writes, away from whom the network told to have left them
// before: it is another person. Who is known by another id is the same one, and came back.
func (tx *Tx) Reassign(addresses []desk.Address, at time.Time) error {
	for _, a := range addresses {
		h, err := tx.holds(a)
		until := h.left + Settled.Milliseconds()
		if err != nil || a.Scheme != desk.SchemePhone || h.left <= h.told || Millis(at) <= until {
			if err != nil {
				return err
			}
			continue
		}
		if back, err := tx.same(addresses, h.contact); err != nil || back {
			return err
		}
		next, err := tx.insert("INSERT INTO contact DEFAULT VALUES")
		if err != nil {
			return err
		}
		if err := tx.hand(a, h.contact, desk.ContactID(next), until); err != nil {
			return err
		}
		return tx.mark([]desk.Address{a}, "came_at=?1", at)
	}
	return nil
}

// Hand gives a telephone that its holder left at a time to whom it belongs since.
func (tx *Tx) Hand(a desk.Address, from, to desk.ContactID, left time.Time) error {
	return tx.hand(a, from, to, Millis(left)+Settled.Milliseconds())
}

// hand gives an address to another contact. What is older than until stays with the one who had it.
func (tx *Tx) hand(a desk.Address, from, to desk.ContactID, until int64) error {
	for _, value := range a.Spellings() {
		if _, err := tx.exec("UPDATE address SET contact_id=?, left_at=0, told_at=0 WHERE scheme=? AND value=?", to, a.Scheme, value); err != nil {
			return err
		}
		if _, err := tx.exec("INSERT INTO former(scheme, value, until, contact_id) VALUES(?,?,?,?) ON CONFLICT DO NOTHING", a.Scheme, value, until, from); err != nil {
			return err
		}
	}
	tx.Emit("contact", int64(from), 0)
	tx.Emit("contact", int64(to), 0)
	return nil
}

// ClaimNumbers makes room for a customer who moves to some addresses: a telephone that somebody else had before is taken away from them,
// so that two persons do not become one. Somebody else is who left it, or used it long before the move, and is known by no id of the
// customer; whoever wrote by it only since is the customer, of whose move is told late.
func (tx *Tx) ClaimNumbers(from, to []desk.Address, at time.Time) error {
	own, err := tx.contacts(from)
	if err != nil {
		return err
	}
	for _, a := range to {
		h, err := tx.holds(a)
		if err != nil {
			return err
		}
		if a.Scheme != desk.SchemePhone || h.contact == 0 || slices.Contains(own, h.contact) {
			continue
		}
		if other, err := tx.another(h, slices.Concat(from, to), at); err != nil || !other {
			if err != nil {
				return err
			}
			continue
		}
		id, err := tx.newcomer(own)
		if err != nil {
			return err
		}
		if err := tx.hand(a, h.contact, id, Millis(at)); err != nil {
			return err
		}
		if err := tx.mark([]desk.Address{a}, "came_at=?1", at); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) newcomer(own []desk.ContactID) (desk.ContactID, error) {
	if len(own) > 0 {
		return own[0], nil
	}
	id, err := tx.insert("INSERT INTO contact DEFAULT VALUES")
	return desk.ContactID(id), err
}

// another tells whether the holder of a telephone is not the customer who comes to it.
func (v *View) another(h hold, customer []desk.Address, at time.Time) (bool, error) {
	if same, err := v.same(customer, h.contact); err != nil || same {
		return false, err
	}
	if h.left > h.told {
		return true, nil
	}
	var one int
	return v.row("SELECT 1 FROM message WHERE contact_id=? AND at<? LIMIT 1", []any{h.contact, Millis(at.Add(-Settled))}, &one)
}
