package app

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
)

// UndoRequest takes a message back that has not left. Ticket is the one on screen, where it is written once more.
type UndoRequest struct {
	Message int64 `json:"message"`
	Ticket  int64 `json:"ticket"`
}

// Undone is what was taken back.
type Undone struct {
	Text    string  `json:"text"`
	Draft   string  `json:"draft"`   // what the ticket keeps as its draft since
	ReplyTo int64   `json:"replyTo"` // 0 = it answered none
	Kind    string  `json:"kind"`
	Upload  *Upload `json:"upload"` // null = it had no file
	Millis  int64   `json:"millis"`
	Wave    []int   `json:"wave"`
}

func (a *API) undoMessage(ctx context.Context, r UndoRequest) (Undone, error) {
	u, err := a.engine.Outbox.Undo(ctx, desk.MessageID(r.Message), desk.TicketID(r.Ticket))
	out := Undone{Text: u.Text, Draft: u.Draft, ReplyTo: int64(u.ReplyTo), Kind: string(u.Kind), Millis: u.Length.Milliseconds(),
		Wave: each(u.Wave, func(b byte) int { return int(b) })}
	if u.Upload.ID != 0 {
		file := uploadOf(u.Upload)
		out.Upload = &file
	}
	return out, err
}
