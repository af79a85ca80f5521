package search

import (
	"context"
	"slices"
	"time"

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
	// patience is how long one page may be looked for: a filter that the index does not know may leave out nearly everything. What was
	// found until then is a page, and the next begins where it ended.
	patience = 400 * time.Millisecond
	// So many entries are looked at together, at first and at most.
	round, mostRound = 64, 2048
)

// Messages finds messages. While the index is being made, or made anew, it finds what is in it.
func (s *Service) Messages(ctx context.Context, a Ask) (out Answer, err error) {
	limit := min(max(a.Limit, 1), 100)
	if a.Starred {
		return s.starred(ctx, a, limit)
	}
	owners, few, err := s.owners(ctx, a.Tag)
	if err != nil {
		return out, err
	}
	err = s.with(func(x *index) error {
		q, err := x.read(ctx, a, owners...)
		if err != nil {
			return err
		}
		if out.Ready, err = s.ready(ctx, x); err != nil {
			return err
		}
		if few && len(owners) == 0 || q.match == "" && a.Since.IsZero() && a.Until.IsZero() && a.Channel == 0 && a.Tag == 0 {
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
	end := time.Now().Add(s.patience)
	for n := round; ; n = min(2*n, mostRound) {
		entries, err := x.page(ctx, q, n)
		if err != nil {
			return err
		}
		full := false
		err = s.DB.Read(ctx, func(v *store.View) error {
			some, err := sift(v, a, entries)
			if err == nil {
				full, err = out.add(v, a, &q, some, limit)
			}
			return err
		})
		if err != nil || full || len(entries) < n {
			return err
		}
		q.to = entries[len(entries)-1].key
		if time.Now().After(end) {
			out.Next = q.to
			return nil
		}
	}
}

// sift leaves out what is of another channel, or of contacts without the tag, before anything is read whole.
func sift(v *store.View, a Ask, entries []entry) ([]entry, error) {
	if a.Channel == 0 && a.Tag == 0 {
		return entries, nil
	}
	ids := make([]desk.MessageID, len(entries))
	for i, e := range entries {
		ids[i] = e.message
	}
	kept, err := v.Sifted(ids, a.Channel, a.Tag)
	return slices.DeleteFunc(slices.Clone(entries), func(e entry) bool { return !kept[e.message] }), err
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

// fewOwners of a tag are named to the index: then only what they said is looked at.
const fewOwners = 200

// owners are the contacts that have a tag, where they are few enough to be named.
func (s *Service) owners(ctx context.Context, tag desk.TagID) (all []desk.ContactID, few bool, err error) {
	if tag == 0 {
		return nil, false, nil
	}
	err = s.DB.Read(ctx, func(v *store.View) error { all, err = v.Owners(tag, fewOwners+1); return err })
	if len(all) > fewOwners {
		return nil, false, err
	}
	return all, true, err
}

// look reads a message that the index named, and whether it still is what was asked for.
func look(v *store.View, a Ask, sought desk.Sought, id desk.MessageID) (h Hit, ok bool, err error) {
	h.Found, ok, err = v.Found(id)
	if err != nil || !ok || a.Contact > 0 && h.Contact != a.Contact {
		return h, false, err
	}
	marks, all := sought.Find(h.Text, h.File)
	if !all {
		return h, false, nil
	}
	h.Snippet, h.Marks = desk.Snippet(h.Text, marks[0], snippetLength)
	h.File, h.FileMarks = desk.Snippet(h.File, marks[1], snippetLength)
	return h, true, nil
}

func (s *Service) ready(ctx context.Context, x *index) (int, error) {
	done, err := x.mark(ctx)
	if err != nil {
		return 0, err
	}
	var newest desk.MessageID
	err = s.DB.Read(ctx, func(v *store.View) error { newest, _, err = v.NewestIDs(); return err })
	return percent(done.message, int64(newest)), err
}

// mostWithin is how many places of one conversation are counted.
const mostWithin = 1000

// Places are where words stand in one conversation.
type Places struct {
	Messages []desk.MessageID // newest first
	More     bool             // there are more than could be counted
	Ready    int              // how much of all messages could be looked through, in percent
}

// Within finds a query in one conversation.
func (s *Service) Within(ctx context.Context, c desk.ContactID, query string) (out Places, err error) {
	if c <= 0 || desk.Seek(query).Empty() {
		return Places{Ready: 100}, nil
	}
	err = s.with(func(x *index) error {
		q, err := x.read(ctx, Ask{Query: query, Contact: c})
		if err != nil {
			return err
		}
		if out.Ready, err = s.ready(ctx, x); err != nil {
			return err
		}
		entries, err := x.page(ctx, q, mostWithin+1)
		for _, e := range entries[:min(len(entries), mostWithin)] {
			out.Messages = append(out.Messages, e.message)
		}
		out.More = len(entries) > mostWithin
		return err
	})
	if damaged(err) {
		return Places{}, nil // nothing is ready, until Run has made it anew
	}
	return out, err
}
