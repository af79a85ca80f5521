package outbox

import (
	"context"
	"strconv"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Forward is messages that are passed on. Key is one press of the button: the same key never makes a second message anywhere.
type Forward struct {
	Key      string
	Messages []desk.MessageID // in the order in which they arrive
	To       []desk.TicketID
	// Confirmed says that the operator was warned of sending the same words to many.
	Confirmed bool
}

// MostPassed is how many messages are passed on at once, which bounds what one press of the button makes.
const MostPassed = 30

// Passable tells for each message why it cannot be passed on, nil if it can, and to how many conversations all of them may go at once. A
// message that is not there any more is not_found. Nothing is written.
func (s *Service) Passable(ctx context.Context, ids []desk.MessageID) (faults []*desk.Fault, most int, err error) {
	most = desk.MostForwards
	err = s.DB.Read(ctx, func(v *store.View) error {
		all, err := v.Messages(ids)
		known := make(map[desk.MessageID]desk.Message, len(all))
		for _, m := range all {
			known[m.ID] = m
			most = min(most, mostChats(m))
		}
		for _, id := range ids {
			m, there := known[id]
			if !there {
				faults = append(faults, desk.Refuse(desk.CodeNotFound))
				continue
			}
			faults = append(faults, MayPass(m))
		}
		return err
	})
	return faults, most, err
}

// Forward passes messages on to other conversations, and tells for each of those why it could not; nil where all left. More contacts at
// once than the platform allows are refused whole: forward_limit, params: max.
func (s *Service) Forward(ctx context.Context, f Forward) ([]*desk.Fault, error) {
	if f.Key == "" || len(f.Key) > 24 || len(f.To) == 0 || len(f.Messages) == 0 || len(f.Messages) > MostPassed {
		return nil, desk.Refuse(desk.CodeBadRequest)
	}
	most, err := s.mostChatsOf(ctx, f.Messages)
	if err != nil {
		return nil, err
	}
	if len(f.To) > most {
		over := desk.Refuse(desk.CodeForwards)
		over.Params = map[string]string{"max": strconv.Itoa(most)}
		return nil, over
	}
	faults := make([]*desk.Fault, len(f.To))
	for i, t := range f.To {
		if err := s.forward(ctx, f, t); err != nil {
			faults[i] = desk.AsFault(err)
		}
	}
	return faults, nil
}

// forward passes all messages to one conversation, or none.
func (s *Service) forward(ctx context.Context, f Forward, to desk.TicketID) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		for _, m := range f.Messages {
			key := f.Key + ":" + strconv.FormatInt(int64(to), 10) + ":" + strconv.FormatInt(int64(m), 10)
			if old, err := tx.ByKey(key); err != nil || old > 0 {
				if err != nil {
					return err
				}
				continue
			}
			if _, err := s.write(tx, Draft{Ticket: to, Key: key, Pass: m, Confirmed: f.Confirmed}); err != nil {
				return err
			}
		}
		return nil
	})
}

// mostChatsOf is how many conversations these messages may go to at once.
func (s *Service) mostChatsOf(ctx context.Context, ids []desk.MessageID) (most int, err error) {
	most = desk.MostForwards
	err = s.DB.Read(ctx, func(v *store.View) error {
		all, err := v.Messages(ids)
		if err == nil && len(all) != len(ids) {
			return desk.Refuse(desk.CodeNotFound)
		}
		for _, m := range all {
			most = min(most, mostChats(m))
		}
		return err
	})
	return most, err
}

// mostChats is how many conversations one message may go to at once.
func mostChats(m desk.Message) int {
	if m.Often {
		return desk.OftenForwards
	}
	return desk.MostForwards
}
