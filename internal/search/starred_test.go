package search

import (
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestStarred: the messages with a star are found newest first, also by words and filters, as soon as they have it and no longer.
func TestStarred(t *testing.T) {
	o := newOffice(t)
	for i, text := range []string{"bolo de laranja", "o preço", "bolo de fubá https://exemplo.com", "obrigado"} {
		o.say(ana, text, i)
	}
	star := func(on bool, ids ...desk.MessageID) {
		o.write(func(tx *store.Tx) error {
			for _, id := range ids {
				if err := tx.SetStarred(id, on); err != nil {
					return err
				}
			}
			return nil
		})
	}
	star(true, 1, 2, 3)
	for name, c := range map[string]struct {
		ask  Ask
		want []desk.MessageID
	}{
		"all":          {Ask{}, []desk.MessageID{3, 2, 1}},
		"by words":     {Ask{Query: "bolo"}, []desk.MessageID{3, 1}},
		"by kind":      {Ask{Kind: "link"}, []desk.MessageID{3}},
		"by who wrote": {Ask{From: "me"}, nil},
		"since":        {Ask{Since: begin.Add(1e9)}, []desk.MessageID{3, 2}},
		"until":        {Ask{Until: begin.Add(1e9)}, []desk.MessageID{1}},
		"a page":       {Ask{Limit: 1, Before: 1}, []desk.MessageID{2}},
		"after all":    {Ask{Before: 99}, nil},
	} {
		c.ask.Starred = true
		if c.ask.Limit == 0 {
			c.ask.Limit = 10
		}
		got := o.find(c.ask)
		var ids []desk.MessageID
		for _, h := range got.Hits {
			ids = append(ids, h.ID)
		}
		if len(ids) != len(c.want) {
			t.Errorf("%s: %v, want %v", name, ids, c.want)
			continue
		}
		for i := range ids {
			if ids[i] != c.want[i] {
				t.Errorf("%s: %v, want %v", name, ids, c.want)
			}
		}
	}
	if got := o.find(Ask{Starred: true, Limit: 2}); got.Next != 2 || got.Ready != 100 {
		t.Errorf("the next page begins at %d, ready %d", got.Next, got.Ready)
	}
	star(false, 2)
	if got := o.find(Ask{Starred: true, Limit: 9}); len(got.Hits) != 2 {
		t.Errorf("with one star less: %d", len(got.Hits))
	}
	if _, err := o.Messages(t.Context(), Ask{Starred: true, Kind: "nothing"}); err == nil {
		t.Error("an unknown kind is let through")
	}
}
