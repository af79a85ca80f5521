package app

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/reply"
	"github.com/balcao-app/balcao/internal/store"
)

func (a *API) replies(ctx context.Context, _ Empty) (out Replies, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		rows, err := v.Replies()
		out.Replies = each(rows, func(r desk.Reply) Reply {
			return Reply{ID: int64(r.ID), Shortcut: r.Shortcut, Text: r.Text, Uses: r.Uses, Files: each(r.Files, replyFileOf)}
		})
		return err
	})
	return out, err
}

func (a *API) saveReply(ctx context.Context, r ReplyRequest) (ID, error) {
	kept := each(r.Files, func(id int64) desk.ReplyFile { return desk.ReplyFile{ID: desk.ReplyFileID(id)} })
	uploads := each(r.Uploads, func(id int64) desk.UploadID { return desk.UploadID(id) })
	id, err := a.engine.Replies.Save(ctx, desk.Reply{ID: desk.ReplyID(r.ID), Shortcut: r.Shortcut, Text: r.Text, Files: kept}, uploads...)
	return ID{ID: int64(id)}, err
}

func (a *API) deleteReply(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Replies.Delete(ctx, desk.ReplyID(r.ID)))
}

func (a *API) restoreReply(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Replies.Restore(ctx, desk.ReplyID(r.ID)))
}

func (a *API) useReply(ctx context.Context, r UseReplyRequest) (Filled, error) {
	text, files, err := a.engine.Replies.Use(ctx, desk.ReplyID(r.Reply), desk.TicketID(r.Ticket), r.Language)
	return Filled{Text: text, Files: each(files, uploadOf)}, err
}

func replyFileOf(f desk.ReplyFile) ReplyFile {
	return ReplyFile{ID: int64(f.ID), Name: f.Name, Mime: f.Mime, Bytes: f.Bytes}
}

// FillingsRequest asks what the variables stand for in a ticket.
type FillingsRequest struct {
	Ticket   int64  `json:"ticket"`
	Language string `json:"language"` // of the screen: pt-BR | en | es
}

// Fillings lists them, those of the program first.
type Fillings struct {
	Fillings []Filling `json:"fillings"`
}

// Filling is a variable with what it stands for.
type Filling struct {
	Variable string `json:"variable"` // between braces
	Name     string `json:"name"`     // of the operator's own fields; empty: the page has its words
	Value    string `json:"value"`    // empty: not known
}

func (a *API) fillings(ctx context.Context, r FillingsRequest) (Fillings, error) {
	all, err := a.engine.Replies.Fillings(ctx, desk.TicketID(r.Ticket), r.Language)
	return Fillings{Fillings: each(all, func(f reply.Filling) Filling {
		return Filling{Variable: string(f.Variable), Name: f.Name, Value: f.Value}
	})}, err
}
