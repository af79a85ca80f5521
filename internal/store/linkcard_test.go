package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestNewWordsHaveNoCard: an edit leaves what else a message says, and the card of a link that may be gone from it does not stay.
func TestNewWordsHaveNoCard(t *testing.T) {
	db := open(t, nil)
	on := connection(t, db)
	card, ad := &desk.LinkCard{URL: "https://a.example", Title: "Bolo {} \"$.link\""}, &desk.Referral{Headline: "{}"}
	for name, said := range map[string]*desk.Content{"a card": {Link: card}, "both": {Link: card, Referral: ad}, "an advertisement": {Referral: ad}, "nothing": nil} {
		var got desk.Message
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			who, _, err := tx.PutContact([]desk.Address{desk.Phone("55119500000" + string(rune('0'+len(name))))})
			if err != nil {
				return err
			}
			ticket, err := tx.AddTicket(1, who, desk.Open, time.Now(), false)
			if err != nil {
				return err
			}
			id, err := tx.AddMessage(desk.Message{Ticket: ticket, Contact: who, Connection: on, Direction: desk.In, Origin: desk.FromCustomer, Kind: desk.Text,
				Body: "https://a.example", Content: said, At: time.Now(), Status: desk.Received}, true, true, time.Now(), "")
			if err != nil {
				return err
			}
			if got, err = tx.Message(id); err != nil {
				return err
			}
			if had := said != nil && said.Link != nil; had != (got.Content != nil && got.Content.Link != nil) {
				t.Errorf("%s: kept %+v", name, got.Content)
			}
			if err = tx.SetBody(id, "outra coisa", time.Now(), "E"); err == nil {
				got, err = tx.Message(id)
			}
			return err
		})
		switch {
		case err != nil:
			t.Fatal(err)
		case got.Content != nil && got.Content.Link != nil, (said != nil && said.Referral != nil) != (got.Content != nil), got.Content != nil && *got.Content.Referral != *ad:
			t.Errorf("%s: after the edit %+v", name, got.Content)
		}
	}
}

// TestCardsAreForgotten when they are too old to be believed, those that say nothing sooner.
func TestCardsAreForgotten(t *testing.T) {
	db, now := open(t, nil), time.Now()
	known := func(after time.Duration) (all string) {
		err := db.Read(t.Context(), func(v *store.View) error {
			for _, link := range []string{"found", "nothing"} {
				c, known, err := v.FoundCard(link, now.Add(after))
				if err != nil {
					return err
				}
				if known {
					all += " " + link
				}
				if c != nil {
					all += ":" + c.Title
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(all)
	}
	write := func(fn func(*store.Tx) error) {
		if err := db.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *store.Tx) error {
		if err := tx.KeepCard("found", &desk.LinkCard{Title: "Bolo"}, now); err != nil {
			return err
		}
		return tx.KeepCard("nothing", nil, now)
	})
	for after, want := range map[time.Duration]string{0: "found:Bolo nothing", desk.NoCardKept + time.Minute: "found:Bolo", desk.CardKept + time.Minute: ""} {
		if got := known(after); got != want {
			t.Errorf("after %s: %q, want %q", after, got, want)
		}
	}
	write(func(tx *store.Tx) error { return tx.PruneCards(now.Add(desk.NoCardKept + time.Minute)) })
	if got := known(0); got != "found:Bolo" {
		t.Errorf("pruned: %q", got)
	}
}
