package outbox

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// unheard are the reasons for which nothing is written to somebody: their answer would not come to the operator.
var unheard = map[desk.Code]bool{desk.CodeGroupsOff: true, desk.CodeContactBlocked: true}

// addressed refuses to write to whom the operator does not want to hear: who is blocked has to be free first, as on the phone, and a
// group needs groups to be shown.
func addressed(v *store.View, who desk.Contact) error {
	if who.Blocked {
		return desk.Refuse(desk.CodeContactBlocked)
	}
	if !who.Group {
		return nil
	}
	on, err := v.Switched("groups")
	if err == nil && !on {
		return desk.Refuse(desk.CodeGroupsOff)
	}
	return err
}

// sendOn is decide for what makes a message leave once more.
func (s *Service) sendOn(ctx context.Context, id desk.MessageID, fn func(*store.Tx, desk.Message, []desk.Delivery) error) error {
	return s.decide(ctx, id, func(tx *store.Tx, m desk.Message, all []desk.Delivery) error {
		if err := free(&tx.View, m.Contact); err != nil {
			return err
		}
		return fn(tx, m, all)
	})
}

// free refuses to send to a blocked contact.
func free(v *store.View, who desk.ContactID) error {
	blocked, err := v.Blocked(who)
	if err == nil && blocked {
		return desk.Refuse(desk.CodeContactBlocked)
	}
	return err
}

// stillFree holds what was written before its contact was blocked, so that the operator says what becomes of it. A message that arrived is
// not asked about.
func stillFree(v *store.View, m desk.Message) error {
	if m.Status.Rung() >= desk.Sent.Rung() {
		return nil
	}
	err := free(v, m.Contact)
	if f := desk.AsFault(err); f != nil && f.Code == desk.CodeContactBlocked {
		return &desk.Fault{Code: f.Code, Next: desk.Hold, Scope: desk.OfContact}
	}
	return err
}
