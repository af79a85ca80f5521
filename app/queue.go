package app

import (
	"context"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/outbox"
	"github.com/balcao-app/balcao/internal/store"
)

// Queue is what has not left for certain, by conversation: the one whose oldest message waits longest comes first.
type Queue struct {
	Talks []QueueTalk `json:"talks"`
	More  bool        `json:"more"` // there is more than can be listed
	// Until is when the first of the customers' 24 hours ends before which something has to leave, 0 = never.
	Until int64 `json:"until"`
}

// QueueTalk is what waits in one conversation, in the order in which it leaves.
type QueueTalk struct {
	Ticket   int64         `json:"ticket"`
	Contact  int64         `json:"contact"`
	Channel  int64         `json:"channel"`
	Name     string        `json:"name"`
	Number   string        `json:"number"`
	Messages []QueuedEntry `json:"messages"`
}

// QueuedEntry is a message that waits, and what may be done about it.
type QueuedEntry struct {
	Message    Message `json:"message"`
	Why        string  `json:"why"`        // unsure | held | sending | shut | mend | link | turn | later | soon
	Connection int64   `json:"connection"` // on which it waits
	NextAt     int64   `json:"nextAt"`     // of later
	Until      int64   `json:"until"`      // it can leave only until then, 0 = whenever
	Offers     []Offer `json:"offers"`     // what may be done about it now, most useful first
}

func (a *API) queue(ctx context.Context, _ Empty) (out Queue, err error) {
	out.Talks = []QueueTalk{}
	err = a.engine.DB.Read(ctx, func(v *store.View) error {
		all, more, err := a.engine.Outbox.Queue(v)
		if err != nil {
			return err
		}
		out.More, out.Until = more, store.Millis(firstEnd(all))
		return out.fill(v, all)
	})
	return out, err
}

// firstEnd is the first end of 24 hours that is still to come, zero if none is. One that has passed hurries nobody.
func firstEnd(all []outbox.Queued) (ends time.Time) {
	for _, o := range all {
		if !o.Until.IsZero() && o.Why != desk.WaitShut && (ends.IsZero() || o.Until.Before(ends)) {
			ends = o.Until
		}
	}
	return ends
}

func (q *Queue) fill(v *store.View, all []outbox.Queued) error {
	rows, err := messagesOf(v, each(all, func(o outbox.Queued) desk.Message { return o.Message }))
	if err != nil {
		return err
	}
	at := map[desk.ContactID]int{}
	for i, o := range all {
		t, known := at[o.Contact]
		if !known {
			ticket, err := v.Ticket(o.Ticket)
			if err != nil {
				return err
			}
			t = len(q.Talks)
			at[o.Contact] = t
			q.Talks = append(q.Talks, QueueTalk{Ticket: int64(ticket.ID), Contact: int64(o.Contact), Channel: int64(ticket.Channel),
				Name: ticket.Contact.Title(), Number: international(ticket.Contact.Number)})
		}
		q.Talks[t].Messages = append(q.Talks[t].Messages, QueuedEntry{Message: rows[i], Why: string(o.Why), Connection: int64(o.By),
			NextAt: store.Millis(o.NextAt), Until: store.Millis(o.Until), Offers: each(o.Offers, offerOf)})
	}
	return nil
}

func offerOf(o outbox.Offer) Offer { return Offer{Act: o.Act, Connection: int64(o.By)} }
