package inbox

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Read marks what is in a ticket as seen, up to the newest message that was on screen.
func (s *Service) Read(ctx context.Context, id desk.TicketID, upTo desk.MessageID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.MarkSeen(id, upTo) })
}

// maxDraft bounds what the page may keep for a ticket, in runes.
const maxDraft = 1 << 20

// Draft keeps what the operator typed and did not send.
func (s *Service) Draft(ctx context.Context, id desk.TicketID, text string) error {
	if utf8.RuneCountInString(text) > maxDraft {
		return desk.Refuse(desk.CodeTooLong)
	}
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.SetDraft(id, desk.Clean(text)) })
}

// maxName bounds a name that the operator gives, in runes.
const maxName = 200

// Rename sets the operator's own name of a contact; empty goes back to the name the customer uses.
func (s *Service) Rename(ctx context.Context, id desk.ContactID, name string) error {
	name = strings.TrimSpace(desk.Clean(name))
	if utf8.RuneCountInString(name) > maxName {
		return desk.Refuse(desk.CodeTooLong)
	}
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.RenameContact(id, name) })
}

// Run wakes snoozed tickets when their time has come. Changed is signalled when a ticket was snoozed.
func (s *Service) Run(ctx context.Context, changed <-chan struct{}) error {
	for {
		var next time.Time
		err := s.db.Write(ctx, func(tx *store.Tx) (err error) { next, err = tx.WakeDue(time.Now()); return err })
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if !bell.Rest(ctx, next, changed) {
			return nil
		}
	}
}
