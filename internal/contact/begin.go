package contact

import (
	"context"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// checkFor bounds the wait for a network's answer about a number.
const checkFor = 12 * time.Second

// Serve lets a connection be asked for numbers while ctx lives, and tells its network whom to block: it is online.
func (s *Service) Serve(ctx context.Context, on desk.ConnectionID, conn transport.Conn) error {
	asks, can := conn.(transport.Finder)
	if can {
		s.mu.Lock()
		s.online[on] = asks
		s.mu.Unlock()
	}
	err := s.tellBlocks(ctx, on, conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.online[on] == asks {
		delete(s.online, on)
	}
	return err
}

// Wish is whom the operator wants to write to first, by a channel: somebody known, or a number.
type Wish struct {
	Channel desk.ChannelID
	Contact desk.ContactID // 0: the number says who
	Number  string         // as typed
	Name    string         // given to somebody new, may be empty
	Despite bool           // also if nobody can say whether somebody is at the number
}

// Begun is what came of it.
type Begun struct {
	Ticket desk.TicketID // 0: nobody could say whether somebody is there
	Why    *desk.Fault   // why not, nil where no connection of the channel can be asked
}

// Begin opens the conversation of a channel with somebody: the one that is live, else a new one. A number that nobody wrote from yet is
// looked for on the network first. Faults: not_found, wrong_state for a channel that is no more and for a group, phone_form, not_on_whatsapp.
func (s *Service) Begin(ctx context.Context, w Wish) (b Begun, err error) {
	to, known, err := s.whom(ctx, w)
	if err != nil {
		return b, err
	}
	if !known && !w.Despite {
		found, sure, why := s.look(ctx, w.Channel, to[0])
		if !sure {
			return Begun{Why: why}, nil
		}
		if len(found) == 0 {
			return b, desk.Refuse(desk.CodeNoWhatsApp)
		}
		to = append(found, to...)
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) (err error) { b.Ticket, err = w.open(tx, to); return err })
	return b, err
}

// whom finds the addresses that are meant, and whether somebody wrote from them before.
func (s *Service) whom(ctx context.Context, w Wish) (to []desk.Address, known bool, err error) {
	err = s.DB.Read(ctx, func(v *store.View) error {
		home, err := homeOf(v, w.Channel)
		if err != nil {
			return err
		}
		id := w.Contact
		if id == 0 {
			a, f := desk.ReadPhone(w.Number, home)
			if f != nil {
				return f
			}
			to = []desk.Address{a}
			if id, err = v.FindContact(to); err != nil || id == 0 {
				return err
			}
		} else {
			if err := isPerson(v, id); err != nil {
				return err
			}
			if to, err = v.Addresses(id); err != nil {
				return err
			}
			if len(to) == 0 {
				return desk.Refuse(desk.CodePhone)
			}
		}
		known, err = v.Wrote(id)
		return err
	})
	return to, known || err == nil && len(to) > 0 && to[0].Scheme != desk.SchemePhone, err
}

// homeOf is a number of a channel that is not archived, empty while none is linked.
func homeOf(v *store.View, channel desk.ChannelID) (string, error) {
	all, err := v.Channels()
	if err != nil {
		return "", err
	}
	for _, c := range all {
		if c.ID != channel {
			continue
		}
		routes, err := v.Routes(channel)
		for _, r := range routes {
			if r.Number != "" {
				return r.Number, nil
			}
		}
		return "", err
	}
	return "", desk.Refuse(desk.CodeWrongState)
}

// look asks the connections of a channel for a number, in sending order. Sure says that one of them answered.
func (s *Service) look(ctx context.Context, channel desk.ChannelID, number desk.Address) (found []desk.Address, sure bool, why *desk.Fault) {
	var routes []desk.Connection
	if err := s.DB.Read(ctx, func(v *store.View) (err error) { routes, err = v.Routes(channel); return err }); err != nil {
		return nil, false, desk.AsFault(err)
	}
	ctx, cancel := context.WithTimeout(ctx, checkFor)
	defer cancel()
	for _, r := range routes {
		s.mu.Lock()
		asks := s.online[r.ID]
		s.mu.Unlock()
		if asks == nil {
			continue
		}
		found, err := asks.Find(ctx, number)
		if err == nil {
			return found, true, nil
		}
		why = desk.AsFault(err)
	}
	return nil, false, why
}

func (w Wish) open(tx *store.Tx, to []desk.Address) (desk.TicketID, error) {
	id, _, err := tx.PutContact(to)
	if err != nil {
		return 0, err
	}
	if name := strings.TrimSpace(desk.Clean(w.Name)); name != "" {
		c, err := tx.Somebody(id)
		if err != nil {
			return 0, err
		}
		if c.Name == "" {
			if err := tx.RenameContact(id, desk.Excerpt(name, maxName)); err != nil {
				return 0, err
			}
		}
	}
	live, err := tx.LiveTicket(w.Channel, id)
	if err != nil || live != 0 {
		return live, err
	}
	return tx.BeginTicket(w.Channel, id, time.Now())
}
