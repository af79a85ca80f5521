// Package channel is the life of channels: they are created with their first connection, renamed, given reserves and told when to use
// them. It opens nothing.
package channel

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Service works on one data folder.
type Service struct {
	db     *store.DB
	replan func(*store.Tx, []desk.Delivery) error
}

// New makes the service. Replan finds another way, among those of its conversation's channel, for each of these attempts that wait.
func New(db *store.DB, replan func(*store.Tx, []desk.Delivery) error) *Service {
	return &Service{db: db, replan: replan}
}

// maxName bounds a channel's name, in runes.
const maxName = 60

func clean(name string) (string, error) {
	switch name = strings.TrimSpace(desk.Clean(name)); {
	case name == "":
		return "", &desk.Fault{Code: desk.CodeBadRequest, Next: desk.Stop, Params: map[string]string{"key": "name"}}
	case utf8.RuneCountInString(name) > maxName:
		return "", desk.Refuse(desk.CodeTooLong)
	}
	return name, nil
}

// Create makes a channel with its first connection.
func (s *Service) Create(ctx context.Context, name string, kind desk.Kind) (ch desk.ChannelID, co desk.ConnectionID, err error) {
	if name, err = clean(name); err != nil {
		return 0, 0, err
	}
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		if err := room(&tx.View); err != nil {
			return err
		}
		if ch, err = tx.AddChannel(name); err != nil {
			return err
		}
		co, err = tx.AddConnection(ch, kind, name)
		return err
	})
	return ch, co, err
}

// Rename gives a channel another name.
func (s *Service) Rename(ctx context.Context, id desk.ChannelID, name string) error {
	name, err := clean(name)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.RenameChannel(id, name) })
}

// Reserve adds a connection to a channel as the last of its routes. It connects nothing. Faults: connection_limit, not_found, wrong_state
// for a channel that is on its way out or gone.
func (s *Service) Reserve(ctx context.Context, id desk.ChannelID, kind desk.Kind) (co desk.ConnectionID, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		if err := room(&tx.View); err != nil {
			return err
		}
		c, err := tx.Channel(id)
		if err == nil {
			err = stays(&tx.View, id)
		}
		if err != nil {
			return err
		}
		co, err = tx.AddConnection(id, kind, c.Name)
		return err
	})
	return co, err
}

// stays refuses a channel that was removed or is being removed: what came in for it would come to where nobody answers.
func stays(v *store.View, id desk.ChannelID) error {
	all, err := v.Channels()
	if err != nil {
		return err
	}
	under, err := v.Removals()
	if err != nil {
		return err
	}
	here := slices.ContainsFunc(all, func(c desk.Channel) bool { return c.ID == id })
	if !here || slices.ContainsFunc(under, func(r desk.Removal) bool { return r.Open() && r.Channel == id }) {
		return desk.Refuse(desk.CodeWrongState)
	}
	return nil
}

// room refuses another connection where there are as many as the operator's own limit allows: it protects the computer, and is no plan.
func room(v *store.View) error {
	settings, err := v.Settings()
	if err != nil {
		return err
	}
	n, err := v.CountConnections()
	if err != nil {
		return err
	}
	if limit, err := strconv.Atoi(settings["connection_limit"]); err == nil && n >= limit {
		return &desk.Fault{Code: desk.CodeLimit, Next: desk.Stop, Params: map[string]string{"max": settings["connection_limit"]}}
	}
	return nil
}

// SetPolicy says whether a channel may go on to its reserves.
func (s *Service) SetPolicy(ctx context.Context, id desk.ChannelID, p desk.Policy) error {
	switch p {
	case desk.PolicyAutomatic, desk.PolicyAsk, desk.PolicyNever:
		return s.db.Write(ctx, func(tx *store.Tx) error { return tx.SetPolicy(id, p) })
	}
	return desk.Refuse(desk.CodeBadRequest)
}

// IgnoreOutside says whether what the business writes outside the program is left out.
func (s *Service) IgnoreOutside(ctx context.Context, id desk.ChannelID, on bool) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.SetIgnoreOutside(id, on) })
}

// Order puts the connections of a channel into the order in which they are tried. A borrowed one is a reserve: it does not come before all
// of the channel's own.
func (s *Service) Order(ctx context.Context, id desk.ChannelID, order []desk.ConnectionID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		own, err := tx.AtHome(id)
		if err != nil {
			return err
		}
		if len(own) > 0 && !slices.ContainsFunc(own, func(c desk.Connection) bool { return len(order) > 0 && c.ID == order[0] }) {
			return desk.Refuse(desk.CodeBadRequest)
		}
		return tx.SetRoutes(id, order)
	})
}
