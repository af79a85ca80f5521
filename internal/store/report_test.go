package store

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// said is a row of the tests, as the naive computation sees it.
type said struct {
	ticket, channel int64
	at              int64
	direction       string
	origin, status  string
}

// answered says whether a person's words were taken by a network.
func (s said) answers() bool {
	return s.direction == "out" && s.origin != "routine" &&
		slices.Contains([]string{"accepted", "sent", "delivered", "read", "played"}, s.status)
}

// shop is a database with two channels and two tickets in each.
func shop(t *testing.T) *DB {
	t.Helper()
	db, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, q := range []string{
		"INSERT INTO channel(id, name) VALUES (1, 'Loja'), (2, 'Oficina')",
		"INSERT INTO connection(id, channel_id, kind) VALUES (1, 1, 'cloudapi'), (2, 1, 'waweb')",
		"INSERT INTO contact(id) VALUES (1), (2), (3), (4)",
		`INSERT INTO ticket(id, channel_id, contact_id, status, opened_at) VALUES (1, 1, 1, 'open', 1), (2, 1, 2, 'open', 1),
			(3, 2, 3, 'open', 1), (4, 2, 4, 'open', 1)`,
	} {
		if _, err := db.writer.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func (db *DB) say(t *testing.T, all ...said) {
	t.Helper()
	tx, err := db.writer.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if _, err := tx.Exec(`INSERT INTO message(ticket_id, contact_id, direction, origin, kind, at, received_at, status) VALUES(?1,?1,?2,?3,'text',?4,?4,?5)`,
			s.ticket, s.direction, s.origin, s.at, s.status); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tx.Exec("UPDATE ticket SET opened_at=coalesce((SELECT min(at) FROM message WHERE ticket_id=ticket.id), 1)"); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// naive counts by asking of each message by itself what came before and after it in its ticket. Times must differ.
func naive(all []said, channel int64, borders []time.Time) []desk.Figures {
	days := make([]desk.Figures, len(borders)-1)
	answerOf := func(m said) (first int64) {
		for _, s := range all {
			if s.ticket == m.ticket && s.answers() && s.at > m.at && (first == 0 || s.at < first) {
				first = s.at
			}
		}
		return first
	}
	begins := func(m said) bool {
		before := said{}
		for _, s := range all {
			if s.ticket == m.ticket && s.at < m.at && s.at > before.at && (s.direction == "in" || s.answers()) {
				before = s
			}
		}
		return before.direction != "in"
	}
	for _, m := range all {
		for i := range days {
			if m.direction != "in" || channel != 0 && m.channel != channel || m.at < borders[i].UnixMilli() || m.at >= borders[i+1].UnixMilli() {
				continue
			}
			days[i].Received++
			answer := answerOf(m)
			if answer == 0 {
				continue
			}
			days[i].Answered++
			if begins(m) {
				days[i].Firsts = append(days[i].Firsts, time.Duration(answer-m.at)*time.Millisecond)
			}
		}
	}
	return days
}

func sorted(days []desk.Figures) []desk.Figures {
	for i := range days {
		slices.Sort(days[i].Firsts)
	}
	return days
}

// TestReportIsTheNaiveOne: over any rows, in zones with a change of clocks inside the period, the report is what one gets by looking
// at each message by itself.
func TestReportIsTheNaiveOne(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			loc, err := time.LoadLocation([]string{"America/Sao_Paulo", "Europe/Lisbon", "America/Havana"}[seed%3])
			if err != nil {
				t.Fatal(err)
			}
			now := []time.Time{time.Date(2018, 11, 6, 15, 0, 0, 0, loc), time.Date(2026, 3, 31, 9, 0, 0, 0, loc), time.Date(2024, 11, 5, 1, 0, 0, 0, loc)}[seed%3]
			borders := desk.Borders(now, 5)
			all := []said{}
			begin := borders[0].AddDate(0, 0, -2).UnixMilli()
			for _, n := range r.Perm(60 * 9 * 24)[:190] { // no two in one minute; the last two days come after the period
				ticket := r.Int64N(4) + 1
				s := said{ticket: ticket, channel: (ticket + 1) / 2, at: begin + int64(n)*60_000, direction: "in", origin: "customer", status: "received"}
				if r.IntN(2) == 0 {
					s.direction = []string{"out", "out", "note", "system"}[r.IntN(4)]
					s.origin = []string{"operator", "phone", "routine"}[r.IntN(3)]
					s.status = []string{"sent", "read", "accepted", "failed", "queued", "cancelled", "unsure"}[r.IntN(7)]
				}
				all = append(all, s)
			}
			for _, b := range borders { // the instants that decide
				all = append(all, said{1, 1, b.UnixMilli(), "in", "customer", "received"}, said{2, 1, b.UnixMilli() - 1, "in", "customer", "received"})
			}
			db := shop(t)
			db.say(t, all...)
			for channel := range int64(3) {
				err := db.Read(t.Context(), func(v *View) error {
					got, err := v.Report(ReportAsk{Channel: desk.ChannelID(channel), Borders: borders})
					if want := sorted(naive(all, channel, borders)); err == nil && !reflect.DeepEqual(sorted(got.Days), want) {
						t.Errorf("channel %d:\n%+v\nwant\n%+v", channel, got.Days, want)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestReportTags: who has two tags counts under each of them, who has none under none.
func TestReportTags(t *testing.T) {
	db := shop(t)
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	at := func(minutes int) int64 { return Millis(day) + int64(minutes)*60_000 }
	for _, q := range []string{"INSERT INTO tag(id, name, color) VALUES (1, 'VIP', 1), (2, 'Bairro', 2)", "INSERT INTO contact_tag VALUES (1, 1), (1, 2), (3, 1)"} {
		if _, err := db.writer.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	in := func(ticket int64, minutes int) said {
		return said{ticket, 0, at(minutes), "in", "customer", "received"}
	}
	db.say(t, in(1, 0), in(1, 1), said{1, 1, at(10), "out", "operator", "sent"}, in(2, 11), in(3, 12))
	err := db.Read(t.Context(), func(v *View) error {
		r, err := v.Report(ReportAsk{Borders: []time.Time{day, day.AddDate(0, 0, 1)}})
		if err != nil {
			return err
		}
		got, err := v.ReportTags(r)
		one := []time.Duration{10 * time.Minute}
		want := map[desk.TagID]desk.Figures{1: {Received: 3, Answered: 2, Firsts: one}, 2: {Received: 2, Answered: 2, Firsts: one}}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWayFigures: what left by the main way, by a reserve, and what was refused, of the period and the channel alone.
func TestWayFigures(t *testing.T) {
	db := shop(t)
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	db.say(t, said{1, 1, day.UnixMilli(), "out", "operator", "sent"}, said{3, 2, day.UnixMilli(), "out", "operator", "sent"})
	for i, d := range []struct {
		message, connection int64
		act, state          string
		attempt, hop        int
		at                  time.Duration
	}{
		{1, 1, "say", "failed", 1, 0, 0},
		{1, 1, "say", "failed", 0, 0, 0}, // foreseen: no network refused it
		{1, 2, "say", "accepted", 1, 1, time.Hour},
		{1, 1, "say", "accepted", 1, 0, 23 * time.Hour},
		{2, 1, "say", "accepted", 1, 0, time.Hour}, // of the other channel
		{1, 1, "react", "accepted", 1, 0, time.Hour},
		{1, 1, "say", "accepted", 1, 0, 24 * time.Hour}, // the next day
		{1, 1, "say", "accepted", 1, 0, -time.Second},
	} {
		if _, err := db.writer.Exec(`INSERT INTO delivery(message_id, act, contact_id, connection_id, client_id, state, attempt, hop, ended_at)
			VALUES(?,?,1,?,?,?,?,?,?)`, d.message, d.act, d.connection, fmt.Sprint(i), d.state, d.attempt, d.hop, Millis(day.Add(d.at))); err != nil {
			t.Fatal(err)
		}
	}
	for channel, want := range [][]desk.WayFigures{
		{{Connection: 1, Kind: "cloudapi", Sent: 2, Refused: 1}, {Connection: 2, Kind: "waweb", Reserve: 1}},
		{{Connection: 1, Kind: "cloudapi", Sent: 1, Refused: 1}, {Connection: 2, Kind: "waweb", Reserve: 1}},
		{{Connection: 1, Kind: "cloudapi", Sent: 1}},
	} {
		err := db.Read(t.Context(), func(v *View) error {
			got, err := v.WayFigures(ReportAsk{Channel: desk.ChannelID(channel), Borders: []time.Time{day, day.AddDate(0, 0, 1)}})
			if !reflect.DeepEqual(got, want) {
				t.Errorf("channel %d: %+v, want %+v", channel, got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestWaitingNow: who waits for an answer, and since when the first of them does.
func TestWaitingNow(t *testing.T) {
	db := shop(t)
	if _, err := db.writer.Exec("UPDATE ticket SET waiting_since=id*1000; UPDATE ticket SET status='closed' WHERE id=1"); err != nil {
		t.Fatal(err)
	}
	for channel, want := range []desk.WaitingNow{{Tickets: 3, Since: Time(2000)}, {Tickets: 1, Since: Time(2000)}, {Tickets: 2, Since: Time(3000)}, {}} {
		err := db.Read(t.Context(), func(v *View) error {
			got, err := v.WaitingNow(desk.ChannelID(channel))
			if got != want {
				t.Errorf("channel %d: %+v, want %+v", channel, got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestReportPlans: the report reads the rows of its period and nothing else.
func TestReportPlans(t *testing.T) {
	db := shop(t)
	ask := ReportAsk{Borders: desk.Borders(time.Now(), 7)}
	for name, run := range map[string]func(*Tx) error{
		"said": func(tx *Tx) error { _, err := tx.Report(ask); return err },
		"answered later": func(tx *Tx) error {
			_, err := tx.answeredLater([]desk.Spoken{{Ticket: 1, In: true}}, ask)
			return err
		},
		"tags": func(tx *Tx) error {
			_, err := tx.ReportTags(desk.Report{Tickets: map[desk.TicketID]*desk.Figures{1: {}}})
			return err
		},
		"ways":    func(tx *Tx) error { _, err := tx.WayFigures(ask); return err },
		"waiting": func(tx *Tx) error { _, err := tx.WaitingNow(1); return err },
	} {
		for _, plan := range plans(t, db, run) {
			plan = strings.ReplaceAll(plan, "SCAN asked VIRTUAL", "")                // the tickets of the period
			if plan = strings.ReplaceAll(plan, "SCAN c\n", ""); costly(plan) != "" { // connections
				t.Errorf("%s: %s\n%s", name, costly(plan), plan)
			}
			if name == "said" && !strings.Contains(plan, "message_said_at (at>? AND at<?)") && !strings.Contains(plan, "message_ticket (ticket_id=? AND at") {
				t.Errorf("not by the period:\n%s", plan)
			}
		}
	}
}
