package contact

import (
	"context"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Loss tells what would be lost with a contact; not_found.
func (s *Service) Loss(ctx context.Context, id desk.ContactID) (l store.Loss, err error) {
	err = s.DB.Read(ctx, func(v *store.View) error {
		if _, err := v.Somebody(id); err != nil {
			return err
		}
		l, err = v.Loss(id)
		return err
	})
	return l, err
}

// Erase forgets a contact for good, see store.Tx.Erase, if the operator typed how they are called: their title, or the digits of their
// number where they have none. Left: they are erased, and something of them is in the journal of the database until the next start at the
// latest. Faults, with which nobody is erased: erase_name, not_found, wrong_state.
func (s *Service) Erase(ctx context.Context, id desk.ContactID, typed string) (left bool, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.Somebody(id)
		if err != nil {
			return err
		}
		if !meant(c, typed) {
			return desk.Refuse(desk.CodeErasing)
		}
		return tx.Erase(id, time.Now())
	})
	if err != nil {
		return false, err
	}
	return s.DB.Forget(context.WithoutCancel(ctx)), nil // whoever asked may have gone, and it is erased
}

func meant(c desk.Contact, typed string) bool {
	plain := func(s string) string { return strings.Join(strings.Fields(desk.Fold(s)), " ") }
	if title := plain(c.Title()); title != "" {
		return plain(typed) == title
	}
	number := desk.Phone(typed).Value
	return number != "" && number == c.Number || c.Number == "" && plain(typed) != ""
}
