package app

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
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
