package app

import (
	"context"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

func (a *API) list(ctx context.Context, r ListRequest) (out ListAnswer, err error) {
	out.Rev = a.engine.Feed.Rev()
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		rows, next, err := v.List(store.ListAsk{Tab: r.Tab, Unread: r.Unread, Tag: desk.TagID(r.Tag), Query: r.Query, After: r.After, Limit: r.Limit})
		if err != nil {
			return err
		}
		out.Next = next
		if out.Tickets, err = a.ticketsOf(v, rows); err != nil {
			return err
		}
		counts, err := v.Counts()
		out.Counts = countsOf(counts)
		return err
	})
	return out, err
}

func (a *API) tickets(ctx context.Context, r IDs) (out Tickets, err error) {
	ids, err := typed[desk.TicketID](r.IDs)
	if err != nil {
		return out, err
	}
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		rows, err := v.Tickets(ids)
		if err != nil {
			return err
		}
		if out.Tickets, err = a.ticketsOf(v, rows); err != nil {
			return err
		}
		counts, err := v.Counts()
		out.Counts = countsOf(counts)
		return err
	})
	return out, err
}

// manyIDs is the most rows one call may name: what is done to them is one transaction, for which everything else waits.
const manyIDs = 500

func typed[T ~int64](in []int64) ([]T, error) {
	if len(in) > manyIDs {
		f := desk.Refuse(desk.CodeManyRows)
		f.Params = map[string]string{"max": strconv.Itoa(manyIDs)}
		return nil, f
	}
	return each(in, func(id int64) T { return T(id) }), nil
}

// firstPage is how many messages a conversation opens with.
const firstPage = 60

func (a *API) open(ctx context.Context, r ID) (out View, err error) {
	out.Rev = a.engine.Feed.Rev()
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		t, err := v.Ticket(desk.TicketID(r.ID))
		if err != nil {
			return err
		}
		first, err := v.FirstUnseen(t.ID)
		if err != nil {
			return err
		}
		rows, more, err := v.Page(store.PageAsk{Contact: t.Contact.ID, Limit: max(firstPage, min(t.Unread+20, 200))})
		if err != nil {
			return err
		}
		one, err := a.ticketsOf(v, []desk.Ticket{t})
		if err != nil {
			return err
		}
		out.Ticket, out.FirstNew, out.MoreBefore = one[0], int64(first), more
		stretches, err := v.Stretches(t.Contact.ID)
		if err != nil {
			return err
		}
		out.Stretches = each(stretches, stretchOf)
		out.Messages, err = messagesOf(v, rows)
		return err
	})
	return out, err
}

// ReadRequest says that the operator has a conversation before their eyes.
type ReadRequest struct {
	ID   int64 `json:"id"`   // of the ticket
	UpTo int64 `json:"upTo"` // the newest message on the page; what came since is not read
}

func (a *API) read(ctx context.Context, r ReadRequest) (Empty, error) {
	return done(a.engine.Inbox.Read(ctx, desk.TicketID(r.ID), desk.MessageID(r.UpTo)))
}

func (a *API) act(ctx context.Context, r ActRequest) (out Acted, err error) {
	ids, err := typed[desk.TicketID](r.Tickets)
	if err != nil {
		return out, err
	}
	done, err := a.engine.Inbox.Act(ctx, ids, desk.Act(r.Act), desk.Detail{Until: until(r.Until), Reason: desk.ReasonID(r.Reason), Tag: desk.TagID(r.Tag)})
	return Acted{Undo: int64(done.Step), Changed: done.Changed, First: int64(done.First), Next: int64(done.Next)}, err
}

// untilTheyWrite is desk.UntilTheyWrite on the page.
const untilTheyWrite = -1

func until(ms int64) time.Time {
	if ms == untilTheyWrite {
		return desk.UntilTheyWrite
	}
	return store.Time(ms)
}

func snoozed(t time.Time) int64 {
	if t.Equal(desk.UntilTheyWrite) {
		return untilTheyWrite
	}
	return store.Millis(t)
}

func (a *API) undo(ctx context.Context, r ID) (Empty, error) {
	return done(a.engine.Inbox.Undo(ctx, desk.StepID(r.ID)))
}

func (a *API) draft(ctx context.Context, r DraftRequest) (Empty, error) {
	return done(a.engine.Inbox.Draft(ctx, desk.TicketID(r.Ticket), r.Text))
}

func (a *API) nextWaiting(ctx context.Context, r ID) (out ID, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		id, err := v.NextWaiting(desk.TicketID(r.ID))
		out.ID = int64(id)
		return err
	})
	return out, err
}

func (a *API) contact(ctx context.Context, r ID) (out Contact, err error) {
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		c, err := v.Contact(desk.ContactID(r.ID))
		shown := c
		shown.Name = ""
		out = Contact{ID: int64(c.ID), Name: c.Name, Pushed: shown.Title(), Number: international(c.Number), Note: c.Note}
		return err
	})
	return out, err
}

func (a *API) renameContact(ctx context.Context, r RenameRequest) (Empty, error) {
	return done(a.engine.Inbox.Rename(ctx, desk.ContactID(r.ID), r.Name))
}
