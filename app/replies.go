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
			return Reply{ID: int64(r.ID), Shortcut: r.Shortcut, Text: r.Text, Uses: r.Uses}
		})
		return err
	})
	return out, err
}

func (a *API) saveReply(ctx context.Context, r ReplyRequest) (ID, error) {
	id, err := a.engine.Replies.Save(ctx, desk.Reply{ID: desk.ReplyID(r.ID), Shortcut: r.Shortcut, Text: r.Text})
	return ID{ID: int64(id)}, err
}

func (a *API) deleteReply(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Replies.Delete(ctx, desk.ReplyID(r.ID)))
}

func (a *API) restoreReply(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Replies.Restore(ctx, desk.ReplyID(r.ID)))
}

func (a *API) useReply(ctx context.Context, r UseReplyRequest) (Filled, error) {
	text, err := a.engine.Replies.Use(ctx, desk.ReplyID(r.Reply), desk.TicketID(r.Ticket), r.Language)
	return Filled{Text: text}, err
}
