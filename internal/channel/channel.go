// Package channel is the life of channels: they are created with their first connection and renamed. It opens nothing.
package channel

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Service works on one data folder.
type Service struct{ db *store.DB }

// New makes the service.
func New(db *store.DB) *Service { return &Service{db: db} }

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
