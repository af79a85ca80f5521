package app

import (
	"context"
	"sync"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/search"
	"github.com/balcao-app/balcao/internal/store"
)

// asking is what is being looked for right now, by who asks. Its zero value is ready.
type asking struct {
	mu  sync.Mutex
	end map[string]*context.CancelFunc
}

// begin ends the question that the same asker asked before, and returns the context of the new one and how it is over.
func (a *asking) begin(ctx context.Context, asker string) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.end == nil {
		a.end = map[string]*context.CancelFunc{}
	}
	if before := a.end[asker]; before != nil {
		(*before)()
	}
	mine := &cancel
	a.end[asker] = mine
	return ctx, func() {
		cancel()
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.end[asker] == mine {
			delete(a.end, asker)
		}
	}
}

func (a *API) searchMessages(ctx context.Context, r SearchRequest) (SearchAnswer, error) {
	ctx, over := a.asking.begin(ctx, "messages "+r.Asker)
	defer over()
	found, err := a.engine.Search.Messages(ctx, search.Ask{Query: r.Query, Channel: desk.ChannelID(r.Channel), Tag: desk.TagID(r.Tag), From: r.From, Kind: r.Kind,
		Since: store.Time(r.Since), Until: store.Time(r.Until), Starred: r.Starred, Before: r.Before, Limit: r.Limit})
	return SearchAnswer{Hits: each(found.Hits, hitOf), Next: found.Next, Ready: found.Ready}, err
}

func (a *API) searchPersons(ctx context.Context, r PersonsRequest) (Persons, error) {
	ctx, over := a.asking.begin(ctx, "persons "+r.Asker)
	defer over()
	found, err := a.engine.Search.Persons(ctx, r.Query, min(max(r.Limit, 1), 50))
	return Persons{Persons: each(found, func(p search.Person) Person {
		return Person{Contact: int64(p.ID), Ticket: int64(p.Ticket), Name: p.Title(), Number: international(p.Number), At: p.At, Marks: each(p.Marks, spanOf)}
	})}, err
}

func (a *API) searchWithin(ctx context.Context, r WithinRequest) (WithinAnswer, error) {
	ctx, over := a.asking.begin(ctx, "within "+r.Asker)
	defer over()
	found, err := a.engine.Search.Within(ctx, desk.ContactID(r.Contact), r.Query)
	return WithinAnswer{Messages: each(found.Messages, func(id desk.MessageID) int64 { return int64(id) }), More: found.More, Ready: found.Ready}, err
}

func hitOf(h search.Hit) Hit {
	return Hit{Message: int64(h.ID), Ticket: int64(h.Ticket), Contact: int64(h.Contact), Channel: int64(h.Channel), Name: h.Person.Title(),
		Number: international(h.Person.Number), Direction: string(h.Direction), Kind: string(h.Kind), At: h.At, Text: h.Snippet,
		Marks: each(h.Marks, spanOf), File: h.File, FileMarks: each(h.FileMarks, spanOf)}
}

func spanOf(s desk.Span) Span { return Span{From: s.From, To: s.To} }
