package desk

import (
	"slices"
	"testing"
	"time"
)

var noticeNow = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func arrival(m MessageID, t TicketID, change ...func(*Arrival)) Arrival {
	a := Arrival{Message: m, Ticket: t, Kind: Text, Status: Pending, Received: noticeNow}
	for _, fn := range change {
		fn(&a)
	}
	return a
}

// TestNotifies: of what a notice is made.
func TestNotifies(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Arrival)
		want   bool
	}{
		"a new ticket":                {func(*Arrival) {}, true},
		"an open ticket":              {func(a *Arrival) { a.Status = Open }, true},
		"old talk, or a courtesy":     {func(a *Arrival) { a.Status = Closed }, false},
		"silenced":                    {func(a *Arrival) { a.Muted = true }, false},
		"snoozed":                     {func(a *Arrival) { a.Snoozed = true }, false},
		"a call":                      {func(a *Arrival) { a.Kind = Call }, false},
		"nearly old":                  {func(a *Arrival) { a.Received = noticeNow.Add(time.Second - NoticeFresh) }, true},
		"nobody was there to be told": {func(a *Arrival) { a.Received = noticeNow.Add(-NoticeFresh) }, false},
	} {
		if got := arrival(1, 1, c.change).Notifies(noticeNow); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestNoticesOfOneConversation are one, which names the last message.
func TestNoticesOfOneConversation(t *testing.T) {
	all := []Arrival{arrival(1, 10), arrival(2, 20), arrival(3, 10), arrival(4, 30), arrival(5, 10)}
	got := Notices(all, map[TicketID]bool{30: true}, noticeNow)
	if want := []Notice{{Ticket: 10, Last: 5}, {Ticket: 20, Last: 2}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestASnoozeThatEnds brings a notice, unless a message of the same conversation brings one.
func TestASnoozeThatEnds(t *testing.T) {
	woke := func(ticket TicketID, change ...func(*Arrival)) Arrival {
		return arrival(0, ticket, append([]func(*Arrival){func(a *Arrival) { a.Kind = "" }}, change...)...)
	}
	all := []Arrival{arrival(3, 10), woke(10), woke(20), woke(30), woke(40, func(a *Arrival) { a.Muted = true }),
		woke(50, func(a *Arrival) { a.Snoozed = true }), woke(60, func(a *Arrival) { a.Status = Closed })}
	got := Notices(all, map[TicketID]bool{30: true}, noticeNow)
	if want := []Notice{{Ticket: 10, Last: 3}, {Ticket: 20}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestQuietHours: 20 November 2026 is a Friday.
func TestQuietHours(t *testing.T) {
	const all, workdays = 127, 0b0111110
	day := func(d, hour, minute int) time.Time { return time.Date(2026, 11, d, hour, minute, 0, 0, time.Local) }
	for name, c := range map[string]struct {
		quiet Quiet
		at    time.Time
		want  bool
	}{
		"off":                             {Quiet{From: 0, To: 0, Days: all}, day(20, 3, 0), false},
		"before":                          {Quiet{true, 720, 780, all}, day(20, 11, 59), false},
		"the first minute":                {Quiet{true, 720, 780, all}, day(20, 12, 0), true},
		"the end is not in it":            {Quiet{true, 720, 780, all}, day(20, 13, 0), false},
		"over midnight, evening":          {Quiet{true, 1320, 420, all}, day(20, 22, 0), true},
		"over midnight, morning":          {Quiet{true, 1320, 420, all}, day(21, 6, 59), true},
		"over midnight, over":             {Quiet{true, 1320, 420, all}, day(21, 7, 0), false},
		"begun on Friday":                 {Quiet{true, 1320, 420, workdays}, day(21, 6, 0), true},
		"not begun on Saturday":           {Quiet{true, 1320, 420, workdays}, day(21, 23, 0), false},
		"so not on Sunday morning either": {Quiet{true, 1320, 420, workdays}, day(22, 6, 0), false},
		"Sunday night begins on Sunday":   {Quiet{true, 1320, 420, 1}, day(23, 6, 0), true},
		"Saturday night begins before":    {Quiet{true, 1320, 420, 1 << 6}, day(22, 6, 0), true},
		"a whole day":                     {Quiet{true, 0, 0, 1 << 6}, day(21, 15, 0), true},
		"no day":                          {Quiet{true, 0, 0, 0}, day(21, 15, 0), false},
	} {
		if got := c.quiet.Covers(c.at); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestRings: calls may be told of in the quiet hours as well.
func TestRings(t *testing.T) {
	night, day := time.Date(2026, 11, 20, 23, 0, 0, 0, time.Local), time.Date(2026, 11, 20, 12, 0, 0, 0, time.Local)
	for calls, want := range map[string][2]bool{"always": {true, true}, "outside": {false, true}, "never": {false, false}} {
		w := NoticeWishesOf(map[string]string{"notice_calls": calls, "quiet": "1", "quiet_from": "1320", "quiet_to": "420", "quiet_days": "127"})
		if got := [2]bool{w.Rings(night), w.Rings(day)}; got != want {
			t.Errorf("%s: %v", calls, got)
		}
	}
}
