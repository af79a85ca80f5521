package inbox

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/bell"
	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Kinds of system lines; the page has the words under these keys. The body holds how the ticket stood before, for undo.
const (
	lineTaken    = "ticket.taken"
	lineClosed   = "ticket.closed"
	lineReopened = "ticket.reopened"
)

// Take makes a pending ticket the operator's own.
func (s *Service) Take(ctx context.Context, id desk.TicketID) error {
	_, err := s.move(ctx, id, desk.Open, lineTaken, desk.Pending)
	return err
}

// Reopen brings a closed ticket back as open. Where the contact has another live ticket on that channel, wrong_state.
func (s *Service) Reopen(ctx context.Context, id desk.TicketID) error {
	_, err := s.move(ctx, id, desk.Open, lineReopened, desk.Closed)
	return err
}

// Close ends a live ticket. It returns the token for Undo and the next waiting ticket, 0 if none waits.
func (s *Service) Close(ctx context.Context, id desk.TicketID) (undo desk.MessageID, next desk.TicketID, err error) {
	if undo, err = s.move(ctx, id, desk.Closed, lineClosed, desk.Pending, desk.Open); err != nil {
		return 0, 0, err
	}
	err = s.db.Read(ctx, func(v *store.View) (err error) { next, err = v.NextWaiting(id); return err })
	return undo, next, err
}

// move changes the status and writes a line about it into the conversation.
func (s *Service) move(ctx context.Context, id desk.TicketID, to desk.TicketStatus, line desk.MessageKind, from ...desk.TicketStatus) (undo desk.MessageID, err error) {
	err = s.db.Write(ctx, func(tx *store.Tx) error {
		t, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		if err := alone(tx, t, to); err != nil {
			return err
		}
		now := time.Now()
		moved, err := tx.MoveTicket(id, to, now, from...)
		if err != nil {
			return err
		}
		if !moved {
			return desk.Refuse(desk.CodeWrongState)
		}
		undo, err = tx.AddMessage(desk.Message{Ticket: id, Contact: t.Contact.ID, Direction: desk.System, Origin: desk.FromOperator,
			Kind: line, Body: standing(t), At: now, Status: desk.Received}, true, true, now, "")
		return err
	})
	return undo, err
}

// standing writes down where a ticket stands, and until when it sleeps, for undo.
func standing(t desk.Ticket) string {
	if t.SnoozedUntil.IsZero() {
		return string(t.Status)
	}
	return fmt.Sprint(t.Status, " ", store.Millis(t.SnoozedUntil))
}

// stood reads what standing wrote.
func stood(text string) (desk.TicketStatus, time.Time) {
	status, until, _ := strings.Cut(text, " ")
	ms, _ := strconv.ParseInt(until, 10, 64) // 0, which is awake, where there is none
	return desk.TicketStatus(status), store.Time(ms)
}

// alone refuses to make a ticket live beside another live one of the same contact and channel.
func alone(tx *store.Tx, t desk.Ticket, to desk.TicketStatus) error {
	if to == desk.Closed {
		return nil
	}
	other, err := tx.LiveTicket(t.Channel, t.Contact.ID)
	if err == nil && other != 0 && other != t.ID {
		return desk.Refuse(desk.CodeWrongState)
	}
	return err
}

// Undo takes back the step that a system line tells of, as long as nothing else moved the ticket since.
func (s *Service) Undo(ctx context.Context, line desk.MessageID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.Message(line)
		if err != nil {
			return err
		}
		after := map[desk.MessageKind]desk.TicketStatus{lineTaken: desk.Open, lineReopened: desk.Open, lineClosed: desk.Closed}[m.Kind]
		t, err := tx.Ticket(m.Ticket)
		if err != nil {
			return err
		}
		if newest, err := tx.NewestLine(m.Ticket); err != nil {
			return err
		} else if newest != line { // a later step stands on this one
			return desk.Refuse(desk.CodeWrongState)
		}
		before, until := stood(m.Body)
		if err := alone(tx, t, before); err != nil {
			return err
		}
		moved, err := tx.MoveTicket(m.Ticket, before, m.At, after)
		if err == nil && !moved {
			return desk.Refuse(desk.CodeWrongState)
		}
		if err != nil {
			return err
		}
		if before != desk.Closed && until.After(time.Now()) {
			if err := tx.Snooze(m.Ticket, until); err != nil {
				return err
			}
		}
		return tx.RemoveLine(line)
	})
}

// Read marks everything in a ticket as seen.
func (s *Service) Read(ctx context.Context, id desk.TicketID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.MarkSeen(id) })
}

// Unread puts the unread mark on a ticket.
func (s *Service) Unread(ctx context.Context, id desk.TicketID) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.MarkUnread(id) })
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

// Snooze hides a live ticket until a time or until the customer writes; the zero time wakes it.
func (s *Service) Snooze(ctx context.Context, id desk.TicketID, until time.Time) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.Snooze(id, until) })
}

// Pin keeps a ticket on top of its list.
func (s *Service) Pin(ctx context.Context, id desk.TicketID, pinned bool) error {
	return s.db.Write(ctx, func(tx *store.Tx) error { return tx.Pin(id, pinned) })
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
