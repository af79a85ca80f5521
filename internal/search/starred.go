package search

import (
	"context"
	"slices"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// mostStarred are looked at: who marks more has another use for stars.
const mostStarred = 4000

// starred finds among the messages with a star, which are few: they are read from the database and no index knows of them. A page begins
// after as many of them as were looked at before.
func (s *Service) starred(ctx context.Context, a Ask, limit int) (out Answer, err error) {
	out.Ready = 100
	wanted, err := factsOf(a)
	if err != nil {
		return out, err
	}
	sought := desk.Seek(a.Query)
	err = s.DB.Read(ctx, func(v *store.View) error {
		ids, err := v.Starred(mostStarred)
		if err != nil {
			return err
		}
		kept, err := v.Sifted(ids, a.Channel, a.Tag)
		if err != nil {
			return err
		}
		for i, id := range ids[min(int(max(a.Before, 0)), len(ids)):] {
			h, ok, err := look(v, a, sought, id)
			switch {
			case err != nil:
				return err
			case !ok || !kept[id] || !within(h, a) || !holds(h, wanted):
				continue
			case len(out.Hits) == limit:
				out.Next = a.Before + int64(i)
				return nil
			}
			out.Hits = append(out.Hits, h)
		}
		return nil
	})
	return out, err
}

func within(h Hit, a Ask) bool {
	return (a.Since.IsZero() || h.At >= a.Since.UnixMilli()) && (a.Until.IsZero() || h.At < a.Until.UnixMilli())
}

func holds(h Hit, wanted [][]string) bool {
	has := strings.Fields(facts(h.Searched))
	for _, any := range wanted {
		if !slices.ContainsFunc(any, func(f string) bool { return slices.Contains(has, f) }) {
			return false
		}
	}
	return true
}
