package app

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TrayPiece is a file that waits below a conversation to be sent.
type TrayPiece struct {
	Ticket int64  `json:"ticket"`
	Upload Upload `json:"upload"`
	Key    string `json:"key"`  // of the message that it becomes; empty = it has none yet
	Kind   string `json:"kind"` // as in FileRequest; empty = not known yet
	Text   string `json:"text"` // the caption
	Millis int64  `json:"millis"`
	Wave   []int  `json:"wave"`
}

// TrayAnswer has the files of all conversations.
type TrayAnswer struct {
	Pieces []TrayPiece `json:"pieces"`
}

// LayRequest says how files lie below a conversation, in their order. What is not named stays behind them.
type LayRequest struct {
	Ticket int64      `json:"ticket"`
	Pieces []LayPiece `json:"pieces"`
}

// LayPiece is a TrayPiece whose file the program has.
type LayPiece struct {
	Upload int64  `json:"upload"`
	Key    string `json:"key"`
	Kind   string `json:"kind"`
	Text   string `json:"text"`
	Millis int64  `json:"millis"`
	Wave   []int  `json:"wave"`
}

func (a *API) tray(ctx context.Context, _ Empty) (out TrayAnswer, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		all, err := v.Tray()
		out.Pieces = each(all, func(p desk.Piece) TrayPiece {
			return TrayPiece{Ticket: int64(p.Ticket), Upload: uploadOf(p.Upload), Key: p.Key, Kind: string(p.Kind), Text: p.Caption, Millis: p.Length.Milliseconds(),
				Wave: each(p.Wave, func(b byte) int { return int(b) })}
		})
		return err
	})
	return out, err
}

// What the page may keep of one file: keys are its own, a caption is bounded as a draft is, and a wave as a message's is.
const (
	maxPieceKey = 64
	maxCaption  = 1 << 16
)

func (a *API) lay(ctx context.Context, r LayRequest) (Empty, error) {
	if len(r.Pieces) > 100 {
		return Empty{}, badRequest(fmt.Errorf("%d files", len(r.Pieces)))
	}
	for _, p := range r.Pieces {
		switch {
		case len(p.Key) > maxPieceKey, len(p.Wave) > desk.WavePeaks, p.Kind != "" && !desk.CarriesFile(desk.MessageKind(p.Kind)):
			return Empty{}, badRequest(fmt.Errorf("a file laid as %q", p.Kind))
		case utf8.RuneCountInString(p.Text) > maxCaption:
			return Empty{}, desk.Refuse(desk.CodeTooLong)
		}
	}
	pieces := each(r.Pieces, func(p LayPiece) desk.Piece {
		return desk.Piece{Upload: desk.Upload{ID: desk.UploadID(p.Upload)}, Key: p.Key, Kind: desk.MessageKind(p.Kind), Caption: desk.Clean(p.Text),
			Length: time.Duration(p.Millis) * time.Millisecond, Wave: peaks(p.Wave)}
	})
	return done(a.engine.DB.Write(ctx, func(tx *store.Tx) error { return tx.Lay(desk.TicketID(r.Ticket), pieces) }))
}
