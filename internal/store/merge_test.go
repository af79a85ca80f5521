package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/balcao-app/balcao/internal/desk"
)

// lasting are the rows of the two contacts ?1 and ?2 that a merge may move and never lose, as what they say beside whose they are.
var lasting = map[string]string{
	"addresses":         "SELECT DISTINCT scheme || value FROM address WHERE contact_id IN (?1,?2)",
	"former addresses":  "SELECT DISTINCT scheme || value || ' ' || until FROM former WHERE contact_id IN (?1,?2)",
	"sights":            "SELECT DISTINCT connection_id || direction || remote_id FROM sighting WHERE contact_id IN (?1,?2)",
	"words that wait":   "SELECT DISTINCT connection_id || direction || remote_id FROM early WHERE contact_id IN (?1,?2)",
	"deliveries":        "SELECT client_id FROM delivery WHERE contact_id IN (?1,?2)",
	"tags":              "SELECT DISTINCT tag_id FROM contact_tag WHERE contact_id IN (?1,?2)",
	"fields":            "SELECT DISTINCT field_id FROM contact_field WHERE contact_id IN (?1,?2)",
	"windows":           "SELECT number || ' ' || max(at) FROM last_inbound WHERE contact_id IN (?1,?2) GROUP BY number",
	"notes and lines":   "SELECT id || body FROM message WHERE contact_id IN (?1,?2) AND direction IN ('note','system')",
	"never seen twice":  "SELECT m.id FROM message m WHERE m.contact_id IN (?1,?2) AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.message_id=m.id)",
	"live in a channel": "SELECT DISTINCT channel_id FROM ticket WHERE contact_id IN (?1,?2) AND status<>'closed'",
	"blocked":           "SELECT max(blocked_at)>0 FROM contact WHERE id IN (?1,?2)",
	"newest pushed":     "SELECT pushed FROM contact WHERE id IN (?1,?2) ORDER BY pushed_at DESC, pushed DESC LIMIT 1",
	"of somebody else":  "SELECT 'a' || value FROM address WHERE contact_id NOT IN (?1,?2) UNION ALL SELECT 'm' || id || body FROM message WHERE contact_id NOT IN (?1,?2) UNION ALL SELECT 'c' || name || note FROM contact WHERE id NOT IN (?1,?2)",
}

func (c *crowd) lines(query string, args ...any) []string {
	c.Helper()
	all, err := collect(&c.tx.View, func(s scanner) (line string, err error) { return line, s.Scan(&line) }, query, args...)
	c.must(err)
	slices.Sort(all)
	return all
}

// TestAMergeLosesNothing: whatever rows two contacts have, they are those of the one that is kept, and nothing is left of the other.
func TestAMergeLosesNothing(t *testing.T) {
	for seed := range uint64(25) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			db, err := Open(Options{Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			c := &crowd{T: t, Rand: rand.New(rand.NewPCG(seed, 11))}
			c.must(db.Write(t.Context(), c.fill))
			c.must(db.Write(t.Context(), func(tx *Tx) error {
				c.tx = tx
				c.merges(c.contacts[0], c.contacts[1])
				return nil
			}))
		})
	}
}

func (c *crowd) merges(from, to desk.ContactID) {
	was := map[string][]string{}
	for what, query := range lasting {
		was[what] = c.lines(query, from, to)
	}
	gone, stays := c.named(from), c.named(to)
	c.must(c.tx.mergeContact(from, to))
	for what, query := range lasting {
		if now := c.lines(query, from, to); !slices.Equal(now, was[what]) {
			c.Errorf("%s: %q, then %q", what, was[what], now)
		}
	}
	for _, table := range append([]string{"address", "contact_tag", "contact_field"}, ties[:8]...) {
		if left := c.lines("SELECT 1 FROM "+table+" WHERE contact_id=?", from); len(left) > 0 {
			c.Errorf("%d rows of %s are still of who is no more", len(left), table)
		}
	}
	now, want := c.named(to), stays
	if want.name == "" {
		want.name = gone.name
	}
	if want.saved == "" {
		want.saved = gone.saved
	}
	if want.note != "" && gone.note != "" {
		want.note += "\n"
	}
	want.note += gone.note
	if now != want {
		c.Errorf("%+v and %+v became %+v", stays, gone, now)
	}
}

type named struct{ name, saved, note string }

func (c *crowd) named(id desk.ContactID) (n named) {
	c.Helper()
	_, err := c.tx.row("SELECT name, saved, note FROM contact WHERE id=?", []any{id}, &n.name, &n.saved, &n.note)
	c.must(err)
	return n
}
