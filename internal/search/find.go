package search

import (
	"context"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// Hit is a message that was found.
type Hit struct {
	store.Found
	Snippet   string
	Marks     []desk.Span // in Snippet, in UTF-16 units
	FileMarks []desk.Span // in File, in UTF-16 units
}

// Answer is a page of hits, newest first.
type Answer struct {
	Hits  []Hit
	Next  int64 // what to ask for as Before to go on, 0: that was all
	Ready int   // how much of the messages could be looked through, in percent
}

const (
	// snippetLength is how much of a text is shown, in runes.
	snippetLength = 150
	// mostLooked at in one page: a filter that the index does not know may leave out nearly everything.
	mostLooked = 4000
	round      = 64
)

// Messages finds messages. While the index is being made, or made anew, it finds what is in it.
func (s *Service) Messages(ctx context.Context, a Ask) (out Answer, err error) {
	limit := min(max(a.Limit, 1), 100)
	if a.Starred {
		return s.starred(ctx, a, limit)
	}
	err = s.with(func(x *index) error {
		q, err := x.read(ctx, a)
		if err != nil {
			return err
		}
		if out.Ready, err = s.ready(ctx, x); err != nil {
			return err
		}
		if q.match == "" && a.Since.IsZero() && a.Until.IsZero() && a.Channel == 0 && a.Tag == 0 {
			return nil
		}
		return s.gatherHits(ctx, x, a, q, limit, &out)
	})
	if damaged(err) {
		return Answer{}, nil // nothing is ready, until Run has made it anew
	}
	return out, err
}

func (s *Service) gatherHits(ctx context.Context, x *index, a Ask, q question, limit int, out *Answer) error {
	for looked := 0; looked < mostLooked; looked += round {
		entries, err := x.page(ctx, q, round)
		if err != nil {
			return err
		}
		full := false
		err = s.DB.Read(ctx, func(v *store.View) error { full, err = out.add(v, a, &q, entries, limit); return err })
		if err != nil || full || len(entries) < round {
			return err
		}
		q.to = entries[len(entries)-1].key
	}
	out.Next = q.to
	return nil
}

// add reads what the index named until the page is full and there is one more for the next.
func (out *Answer) add(v *store.View, a Ask, q *question, entries []entry, limit int) (full bool, err error) {
	for _, e := range entries {
		hit, ok, err := look(v, a, q.sought, e.message)
		if err != nil {
			return false, err
		}
		if !ok {
			continue
		}
		if len(out.Hits) == limit {
			out.Next = q.to
			return true, nil
		}
		out.Hits = append(out.Hits, hit)
		q.to = e.key
	}
	return false, nil
}

// look reads a message that the index named, and whether it still is what was asked for.
func look(v *store.View, a Ask, sought desk.Sought, id desk.MessageID) (h Hit, ok bool, err error) {
	h.Found, ok, err = v.Found(id)
	if err != nil || !ok || a.Channel > 0 && h.Channel != a.Channel || a.Contact > 0 && h.Contact != a.Contact {
		return h, false, err
	}
	marks, all := sought.Find(h.Text, h.File)
	if all && a.Tag > 0 {
		all, err = v.HasTag(h.Contact, a.Tag)
	}
	if !all {
		return h, false, err
	}
	h.Snippet, h.Marks = desk.Snippet(h.Text, marks[0], snippetLength)
	h.File, h.FileMarks = desk.Snippet(h.File, marks[1], snippetLength)
	return h, true, nil
}

func (s *Service) ready(ctx context.Context, x *index) (int, error) {
	done, _, err := x.mark(ctx)
	if err != nil {
		return 0, err
	}
	var newest desk.MessageID
	err = s.DB.Read(ctx, func(v *store.View) error { newest, _, err = v.NewestIDs(); return err })
	return percent(done, int64(newest)), err
}

// mostWithin is how many places of one conversation are counted.
const mostWithin = 1000

// Within finds a query in one conversation: the messages, newest first, and whether there are more than could be counted.
func (s *Service) Within(ctx context.Context, c desk.ContactID, query string) (all []desk.MessageID, more bool, err error) {
	if c <= 0 || desk.Seek(query).Empty() {
		return nil, false, nil
	}
	var entries []entry
	err = s.with(func(x *index) error {
		q, err := x.read(ctx, Ask{Query: query, Contact: c})
		if err == nil {
			entries, err = x.page(ctx, q, mostWithin+1)
		}
		return err
	})
	if damaged(err) {
		return nil, false, nil
	}
	for _, e := range entries[:min(len(entries), mostWithin)] {
		all = append(all, e.message)
	}
	return all, len(entries) > mostWithin, err
}
