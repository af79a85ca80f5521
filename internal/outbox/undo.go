package outbox

import (
	"context"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// undoUntil is the moment up to which a message that is being written stays here, zero if it leaves at once. What the program writes by
// itself was decided long before.
func undoUntil(v *store.View, d Draft, now time.Time) (time.Time, error) {
	if d.Routine {
		return time.Time{}, nil
	}
	wait, err := v.Seconds("undo_seconds")
	if err != nil || wait == 0 {
		return time.Time{}, err
	}
	return now.Add(wait), nil
}

// Undone is what goes back to where it was written.
type Undone struct {
	Text    string // of a text, or the caption of a file
	Draft   string // what the ticket keeps as its draft since: the text, and below it what was there
	ReplyTo desk.MessageID
	Kind    desk.MessageKind
	Upload  desk.Upload // the file; without an id there is none
	Length  time.Duration
	Wave    []byte
}

// Undo takes a message back that has not left: it is no more, and its words are the draft of the ticket on screen, its file an upload, and
// the ticket stands as it did before.
// left_already where a try of it was begun, whatever became of that. Claiming a try is a transaction as this is, so one of them is first.
func (s *Service) Undo(ctx context.Context, id desk.MessageID, ticket desk.TicketID) (out Undone, err error) {
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		out, err = s.undo(tx, id, ticket)
		return err
	})
	return out, err
}

func (s *Service) undo(tx *store.Tx, id desk.MessageID, ticket desk.TicketID) (out Undone, err error) {
	m, err := tx.Message(id)
	if err != nil {
		return out, err
	}
	all, err := tx.Deliveries(id)
	if err != nil {
		return out, err
	}
	t, err := tx.Ticket(ticket)
	if err != nil {
		return out, err
	}
	switch {
	case m.Contact != t.Contact.ID:
		return out, desk.Refuse(desk.CodeBadRequest)
	case m.UndoUntil.IsZero() || !stillHere(all):
		return out, desk.Refuse(desk.CodeLeft)
	}
	out = Undone{Draft: t.Draft, Kind: m.Kind, ReplyTo: m.ReplyTo}
	if (m.Content == nil || m.Kind == desk.Text) && !m.Forwarded { // a text has no more than its card, which is found anew
		if err := s.handBack(tx, m, t, &out); err != nil {
			return out, err
		}
	}
	return out, tx.DropUnsent(m, time.Now())
}

// stillHere reports whether no try of a message was ever begun and one is still to come.
func stillHere(all []desk.Delivery) bool {
	for _, d := range all {
		if d.Attempt > 0 || d.State == desk.DeliverySending || d.State == desk.DeliveryAccepted {
			return false
		}
	}
	last := len(all) - 1
	return last >= 0 && (all[last].State == desk.DeliveryQueued || all[last].State == desk.DeliveryHeld)
}

// handBack keeps what was written: words as the draft, a file as one that waits for its message.
func (s *Service) handBack(tx *store.Tx, m desk.Message, t desk.Ticket, out *Undone) (err error) {
	if a := m.Attachment; a != nil {
		mime, _, _ := strings.Cut(a.Mime, ";")
		out.Upload = desk.Upload{At: time.Now(), Mime: mime, Name: a.Name, Bytes: a.Bytes, Width: a.Width, Height: a.Height, Pages: a.Pages, SHA256: a.SHA256}
		out.Length, out.Wave = a.Duration, a.Wave
		if out.Upload.ID, err = tx.AddUpload(out.Upload); err != nil {
			return err
		}
		// What it is goes with it, so that it waits there also after a restart; its words are the draft.
		if err := tx.Lay(t.ID, []desk.Piece{{Upload: out.Upload, Kind: m.Kind, Length: a.Duration, Wave: a.Wave}}); err != nil {
			return err
		}
	}
	if out.Text = m.Body; out.Text == "" {
		return nil
	}
	if out.Draft = out.Text; t.Draft != "" {
		out.Draft += "\n" + t.Draft
	}
	return tx.SetDraft(t.ID, out.Draft)
}
