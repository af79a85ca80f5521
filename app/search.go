package app

import (
	"context"
	"sync"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/search"
	"github.com/balcao-app/balcao/internal/store"
)

// SearchRequest asks for messages, newest first. What is empty or 0 does not matter.
type SearchRequest struct {
	// Asker is made by the page for each of its fields: a question that is asked while the one before is not answered ends that one.
	Asker   string `json:"asker"`
	Query   string `json:"query"`
	Channel int64  `json:"channel"`
	Tag     int64  `json:"tag"`   // of the contact
	From    string `json:"from"`  // me | customer
	Kind    string `json:"kind"`  // image | video | audio | document | contacts | location | link
	Since   int64  `json:"since"` // unix milliseconds
	Until   int64  `json:"until"` // unix milliseconds, not included
	Starred bool   `json:"starred"`
	Before  int64  `json:"before"` // next of the page before
	Limit   int    `json:"limit"`  // at most 100
}

type SearchAnswer struct {
	Hits  []Hit `json:"hits"`
	Next  int64 `json:"next"`  // 0 = no more
	Ready int   `json:"ready"` // percent of the messages that could be looked through
}

// Hit is a message that was found. Marks count as the page's strings do.
type Hit struct {
	Message   int64  `json:"message"`
	Ticket    int64  `json:"ticket"` // the one that shows it
	Contact   int64  `json:"contact"`
	Channel   int64  `json:"channel"`
	Name      string `json:"name"`
	Number    string `json:"number"`
	Direction string `json:"direction"`
	Kind      string `json:"kind"`
	At        int64  `json:"at"`
	Text      string `json:"text"` // the part of it around what was found
	Marks     []Span `json:"marks"`
	File      string `json:"file"` // name, empty if it has none
	FileMarks []Span `json:"fileMarks"`
	// Author is who wrote it in a group, null elsewhere and of our side.
	Author *Author `json:"author"`
}

// Span is a stretch of a string, its end not included.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// PersonsRequest asks for contacts by parts of their names or numbers; whoever talked last comes first.
type PersonsRequest struct {
	Asker string `json:"asker"`
	Query string `json:"query"`
	Limit int    `json:"limit"`
}

type Persons struct {
	Persons []Person `json:"persons"`
}

type Person struct {
	Contact int64  `json:"contact"`
	Ticket  int64  `json:"ticket"` // its latest, 0 = none
	Name    string `json:"name"`
	Number  string `json:"number"`
	At      int64  `json:"at"` // of its last message
	Marks   []Span `json:"marks"`
}

// WithinRequest looks for words in one conversation.
type WithinRequest struct {
	Asker   string `json:"asker"`
	Contact int64  `json:"contact"`
	Query   string `json:"query"`
}

// WithinAnswer names the messages that hold the words.
type WithinAnswer struct {
	Messages []int64 `json:"messages"` // newest first
	More     bool    `json:"more"`     // there are more than are counted
	Ready    int     `json:"ready"`    // how much of all messages could be looked through, in percent
}

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
		Marks: each(h.Marks, spanOf), File: h.File, FileMarks: each(h.FileMarks, spanOf), Author: maybeAuthor(h.Author)}
}

func spanOf(s desk.Span) Span { return Span{From: s.From, To: s.To} }
