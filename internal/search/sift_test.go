package search

import (
	"fmt"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// crowd fills the second channel with old messages of one contact, and the first one with many later ones of others.
func (o *office) crowd(old, later, others int) {
	o.t.Helper()
	o.write(func(tx *store.Tx) error {
		second, err := tx.AddChannel("Oficina")
		if err != nil {
			return err
		}
		tickets := map[int]desk.Message{}
		for i := range old + later {
			who, channel := 0, second
			if i >= old {
				who, channel = 1+i%others, 1
			}
			m, known := tickets[who]
			if !known {
				if m.Contact, _, err = tx.PutContact([]desk.Address{desk.Phone(fmt.Sprintf("55119%08d", who))}); err != nil {
					return err
				}
				if m.Ticket, err = tx.AddTicket(channel, m.Contact, desk.Open, begin, false); err != nil {
					return err
				}
				m.Connection, m.Direction, m.Origin, m.Kind, m.Status = 1, desk.In, desk.FromCustomer, desk.Text, desk.Received
				tickets[who] = m
			}
			m.Body, m.At = fmt.Sprint("bolo ", i), begin.Add(time.Duration(i)*time.Second)
			if _, err := tx.AddMessage(m, true, true, m.At, ""); err != nil {
				return err
			}
		}
		return nil
	})
	o.settle()
}

func (o *office) hang(tag string, contacts ...desk.ContactID) (id desk.TagID) {
	o.t.Helper()
	o.write(func(tx *store.Tx) (err error) {
		if id, err = tx.PutTag(desk.Tag{Name: tag, Color: 1}); err != nil {
			return err
		}
		for _, c := range contacts {
			if _, err := tx.Hang(c, id, true); err != nil {
				return err
			}
		}
		return nil
	})
	return id
}

// TestAFilterFillsItsPage: a filter that the index does not know leaves out nearly everything, and the page is full all the same.
func TestAFilterFillsItsPage(t *testing.T) {
	o := newOffice(t)
	o.crowd(40, 6000, 300)
	o.patience = time.Hour
	for _, ask := range []Ask{{Query: "bolo", Channel: 2}, {Channel: 2}} {
		first := o.find(ask)
		if len(first.Hits) != 30 || first.Next == 0 || first.Hits[0].Text != "bolo 39" {
			t.Fatalf("%+v: %d hits, next %d", ask, len(first.Hits), first.Next)
		}
		ask.Before = first.Next
		if rest := o.find(ask); len(rest.Hits) != 10 || rest.Next != 0 || rest.Hits[9].Text != "bolo 0" {
			t.Errorf("%+v: %d more, next %d", ask, len(rest.Hits), rest.Next)
		}
	}
}

// TestAnImpatientPageGoesOn: what could not be looked through in time is looked through by the pages after it, each message once.
func TestAnImpatientPageGoesOn(t *testing.T) {
	o := newOffice(t)
	o.crowd(40, 3000, 300)
	o.patience = 0
	ask, found, pages := Ask{Query: "bolo", Channel: 2}, 0, 0
	for {
		page := o.find(ask)
		pages++
		for _, h := range page.Hits {
			if found++; h.Text != fmt.Sprint("bolo ", 40-found) {
				t.Fatalf("hit %d is %s", found, h.Text)
			}
		}
		if page.Next == 0 {
			break
		}
		if ask.Before != 0 && page.Next >= ask.Before {
			t.Fatalf("from %d on to %d", ask.Before, page.Next)
		}
		ask.Before = page.Next
	}
	if found != 40 || pages < 3 {
		t.Errorf("%d hits on %d pages", found, pages)
	}
}

// TestATagOfFewIsLookedUp: where few contacts have a tag only what they said is looked at, and nothing where nobody has it.
func TestATagOfFewIsLookedUp(t *testing.T) {
	o := newOffice(t)
	o.crowd(40, 3000, 300)
	o.patience = 0
	var many []desk.ContactID
	for c := range desk.ContactID(250) {
		many = append(many, c+2)
	}
	few, none, most := o.hang("VIP", 1), o.hang("Nobody"), o.hang("Bairro", many...)
	for _, c := range []struct {
		ask  Ask
		hits int
	}{{Ask{Query: "bolo", Tag: few}, 30}, {Ask{Tag: few}, 30}, {Ask{Query: "bolo", Tag: few, Channel: 1}, 0}, {Ask{Tag: none}, 0}} {
		got := o.find(c.ask)
		if len(got.Hits) != c.hits || c.hits == 0 && got.Next != 0 {
			t.Errorf("%+v: %d hits, next %d", c.ask, len(got.Hits), got.Next)
		}
	}
	o.patience = time.Hour
	if got := o.find(Ask{Tag: most}); len(got.Hits) != 30 {
		t.Errorf("of a tag of many: %d hits", len(got.Hits))
	}
}

// TestWhoTalkedLastIsFirst: of more contacts than anybody reads through those come who talked last, however long they have been known.
func TestWhoTalkedLastIsFirst(t *testing.T) {
	o := newOffice(t)
	o.crowd(1, 600, 300)
	o.write(func(tx *store.Tx) error {
		for c := range desk.ContactID(301) {
			if err := tx.RenameContact(c+1, fmt.Sprint("Maria ", c)); err != nil {
				return err
			}
		}
		_, err := tx.AddMessage(desk.Message{Ticket: 1, Contact: 1, Connection: 1, Direction: desk.In, Origin: desk.FromCustomer, Kind: desk.Text,
			Body: "oi", At: begin.Add(time.Hour), Status: desk.Received}, true, true, begin, "")
		return err
	})
	o.settle()
	all, err := o.Persons(t.Context(), "maria", 3)
	if err != nil || len(all) != 3 || all[0].ID != 1 {
		t.Errorf("found %+v, %v", all, err)
	}
}

// TestWithinSaysHowMuchIsReady: what is not indexed yet is not said to be nowhere.
func TestWithinSaysHowMuchIsReady(t *testing.T) {
	o := newOffice(t)
	o.write(func(tx *store.Tx) error { return nil })
	if got, err := o.Within(t.Context(), 1, "bolo"); err != nil || got.Ready != 100 {
		t.Errorf("with nothing to find: %+v, %v", got, err)
	}
	o.crowd(1200, 0, 1)
	if _, err := o.index.writer.Exec("DELETE FROM doc; UPDATE mark SET message=100"); err != nil {
		t.Fatal(err)
	}
	if got, err := o.Within(t.Context(), 1, "bolo"); err != nil || got.Ready >= 100 {
		t.Errorf("with most of it to do: %+v, %v", got, err)
	}
}
