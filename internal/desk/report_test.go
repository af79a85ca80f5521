package desk

import (
	"testing"
	"time"
	_ "time/tzdata"
)

// TestBorders: each border is the first second of its date, in zones whose clocks jump at midnight, over it, back onto it, or by less
// than an hour.
func TestBorders(t *testing.T) {
	for zone, years := range map[string][]int{
		"America/Sao_Paulo": {2017, 2018, 2026}, "America/Havana": {2024}, "Africa/Cairo": {2024}, "Europe/Lisbon": {2026},
		"Atlantic/Azores": {2026}, "Australia/Lord_Howe": {2026}, "Asia/Kathmandu": {2026}, "UTC": {2026},
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for _, year := range years {
			borders := Borders(time.Date(year, 12, 31, 23, 59, 59, 0, loc), 400)
			if len(borders) != 401 {
				t.Fatalf("%s: %d borders", zone, len(borders))
			}
			for i, b := range borders {
				before := b.Add(-time.Second)
				if b.Format(time.DateOnly) <= before.Format(time.DateOnly) {
					t.Errorf("%s: %s is not the first second of its day", zone, b)
				}
				if i > 0 && !b.After(borders[i-1]) {
					t.Errorf("%s: %s does not come after %s", zone, b, borders[i-1])
				}
			}
		}
	}
}

func TestTally(t *testing.T) {
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	borders := []time.Time{day, day.AddDate(0, 0, 1), day.AddDate(0, 0, 2)}
	at := func(minutes int) time.Time { return day.Add(time.Duration(minutes) * time.Minute) }
	r := Tally([]Spoken{
		{Ticket: 1, In: true, At: at(0)},  // somebody waited here before the period: answered, its length is not of this period
		{Ticket: 1, At: at(5)},            //
		{Ticket: 2, In: true, At: at(10)}, // two messages, one wait of twenty minutes
		{Ticket: 2, In: true, At: at(20)},
		{Ticket: 2, At: at(30)},
		{Ticket: 2, At: at(31)},                // nobody waited
		{Ticket: 3, In: true, At: at(23 * 60)}, // belongs to the first day, whenever its answer comes
		{Ticket: 3, In: true, At: at(24 * 60)}, // of the second day
		{Ticket: 3, At: at(25 * 60)},
		{Ticket: 4, In: true, At: at(26 * 60)}, // still waits
	}, borders, map[TicketID]bool{1: true})
	for i, want := range []struct {
		received, answered int
		firsts             []time.Duration
	}{{4, 4, []time.Duration{20 * time.Minute, 2 * time.Hour}}, {2, 1, nil}} {
		got := r.Days[i]
		if got.Received != want.received || got.Answered != want.answered || len(got.Firsts) != len(want.firsts) {
			t.Errorf("day %d: %+v", i, got)
			continue
		}
		for j := range want.firsts {
			if got.Firsts[j] != want.firsts[j] {
				t.Errorf("day %d: answered after %s, want %s", i, got.Firsts[j], want.firsts[j])
			}
		}
	}
	if r.Total.Received != 6 || r.Total.Answered != 5 || len(r.Total.Firsts) != 2 {
		t.Errorf("in total %+v", r.Total)
	}
}

func TestWithin(t *testing.T) {
	minutes := func(all ...int) (f Figures) {
		for _, m := range all {
			f.Firsts = append(f.Firsts, time.Duration(m)*time.Minute)
		}
		return f
	}
	for _, c := range []struct {
		of          Figures
		median, p90 int
	}{{minutes(7), 7, 7}, {minutes(9, 1), 1, 9}, {minutes(3, 1, 2), 2, 3}, {minutes(10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 5, 9}} {
		median, _ := c.of.Within(50)
		p90, _ := c.of.Within(90)
		if median != time.Duration(c.median)*time.Minute || p90 != time.Duration(c.p90)*time.Minute {
			t.Errorf("of %v: %s and %s", c.of.Firsts, median, p90)
		}
	}
	if _, some := (Figures{}).Within(50); some {
		t.Error("there is a median of nothing")
	}
}
