package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/inbox"
	"github.com/balcao-app/balcao/internal/store"
	"github.com/balcao-app/balcao/internal/transport"
)

// writes lets customers of these numbers write something.
func writes(t *testing.T, a *API, on desk.ConnectionID, text string, numbers ...int) {
	t.Helper()
	for _, n := range numbers {
		who := transport.Party{Name: fmt.Sprintf("Cliente %d", n), Addresses: []desk.Address{desk.Phone(fmt.Sprintf("55119555003%02d", n))}}
		if err := inbox.New(a.engine.DB).Receive(t.Context(), on, transport.Incoming{Remote: desk.RemoteID(fmt.Sprint(text, n)), From: who, At: time.Now(), Kind: desk.Text, Body: text}); err != nil {
			t.Fatal(err)
		}
	}
}

func taken(t *testing.T, a *API, watched ...int64) Notices {
	t.Helper()
	n, err := a.takeNotices(t.Context(), TakeRequest{Watched: watched})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func wish(t *testing.T, a *API, key, value string) {
	t.Helper()
	if _, err := a.set(t.Context(), SettingRequest{Key: key, Value: value}); err != nil {
		t.Fatal(err)
	}
}

// TestNoticesAreTakenOnce: whichever page asks first has them, and a conversation has one.
func TestNoticesAreTakenOnce(t *testing.T) {
	a, _ := running(t)
	on := shop(t, a.engine.DB)
	writes(t, a, on, "Oi", 1)
	writes(t, a, on, "Tem bolo?", 1, 2)
	got := taken(t, a)
	if len(got.Notices) != 2 || !got.Show || !got.Sound || got.Many != 0 {
		t.Fatalf("%+v", got)
	}
	if n := got.Notices[0]; n.Name != "Cliente 1" || n.Text != "Tem bolo?" || n.Count != 2 || n.Kind != "text" {
		t.Errorf("%+v", n)
	}
	if again := taken(t, a); len(again.Notices) != 0 || again.Sound {
		t.Errorf("a second page is given %+v", again)
	}
	writes(t, a, on, "E torta?", 1)
	if got := taken(t, a, got.Notices[0].Ticket); len(got.Notices) != 0 {
		t.Errorf("of what is being looked at: %+v", got)
	}
	if got := taken(t, a); len(got.Notices) != 0 {
		t.Errorf("once it is not looked at any more: %+v", got)
	}
	writes(t, a, on, "Alô?", 1)
	if _, err := a.read(t.Context(), ReadRequest{ID: got.Notices[0].Ticket, UpTo: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	if got := taken(t, a); len(got.Notices) != 0 {
		t.Errorf("of what was read meanwhile: %+v", got)
	}
}

// TestNoticesHideWhatTheyAreToldTo: nothing that is to be hidden reaches the page.
func TestNoticesHideWhatTheyAreToldTo(t *testing.T) {
	a, _ := running(t)
	on := shop(t, a.engine.DB)
	for i, c := range []struct {
		preview string
		want    Notice
	}{{"name", Notice{Name: "Cliente 1", Number: "+5511955500301"}}, {"none", Notice{}}} {
		wish(t, a, "notice_preview", c.preview)
		writes(t, a, on, fmt.Sprint("segredo ", i), 1)
		got := taken(t, a).Notices
		if len(got) != 1 {
			t.Fatalf("%s: %+v", c.preview, got)
		}
		c.want.Ticket, c.want.Count = got[0].Ticket, i+1
		if got[0] != c.want {
			t.Errorf("%s: %+v", c.preview, got[0])
		}
	}
}

// TestASnoozeThatEndsIsTold: once, to one page, and not after a while in which nobody was there.
func TestASnoozeThatEndsIsTold(t *testing.T) {
	a, _ := running(t)
	on := shop(t, a.engine.DB)
	writes(t, a, on, "Oi", 1, 2)
	first := taken(t, a)
	wake := func(at time.Time) {
		t.Helper()
		err := a.engine.DB.Write(t.Context(), func(tx *store.Tx) error {
			for _, n := range first.Notices {
				if err := tx.Snooze(desk.TicketID(n.Ticket), at.Add(-time.Second)); err != nil {
					return err
				}
			}
			_, err := tx.WakeDue(at)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	wake(time.Now())
	got := taken(t, a, first.Notices[0].Ticket)
	if len(got.Notices) != 1 || !got.Notices[0].Woke || got.Notices[0].Name != "Cliente 2" || got.Notices[0].Text != "" || !got.Sound {
		t.Errorf("%+v", got)
	}
	if got := taken(t, a); len(got.Notices) != 0 {
		t.Errorf("told again: %+v", got)
	}
	wake(time.Now().Add(-desk.NoticeFresh))
	if got := taken(t, a); len(got.Notices) != 0 {
		t.Errorf("long after: %+v", got)
	}
	wake(time.Now())
	writes(t, a, on, "Alô?", 1)
	if got := taken(t, a); len(got.Notices) != 2 || got.Notices[0].Woke || got.Notices[0].Text != "Alô?" {
		t.Errorf("with a message: %+v", got)
	}
}

// TestNoticesOfManyAreOne, and quiet hours bring none, also not when they are over.
func TestNoticesOfManyAreOne(t *testing.T) {
	a, _ := running(t)
	on := shop(t, a.engine.DB)
	writes(t, a, on, "Oi", 1, 2, 3, 4, 5)
	if got := taken(t, a); got.Many != 5 || len(got.Notices) != 0 || !got.Sound {
		t.Errorf("%+v", got)
	}
	for _, s := range [][2]string{{"quiet", "1"}, {"quiet_from", "0"}, {"quiet_to", "0"}} {
		wish(t, a, s[0], s[1])
	}
	writes(t, a, on, "Boa noite", 1)
	if got := taken(t, a); len(got.Notices) != 0 || got.Sound {
		t.Errorf("in the quiet hours: %+v", got)
	}
	wish(t, a, "quiet", "0")
	if got := taken(t, a); len(got.Notices) != 0 {
		t.Errorf("after them: %+v", got)
	}
}

// desktop is a system that shows notices, or says why not.
type desktop struct {
	fails error
	yes   bool
	did   []string
}

func (d *desktop) Allowed(context.Context, bool) (bool, error) { return d.yes, d.fails }

func (d *desktop) Show(_ context.Context, tag, title, body string) error {
	d.did = append(d.did, "show "+tag+" "+title+" "+body)
	return d.fails
}

func (d *desktop) Withdraw(_ context.Context, tag string) { d.did = append(d.did, "withdraw "+tag) }
func (d *desktop) Badge(n int)                            { d.did = append(d.did, fmt.Sprint("badge ", n)) }

// TestTheSystemIsQuoted: what it answered is said, and nothing else.
func TestTheSystemIsQuoted(t *testing.T) {
	a := &API{}
	ask := func() string {
		got, err := a.noticesAllowed(t.Context(), AllowedRequest{})
		if err != nil {
			t.Fatal(err)
		}
		shown, err := a.showNotice(t.Context(), SystemNotice{Tag: "ticket-1", Title: "Marina", Body: "Oi"})
		if err != nil {
			t.Fatal(err)
		}
		return got.Answer + got.Why + " " + shown.Answer + shown.Why
	}
	if got := ask(); got != "none none" {
		t.Errorf("a browser: %s", got)
	}
	d := &desktop{yes: true}
	a.Notifier = d
	if got := ask(); got != "on on" {
		t.Errorf("a window: %s", got)
	}
	d.yes, d.fails = false, errors.New("no bus")
	if got := ask(); got != "noneno bus refusedno bus" {
		t.Errorf("a window without a desktop: %s", got)
	}
	if d.fails = nil; ask() != "refused on" {
		t.Error("a system that refuses")
	}
	d.did = nil
	if _, err := a.withdrawNotice(t.Context(), TagRequest{Tag: "ticket-1"}); err != nil {
		t.Error(err)
	}
	if _, err := a.badge(t.Context(), BadgeRequest{Count: 3}); err != nil {
		t.Error(err)
	}
	if _, err := a.badge(t.Context(), BadgeRequest{Count: -1}); err == nil {
		t.Error("a count below nothing")
	}
	if want := []string{"withdraw ticket-1", "badge 3"}; !slices.Equal(d.did, want) {
		t.Errorf("did %v", d.did)
	}
}
