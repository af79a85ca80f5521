package app

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestAskedAnew: who asks again waits for the new answer only; others are left alone.
func TestAskedAnew(t *testing.T) {
	var a asking
	first, over := a.begin(t.Context(), "palette")
	other, _ := a.begin(t.Context(), "find bar")
	second, end := a.begin(t.Context(), "palette")
	if first.Err() == nil || other.Err() != nil || second.Err() != nil {
		t.Errorf("the old one: %v, another one: %v, the new one: %v", first.Err(), other.Err(), second.Err())
	}
	over() // late, as when the first one answers all the same
	if len(a.end) != 2 {
		t.Errorf("%d are known", len(a.end))
	}
	end()
	if second.Err() == nil || len(a.end) != 1 {
		t.Errorf("after the end: %v, %d known", second.Err(), len(a.end))
	}
}

// TestSearchAndAround: what was said is found a moment later, and shown with what stands around it.
func TestSearchAndAround(t *testing.T) {
	a, err := Start(t.Context(), Config{Dir: t.TempDir(), Mode: ModeSimulator, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Stop()
	fillConversation(t, a.engine.DB, 300)
	l := a.engine.Feed.Listen()
	defer l.Close()
	ask := SearchRequest{Query: "palavra150", Limit: 5}
	var found SearchAnswer
	for deadline := time.Now().Add(30 * time.Second); len(found.Hits) == 0; {
		if found, err = a.searchMessages(t.Context(), ask); err != nil || time.Now().After(deadline) {
			t.Fatalf("not found: %+v, %v", found, err)
		}
	}
	hit := found.Hits[0]
	if hit.Text != "bolo palavra150" || hit.Ticket != 1 || hit.Channel != 1 || len(hit.Marks) != 1 || hit.Marks[0] != (Span{5, 15}) {
		t.Errorf("found %+v", hit)
	}
	page, err := a.page(t.Context(), PageRequest{Contact: hit.Contact, Around: hit.Message, Limit: 20})
	if err != nil || len(page.Messages) != 21 || page.Messages[10].ID != hit.Message || !page.MoreBefore || !page.MoreAfter {
		t.Errorf("around it: %d messages, %v %v, %v", len(page.Messages), page.MoreBefore, page.MoreAfter, err)
	}
	if page, err = a.page(t.Context(), PageRequest{Contact: hit.Contact, Around: 1, Limit: 20}); err != nil || page.Messages[0].ID != 1 || page.MoreBefore || !page.MoreAfter {
		t.Errorf("around the first: %+v, %v", page, err)
	}
	if _, err = a.page(t.Context(), PageRequest{Contact: 99, Around: 1, Limit: 20}); desk.AsFault(err).Code != desk.CodeNotFound {
		t.Errorf("of another conversation: %v", err)
	}
	within, err := a.searchWithin(t.Context(), WithinRequest{Contact: hit.Contact, Query: "palavra2"})
	if err != nil || len(within.Messages) != 111 || within.Messages[0] != 299+1 {
		t.Errorf("within: %v, %v", within, err)
	}
	persons, err := a.searchPersons(t.Context(), PersonsRequest{Query: "mari", Limit: 5})
	if err != nil || len(persons.Persons) != 1 || persons.Persons[0].Ticket != 1 || persons.Persons[0].Number != "+5511987654321" {
		t.Errorf("contacts: %+v, %v", persons, err)
	}
}

func fillConversation(t *testing.T, db *store.DB, n int) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		ch, err := tx.AddChannel("Loja")
		if err != nil {
			return err
		}
		on, err := tx.AddConnection(ch, "fake", "Loja")
		if err != nil {
			return err
		}
		c, _, err := tx.PutContact([]desk.Address{desk.Phone("5511987654321")})
		if err != nil {
			return err
		}
		begin := time.UnixMilli(1_750_000_000_000)
		if err := tx.NameContact(c, "Marina", "", begin); err != nil {
			return err
		}
		k, err := tx.AddTicket(ch, c, desk.Pending, begin, false)
		for i := 0; i < n && err == nil; i++ {
			m := desk.Message{Ticket: k, Contact: c, Connection: on, Direction: desk.In, Origin: desk.FromCustomer, Kind: desk.Text,
				Body: fmt.Sprintf("bolo palavra%d", i), At: begin.Add(time.Duration(i) * time.Second), Status: desk.Received}
			_, err = tx.AddMessage(m, true, true, m.At, "")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
