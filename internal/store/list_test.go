package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// shelf fills a folder with tickets of every kind, many of the same moment.
func shelf(t *testing.T, n int) *store.DB {
	t.Helper()
	db := open(t, nil)
	on := connection(t, db)
	r := rand.New(rand.NewPCG(7, 7))
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		for i := range n {
			who, _, err := tx.PutContact([]desk.Address{desk.Phone(fmt.Sprintf("5511987%06d", i))})
			if err != nil {
				return err
			}
			at := time.UnixMilli(int64(1_700_000_000_000 + 1000*r.IntN(n/4)))
			id, err := tx.AddTicket(1, who, []desk.TicketStatus{desk.Pending, desk.Open, desk.Closed}[i%3], at, false)
			if err != nil {
				return err
			}
			if _, err := tx.AddMessage(desk.Message{Ticket: id, Contact: who, Connection: on, Direction: desk.In, Origin: desk.FromCustomer,
				Kind: desk.Text, Body: fmt.Sprint("oi ", i), At: at, Status: desk.Received}, i%2 == 0, true, at, ""); err != nil {
				return err
			}
			if i%7 == 0 { // answered from the phone
				if _, err := tx.AddMessage(desk.Message{Ticket: id, Contact: who, Connection: on, Direction: desk.Out, Origin: desk.FromPhone,
					Kind: desk.Text, Body: "já vai", At: at.Add(time.Second), Status: desk.Sent}, true, true, at, ""); err != nil {
					return err
				}
			}
			standing, err := tx.Stand(id)
			if err != nil {
				return err
			}
			standing.Pinned = r.IntN(5) == 0
			if err := tx.Restore(id, standing); err != nil {
				return err
			}
			if i%3 < 2 && r.IntN(4) == 0 {
				if err := tx.Snooze(id, at.Add(time.Hour)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// TestListPages: the pages of a tab, put together, are the tab: each ticket once, the pinned first, the rest in the tab's order.
func TestListPages(t *testing.T) {
	db := shelf(t, 300)
	total := 0
	for _, tab := range []string{"pending", "open", "snoozed", "closed"} {
		all := pages(t, db, store.ListAsk{Tab: tab, Limit: 200})
		total += len(all)
		for _, limit := range []int{1, 7, 50} {
			if got := pages(t, db, store.ListAsk{Tab: tab, Limit: limit}); !slices.Equal(ids(got), ids(all)) {
				t.Errorf("%s by %d: %v, want %v", tab, limit, ids(got), ids(all))
			}
		}
		if !slices.IsSortedFunc(all, order(tab)) {
			t.Errorf("%s is out of order", tab)
		}
	}
	if total != 300 {
		t.Errorf("%d tickets in all tabs", total)
	}
}

func order(tab string) func(a, b desk.Ticket) int {
	return func(a, b desk.Ticket) int {
		if a.Pinned != b.Pinned && tab != "snoozed" {
			if a.Pinned {
				return -1
			}
			return 1
		}
		switch tab {
		case "pending":
			if a.WaitingSince.IsZero() != b.WaitingSince.IsZero() { // nobody waits there, so that it is last
				return map[bool]int{true: 1, false: -1}[a.WaitingSince.IsZero()]
			}
			return a.WaitingSince.Compare(b.WaitingSince)
		case "snoozed":
			return a.SnoozedUntil.Compare(b.SnoozedUntil)
		}
		return b.LastAt.Compare(a.LastAt)
	}
}

func ids(all []desk.Ticket) (out []desk.TicketID) {
	for _, t := range all {
		out = append(out, t.ID)
	}
	return out
}

func pages(t *testing.T, db *store.DB, ask store.ListAsk) (all []desk.Ticket) {
	t.Helper()
	for {
		var page []desk.Ticket
		err := db.Read(t.Context(), func(v *store.View) (err error) { page, ask.After, err = v.List(ask); return err })
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
		if ask.After == "" {
			return all
		}
	}
}

// TestUnreadByHand: what the operator marked as unread is listed among the unread, and counted as one of them.
func TestUnreadByHand(t *testing.T) {
	db := shelf(t, 12)
	var read desk.Ticket
	for _, k := range pages(t, db, store.ListAsk{Tab: "open", Limit: 50}) {
		if k.Unread == 0 {
			read = k
		}
	}
	count := func() (n desk.Counts) {
		if err := db.Read(t.Context(), func(v *store.View) (err error) { n, err = v.Counts(); return err }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		s, err := tx.Stand(read.ID)
		if err != nil {
			return err
		}
		s.Marked = true
		return tx.Restore(read.ID, s)
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(ids(pages(t, db, store.ListAsk{Tab: "open", Unread: true, Limit: 50})), read.ID) {
		t.Errorf("ticket %d is not among the unread", read.ID)
	}
	if got := count(); got.Unread != before.Unread+1 {
		t.Errorf("%d unread, %d before", got.Unread, before.Unread)
	}
}

// TestListFilters: unread tickets only, and those of a name or of part of a number; a cursor that is none is refused.
func TestListFilters(t *testing.T) {
	db := shelf(t, 60)
	for _, k := range pages(t, db, store.ListAsk{Tab: "closed", Unread: true, Limit: 50}) {
		if k.Unread == 0 {
			t.Errorf("ticket %d was read", k.ID)
		}
	}
	found := pages(t, db, store.ListAsk{Tab: "closed", Query: "+55 11 98700-0002", Limit: 50})
	if len(found) != 1 || found[0].Contact.Number != "5511987000002" {
		t.Errorf("found %v", found)
	}
	if got := pages(t, db, store.ListAsk{Tab: "closed", Query: "100%' OR 1=1 --", Limit: 50}); len(got) != 0 {
		t.Errorf("%d tickets for a query that is nobody's name", len(got))
	}
	for _, ask := range []store.ListAsk{{Tab: "closed", After: "x"}, {Tab: "none"}} {
		err := db.Read(t.Context(), func(v *store.View) error { _, _, err := v.List(ask); return err })
		if desk.AsFault(err).Code != desk.CodeBadRequest {
			t.Errorf("%+v: %v", ask, err)
		}
	}
}

// TestListSearch finds a name however it is written, and looks through numbers only for what can be part of one.
func TestListSearch(t *testing.T) {
	db := shelf(t, 60)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.NameContact(1, "JOÃO Conceição", "", time.Now()); err != nil {
			return err
		}
		return tx.RenameContact(4, "Loja 24")
	})
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"joao": 1, "João": 1, "CONCEICAO": 1, "Jo\u0061\u0303o": 1, "joana": 0,
		"24": 1, "loja 24": 1, // two digits are part of a name, not of every number
		"119870000": 15, "00 00-21": 1, "x 000": 0, "(11) 9.8700\u20110003": 1, "\u202a+55\u00a011 98700-0003\u202c": 1,
		"\ufe0f": 0, "\u0301": 0, // nothing is left of it, which is part of everything
	} {
		if got := pages(t, db, store.ListAsk{Tab: "pending", Query: query, Limit: 50}); len(got) != want {
			t.Errorf("%q finds %d, want %d", query, len(got), want)
		}
	}
}

// TestListStaysSmall: a message of megabytes costs the list nothing.
func TestListStaysSmall(t *testing.T) {
	db := shelf(t, 6)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.SetBody(1, strings.Repeat("ção ", 1<<20), time.Now(), "e")
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range pages(t, db, store.ListAsk{Tab: "pending", Limit: 50}) {
		if len(k.Last.Body) > 4*400 {
			t.Errorf("the list read %d bytes of a message", len(k.Last.Body))
		}
	}
}

// TestCounts are those of the tabs; NextWaiting is the one who waits longest, pinned or not.
func TestCounts(t *testing.T) {
	db := shelf(t, 120)
	var c desk.Counts
	var next desk.TicketID
	err := db.Read(t.Context(), func(v *store.View) (err error) {
		if c, err = v.Counts(); err != nil {
			return err
		}
		next, err = v.NextWaiting(0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	tab := func(name string) []desk.Ticket { return pages(t, db, store.ListAsk{Tab: name, Limit: 200}) }
	live := append(tab("pending"), tab("open")...)
	if got := (desk.Counts{Pending: len(tab("pending")), Open: len(tab("open")), Snoozed: len(tab("snoozed")), Unread: c.Unread}); got != c {
		t.Errorf("counts %+v, lists %+v", c, got)
	}
	live = slices.DeleteFunc(live, func(t desk.Ticket) bool { return t.WaitingSince.IsZero() })
	slices.SortFunc(live, func(a, b desk.Ticket) int {
		if d := a.WaitingSince.Compare(b.WaitingSince); d != 0 {
			return d
		}
		return int(a.ID - b.ID)
	})
	if next != live[0].ID {
		t.Errorf("next is %d, want %d", next, live[0].ID)
	}
}

// TestListByTagAndProtocol: a tag chooses its contacts in every tab, and a protocol number names one ticket.
func TestListByTagAndProtocol(t *testing.T) {
	db := shelf(t, 60)
	var tag desk.TagID
	err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
		if tag, err = tx.PutTag(desk.Tag{Name: "Encomenda", Color: 3}); err != nil {
			return err
		}
		for _, who := range []desk.ContactID{3, 6, 9} {
			if _, err := tx.Hang(who, tag, true); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{1, 50} {
		got := ids(pages(t, db, store.ListAsk{Tab: "closed", Tag: tag, Limit: limit}))
		if slices.Sort(got); !slices.Equal(got, []desk.TicketID{3, 6, 9}) {
			t.Errorf("by %d: %v", limit, got)
		}
	}
	for query, want := range map[string][]desk.TicketID{"2023-3": {3}, "#6": {6}, "#99": nil, "2023-": nil} {
		if got := ids(pages(t, db, store.ListAsk{Tab: "closed", Query: query, Limit: 50})); !slices.Equal(got, want) {
			t.Errorf("%q finds %v", query, got)
		}
	}
	if got := pages(t, db, store.ListAsk{Tab: "closed", Query: "#3", Limit: 5})[0]; got.Protocol != fmt.Sprint(time.Now().Year(), "-3") || !slices.Equal(got.Contact.Tags, []desk.TagID{tag}) {
		t.Errorf("%s, %v", got.Protocol, got.Contact.Tags)
	}
}
