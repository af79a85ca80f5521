package app

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
)

func (a *API) page(ctx context.Context, r PageRequest) (out Page, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		if r.Around > 0 {
			rows, before, after, err := v.Around(desk.ContactID(r.Contact), desk.MessageID(r.Around), r.Limit)
			if err != nil {
				return err
			}
			out.MoreBefore, out.MoreAfter = before, after
			out.Messages, err = messagesOf(v, rows)
			return err
		}
		rows, more, err := v.Page(store.PageAsk{Contact: desk.ContactID(r.Contact), Before: desk.MessageID(r.Before),
			After: desk.MessageID(r.After), Limit: r.Limit})
		if err != nil {
			return err
		}
		out.MoreBefore, out.MoreAfter = more && r.After == 0, more && r.After > 0
		out.Messages, err = messagesOf(v, rows)
		return err
	})
	return out, err
}

func (a *API) messages(ctx context.Context, r IDs) (out Messages, err error) {
	ids, err := typed[desk.MessageID](r.IDs)
	if err != nil {
		return out, err
	}
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		rows, err := v.Messages(ids)
		if err != nil {
			return err
		}
		out.Messages, err = messagesOf(v, rows)
		return err
	})
	return out, err
}

func (a *API) send(ctx context.Context, r SendRequest) (ID, error) {
	d := outbox.Draft{Ticket: desk.TicketID(r.Ticket), Key: r.Key, Text: r.Text, ReplyTo: desk.MessageID(r.ReplyTo), Note: r.Note,
		By: desk.ConnectionID(r.Connection), Despite: r.Despite, Confirmed: r.Confirmed}
	if r.Template != nil {
		d.Kind, d.Content = desk.Template, &desk.Content{Template: r.Template}
	}
	id, err := a.engine.Outbox.Enqueue(ctx, d)
	return ID{ID: int64(id)}, err
}

func (a *API) retry(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Outbox.Retry(ctx, desk.MessageID(r.ID)))
}

func (a *API) resolve(ctx context.Context, r ResolveRequest) (Empty, error) {
	return done(a.engine.Outbox.Resolve(ctx, desk.MessageID(r.Message), outbox.Choice(r.Choice), desk.ConnectionID(r.Connection)))
}

func (a *API) cancel(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Outbox.Cancel(ctx, desk.MessageID(r.ID)))
}

func (a *API) path(ctx context.Context, r ID) (out Path, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		m, err := v.Message(desk.MessageID(r.ID))
		if err != nil {
			return err
		}
		rows, err := v.Deliveries(m.ID)
		if err != nil {
			return err
		}
		out.Attempts = each(rows, attemptOf)
		receipts, err := v.Receipts(m.ID)
		if err != nil {
			return err
		}
		out.Receipts = each(receipts, func(r desk.Receipt) Receipt { return Receipt{Status: string(r.Status), At: store.Millis(r.At)} })
		offers, err := a.engine.Outbox.Offers(v, m)
		out.Offers = each(offers, offerOf)
		return err
	})
	return out, err
}

func (a *API) fetch(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Media.Want(ctx, desk.MessageID(r.ID)))
}
