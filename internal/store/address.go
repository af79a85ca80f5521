package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// hasLeft is true of an address that its contact left. Networks count whole seconds: of a word from an address and of its being left in
// the same one, the leaving is the later.
const hasLeft = "(left_at>0 AND left_at>=came_at)"

// Addresses lists the addresses by which a contact can be reached now: telephones first, and of these the one that they used last.
// Those that they left are listed only where nothing else is known.
func (v *View) Addresses(id desk.ContactID) ([]desk.Address, error) {
	type row struct {
		desk.Address
		left bool
		came int64
	}
	all, err := collect(v, func(s scanner) (r row, err error) { return r, s.Scan(&r.Scheme, &r.Value, &r.left, &r.came) },
		"SELECT scheme, value, "+hasLeft+", came_at FROM address WHERE contact_id=? ORDER BY scheme, value", id)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b row) int { return cmp.Or(cmp.Compare(b.Scheme, a.Scheme), cmp.Compare(b.came, a.came)) })
	if slices.ContainsFunc(all, func(r row) bool { return !r.left }) {
		all = slices.DeleteFunc(all, func(r row) bool { return r.left })
	}
	out := []desk.Address{}
	for _, r := range all {
		out = append(out, r.Address)
	}
	return out, nil
}

// MoveAddresses records that a customer left some addresses for others. Both are known already. Whatever order moves are told in, the
// last one counts, also one back.
func (tx *Tx) MoveAddresses(left, came []desk.Address, at time.Time) error {
	if err := tx.mark(left, "left_at=max(left_at, ?1)", at); err != nil {
		return err
	}
	return tx.mark(came, "came_at=max(came_at, ?1), told_at=max(told_at, ?1)", at)
}

// WroteFrom records that a customer used some addresses: an answer goes to the one that wrote last.
func (tx *Tx) WroteFrom(used []desk.Address, at time.Time) error {
	return tx.mark(used, "came_at=max(came_at, ?1)", at)
}

func (tx *Tx) mark(all []desk.Address, set string, at time.Time) error {
	for _, a := range all {
		for _, value := range a.Spellings() {
			if _, err := tx.exec("UPDATE address SET "+set+" WHERE scheme=?2 AND value=?3", Millis(at), a.Scheme, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// alignSpellings lets the spellings of one telephone be left and come to together, also one that is new here.
func (tx *Tx) alignSpellings(a desk.Address) error {
	both := a.Spellings()
	if len(both) < 2 {
		return nil
	}
	_, err := tx.exec(`UPDATE address SET (came_at, left_at, told_at) = (SELECT max(came_at), max(left_at), max(told_at) FROM address WHERE scheme=?1 AND value IN (?2, ?3))
		WHERE scheme=?1 AND value IN (?2, ?3)`, a.Scheme, both[0], both[1])
	return err
}
